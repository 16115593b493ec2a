package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Makes a GGUF file of a Hugging Face folder, as llama.cpp reads it. The same folder gives the same
 * bytes each time. Names and order of tensors: gguf-py's tensor_mapping.py and
 * convert_hf_to_gguf.py.
 */
public final class GgufConversion {

  private static final Map<BlockFormat, Integer> FILE_TYPES =
      Map.of(BlockFormat.F32, 0, BlockFormat.F16, 1, BlockFormat.Q8_0, 7, BlockFormat.BF16, 32);

  /** What llama.cpp wants as F32, however small the other weights are. */
  private static final Pattern EXACT =
      Pattern.compile(
          ".*(norm\\.weight|ffn_gate_inp.*|position_embd\\.weight|token_types\\.weight|conv(1d)?\\.weight|ssm_[ad]"
              + "|time_mix_(first|lerp_fused|w[12]|decay_w[12])\\.weight)");

  /** Whose layers are those of Mamba-2. */
  private static final Set<String> STATES = Set.of("mamba2", "granitehybrid", "falcon-h1");

  private static final Set<String> GEMMA3 = Set.of("gemma3", "gemma-embedding");

  private final Checkpoint checkpoint;
  private final GgufNames names;
  private final GgufLayout layout;
  private final BlockFormat type;
  private final GgufWriter writer = new GgufWriter();
  private final int vocabulary; // rows of the embedding
  private final int firstPosition; // rows of the table of positions before it are left out
  private final Runnable settings;

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
    this.names = checkpoint.names();
  }

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

  /** The tensors that the architecture asked for, by what GGUF files call what it asked for. */
  private void tensors() {
    boolean tied = checkpoint.flag("tie_word_embeddings", layout.addsOne());
    NavigableSet<String> elsewhere = new TreeSet<>();
    checkpoint.laidOut().values().forEach(it -> elsewhere.add(it.source()));
    new TreeMap<>(checkpoint.found())
        .forEach((inFile, name) -> {
          Optional<String> source = Optional.ofNullable(elsewhere.floor(name));
          boolean left =
              source.isPresent() && name.startsWith(source.get())
                  || tied && name.equals("lm_head.weight")
                  || name.contains(".mtp_layers."); // readers guess nothing
          if (!left) {
            add(name, checkpoint.find(name).orElseThrow());
          }
        });
    checkpoint.laidOut().forEach(this::add);
    if (layout.name().equals("rwkv7")) {
      for (String part : List.of("0", "1", "2")) { // readers want them, and do not use them
        Tensor rate = checkpoint.find("blocks.0.att.a" + part).orElseThrow();
        put(rate.name(), "blk.0.time_mix_v" + part + ".weight", rate);
      }
    }
  }

  private void add(String name, Tensor tensor) {
    if (name.endsWith(".kv_b_proj.weight")) {
      addKeysAndValues(name, tensor);
      return;
    }
    String own = names.tensor(name.replace("block_sparse_moe.gate.", "mlp.gate."));
    if (firstPosition > 0 && own.equals("position_embd.weight")) {
      int count = tensor.rows() - firstPosition; // readers begin to count at 0
      tensor = tensor.rows(firstPosition, count);
    }
    put(name, own, tensor);
  }

  private void put(String name, String own, Tensor tensor) {
    long[] shape = shape(own, tensor);
    boolean matrix = shape.length > 1 && tensor.columns() == shape[shape.length - 1];
    put(name, own, shape, matrix ? (row, out) -> tensor.row(row, out, 0) : flat(tensor, shape));
  }

  /** The parts of a layer in one tensor, and their biases in another. */
  private void add(String name, Checkpoint.LaidOut layer) {
    List<Linear> parts = layer.parts();
    Linear first = parts.getFirst();
    int out = parts.stream().mapToInt(Linear::out).sum();
    long[] shape = {out, first.in()};
    long[] stack = {parts.size(), first.out(), first.in()};
    String weight = names.tensor(name + ".weight");
    if (first.weight().format() == BlockFormat.MXFP4) {
      writer.stream(
          weight,
          BlockFormat.MXFP4,
          stack,
          file -> parts.forEach(part -> file.accept(part.weight().data())));
    } else {
      put(name + ".weight", weight, layer.stacked() ? stack : shape, rows(parts));
    }
    if (first.bias().isPresent()) {
      float[] all = new float[out];
      int at = 0;
      for (Linear part : parts) {
        System.arraycopy(part.bias().orElseThrow(), 0, all, at, part.out());
        at += part.out();
      }
      long[] each = {parts.size(), first.out()};
      Tensor biases = Tensor.of(name + ".bias", all, layer.stacked() ? each : new long[] {out});
      put(biases.name(), names.tensor(biases.name()), biases.shape(), flat(biases, biases.shape()));
    }
  }

  private static Rows rows(List<Linear> parts) {
    return (row, out) -> {
      int within = row;
      int part = 0;
      while (within >= parts.get(part).out()) {
        within -= parts.get(part++).out();
      }
      parts.get(part).weight().row(within, out, 0);
    };
  }

  /** Rows of a tensor that has one dimension in the folder. */
  private static Rows flat(Tensor tensor, long[] shape) {
    float[] all = tensor.floats();
    int columns = Math.toIntExact(shape[shape.length - 1]);
    return (row, out) -> System.arraycopy(all, row * columns, out, 0, columns);
  }

  private void put(String name, String own, long[] shape, Rows plain) {
    BlockFormat format =
        shape.length > 1 && !own.endsWith(".bias") && !EXACT.matcher(own).matches()
            ? formatFor(shape[shape.length - 1])
            : BlockFormat.F32;
    int heads = headsToInterleave(name);
    // What is normalised behind its projection is scaled by its norm.
    String scaled = GEMMA3.contains(layout.name()) ? "self_attn.q_norm." : "self_attn.q_proj.";
    float scale = name.contains(scaled) ? queryScale() : 1;
    boolean aroundOne = name.endsWith("norm.weight") && !own.endsWith("ssm_norm.weight");
    float more = layout.addsOne() && aroundOne ? 1 : 0;
    boolean decays = own.endsWith("ssm_a"); // folders have the logarithm of their size
    Rows folded =
        switch (layout.name()) {
          case "falcon-h1" -> folded(name, shape, plain);
          case "qwen35", "qwen35moe" -> tiled(name, shape, plain);
          default -> plain;
        };
    Rows rows =
        (row, out) -> {
          folded.read(row, out);
          for (int i = 0; i < out.length; i++) {
            out[i] = decays ? (float) -Math.exp(out[i]) : scale * (out[i] + more);
          }
        };
    writer.put(own, format, shape, () -> encode(interleaved(rows, shape, heads), shape, format));
  }

  /** With the factors that folders keep apart. */
  private Rows folded(String name, long[] shape, Rows plain) {
    IntToDoubleFunction factors = FalconH1.folded(checkpoint, name);
    return (row, out) -> {
      plain.read(row, out);
      for (int i = 0; i < out.length; i++) {
        out[i] *= (float) factors.applyAsDouble(shape.length > 1 ? row : i);
      }
    };
  }

  /** With its value heads in another order. */
  private Rows tiled(String name, long[] shape, Rows plain) {
    TiledHeads heads = TiledHeads.of(checkpoint);
    if (shape.length > 1 && !TiledHeads.inColumns(name)) {
      return (row, out) -> plain.read(heads.source(name, row), out);
    }
    return (row, out) -> {
      float[] own = new float[out.length];
      plain.read(row, own);
      for (int i = 0; i < out.length; i++) {
        out[i] = own[heads.source(name, i)];
      }
    };
  }

  /** A tensor's shape in GGUF files; those of convolutions and states have it otherwise. */
  private long[] shape(String own, Tensor tensor) {
    long[] shape = tensor.shape();
    if (Rwkv.is(layout.name())) {
      return RwkvNames.shape(own, shape);
    }
    if (own.endsWith("conv1d.weight") || own.endsWith("shortconv.conv.weight")) {
      return new long[] {shape[0], shape[2]};
    }
    if (own.matches(".*ssm_[ad]") && STATES.contains(layout.name())) {
      return new long[] {shape[0], 1};
    }
    if (own.endsWith("ssm_norm.weight") && STATES.contains(layout.name())) {
      int groups =
          checkpoint
              .countIfPresent("n_groups")
              .or(() -> checkpoint.countIfPresent("mamba_n_groups"))
              .orElse(1);
      return new long[] {groups, shape[0] / groups};
    }
    return shape;
  }

  /**
   * What makes keys and values of latents, apart: {@code [heads, rank, nope]} for the keys, which
   * are met by queries that were brought to the latents, and {@code [heads, value, rank]}.
   */
  private void addKeysAndValues(String name, Tensor both) {
    int heads = checkpoint.count("num_attention_heads");
    int nope = checkpoint.count("qk_nope_head_dim");
    int value = checkpoint.count("v_head_dim");
    int rank = both.columns();
    float[] all = both.floats();
    long[] keys = {heads, rank, nope};
    writer.put(
        names.tensor(name.replace("kv_b_proj", "k_b_proj")),
        formatFor(nope),
        keys,
        () ->
            encode(
                (row, out) -> {
                  for (int i = 0; i < nope; i++) {
                    out[i] = all[((row / rank) * (nope + value) + i) * rank + row % rank];
                  }
                },
                keys,
                formatFor(nope)));
    long[] values = {heads, value, rank};
    writer.put(
        names.tensor(name.replace("kv_b_proj", "v_b_proj")),
        formatFor(rank),
        values,
        () ->
            encode(
                (row, out) ->
                    System.arraycopy(
                        all,
                        ((row / value) * (nope + value) + nope + row % value) * rank,
                        out,
                        0,
                        rank),
                values,
                formatFor(rank)));
  }

  private BlockFormat formatFor(long columns) {
    return columns % type.weightsPerBlock() == 0 ? type : BlockFormat.F16;
  }

  /** How many heads a tensor has whose rows are reordered; 0 for none. */
  private int headsToInterleave(String name) {
    if (!layout.interleaves()) {
      return 0;
    }
    int heads = checkpoint.count("num_attention_heads");
    return name.contains("self_attn.q_proj.")
        ? heads
        : name.contains("self_attn.k_proj.")
            ? checkpoint.countIfPresent("num_key_value_heads").orElse(heads)
            : 0;
  }

  /**
   * What queries are multiplied by: GGUF files cannot say how attention is scaled in Gemma 2, which
   * readers take from the size of the model.
   */
  private float queryScale() {
    Optional<Double> divisor = checkpoint.positive("query_pre_attn_scalar");
    if (divisor.isEmpty()) {
      return 1;
    }
    int heads = checkpoint.count("num_attention_heads");
    double perHead = (double) checkpoint.count("hidden_size") / heads;
    double implied =
        checkpoint.count("num_hidden_layers")
                == (GEMMA3.contains(layout.name()) ? Gemma3.LAYERS_OF_27B : Gemma2.LAYERS_OF_27B)
            ? perHead
            : checkpoint.countIfPresent("head_dim").map(Double::valueOf).orElse(perHead);
    return (float) Math.sqrt(implied / divisor.get());
  }

  /** Reads one row of what is written. */
  @FunctionalInterface
  private interface Rows {
    void read(int row, float[] out);
  }

  /** The rows of each head in another order, if there are heads; biases are one row. */
  private static Rows interleaved(Rows rows, long[] shape, int heads) {
    if (heads == 0) {
      return rows;
    }
    int size = Math.toIntExact(shape[0]) / heads;
    if (shape.length > 1) {
      return (row, out) -> rows.read(source(row, size), out);
    }
    return (row, out) -> {
      float[] plain = new float[out.length];
      rows.read(row, plain);
      for (int i = 0; i < out.length; i++) {
        out[i] = plain[source(i, size)];
      }
    };
  }

  /** Where a row of a head comes from: one of each half in turn. */
  private static int source(int row, int headDim) {
    int in = row % headDim;
    return row - in + in / 2 + (in % 2) * (headDim / 2);
  }

  private static MemorySegment encode(Rows rows, long[] shape, BlockFormat format) {
    int columns = Math.toIntExact(shape[shape.length - 1]);
    long count = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      count *= shape[i];
    }
    int bytes = Math.toIntExact(format.bytes(columns));
    MemorySegment out = Arena.ofAuto().allocate(Math.max(1, count * bytes), 32);
    float[] row = new float[columns];
    for (int r = 0; r < count; r++) {
      rows.read(r, row);
      byte[] encoded = format.encode(row, 0, columns);
      MemorySegment.copy(encoded, 0, out, ValueLayout.JAVA_BYTE, (long) r * bytes, bytes);
    }
    return out.asSlice(0, count * bytes);
  }
}
