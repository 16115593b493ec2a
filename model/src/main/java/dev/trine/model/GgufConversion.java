package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a GGUF file of a Hugging Face folder, as llama.cpp reads it. The same folder gives the same
 * bytes each time. Names and order of tensors: gguf-py's tensor_mapping.py and
 * convert_hf_to_gguf.py.
 */
public final class GgufConversion {

  private static final Map<BlockFormat, Integer> FILE_TYPES =
      Map.of(BlockFormat.F32, 0, BlockFormat.F16, 1, BlockFormat.Q8_0, 7, BlockFormat.BF16, 32);

  private final Checkpoint checkpoint;
  private final GgufLayout layout;
  private final BlockFormat type;
  private final GgufWriter writer = new GgufWriter();
  private final int vocabulary; // rows of the embedding
  private final int firstPosition; // rows of the table of positions before it are left out
  private final Runnable settings;

  /**
   * Converts a folder, or a file of rwkv.cpp.
   *
   * @param type of large tensors: F32, F16, BF16 or Q8_0; small ones stay F32
   * @throws ModelException if the folder cannot be read, or its architecture cannot be converted
   */
  public static void convert(Path folder, Path out, BlockFormat type) {
    if (!FILE_TYPES.containsKey(type)) {
      throw new IllegalArgumentException(type + ": can be F32, F16, BF16 or Q8_0");
    }
    Model model = Model.open(folder);
    GgufConversion conversion = new GgufConversion(model.weights(), type);
    conversion.settings(model.name());
    if (TokenizerFiles.file(folder).isPresent()) {
      new GgufTokenizer(conversion.writer, folder, conversion.vocabulary)
          .write(model.chatTemplate());
    } else {
      conversion.withoutTokenizer();
    }
    conversion.tensors();
    conversion.writer.write(out);
  }

  /** Converts weights without a tokenizer. */
  static void convert(Weights weights, Path out, BlockFormat type) {
    GgufConversion conversion = new GgufConversion(weights, type);
    conversion.settings(weights.source());
    conversion.withoutTokenizer();
    conversion.tensors();
    conversion.writer.write(out);
  }

  private GgufConversion(Weights weights, BlockFormat type) {
    this.checkpoint = new Checkpoint(weights);
    this.type = type;
    if (checkpoint.gguf()) {
      throw checkpoint.error("is a GGUF file already; quantize changes its types");
    }
    this.layout =
        GgufLayout.of(checkpoint)
            .orElseThrow(() ->
                checkpoint.error(
                    "the architecture \"%s\" cannot be converted; %s"
                        .formatted(
                            checkpoint.architecture(),
                            Architectures.isKnown(checkpoint.architecture())
                                ? "its folder runs as it is"
                                : "./trine architectures lists those that are known")));
    // Opening refuses what does not fit, and tells the names.
    if (Architectures.encodes(checkpoint.architecture())) {
      Encoder encoder = Architectures.encoder(checkpoint);
      this.vocabulary = encoder.vocabularySize();
      this.firstPosition = encoder.firstPosition();
      this.settings =
          () -> new GgufEncoderSettings(checkpoint, layout.name(), writer).write(encoder);
    } else {
      boolean embeds = layout.name().equals("gemma-embedding");
      Transformer model =
          embeds ? Architectures.bothWays(checkpoint) : Architectures.open(checkpoint);
      this.vocabulary = model.vocabularySize();
      this.firstPosition = 0;
      this.settings =
          () -> {
            new GgufSettings(checkpoint, layout, model, writer).write();
            if (embeds) {
              new GgufEncoderSettings(checkpoint, layout.name(), writer)
                  .writePooling(Pooling.of(checkpoint, Pooling.Kind.MEAN));
            }
          };
    }
    if (!checkpoint.untold().isEmpty()) {
      throw checkpoint.notInGguf(String.join(", ", checkpoint.untold()));
    }
  }

  /** As llama.cpp asks for. */
  private void withoutTokenizer() {
    writer.put("tokenizer.ggml.model", "no_vocab");
  }

  private void settings(String name) {
    int fileType = FILE_TYPES.getOrDefault(type, 0);
    writer
        .put("general.architecture", layout.name())
        .put("general.name", name)
        .put("general.file_type", fileType);
    if (type == BlockFormat.Q8_0) {
      writer.put("general.quantization_version", 2);
    }
    settings.run();
  }

  private void tensors() {
    new GgufTensors(checkpoint, layout, type, firstPosition, writer).write();
  }
}
