package dev.trine.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/**
 * Writes the tiny models of {@link PaperTest} as GGUF files, with the logits of their references
 * beside them, so that {@code bench/agree.mjs} can compare what llama.cpp computes.
 */
@EnabledIfSystemProperty(named = "trine.agreement", matches = ".+")
class AgreementTest {
  private static final int WIDTH = 256;
  private static final int TOKENS = 64;

  @ParameterizedTest
  @FieldSource("dev.trine.model.PaperTest#CASES")
  void isWritten(PaperTest.Case reference) throws IOException {
    JsonNode json = reference.json();
    Path folder = Files.createDirectories(Path.of(System.getProperty("trine.agreement")));
    Path file = folder.resolve(reference.toString().replace('/', '-') + ".gguf");
    try {
      GgufConversion.convert(PaperTest.weights(json), file, BlockFormat.F32);
    } catch (ModelException refused) {
      assumeThat(refused).hasMessage("converted");
    }
    withVocabulary(file, json.path("logits").get(0).size());
    String logits =
        Json.MAPPER.writeValueAsString(
            Map.of("ids", json.path("ids"), "logits", json.path("logits")));
    Files.writeString(folder.resolve(file.getFileName() + ".json"), logits);
  }

  /** Encoders, with the mean of the vectors of their tokens. */
  @ParameterizedTest
  @FieldSource("dev.trine.model.EncodersTest#CASES")
  void encoderIsWritten(PaperTest.Case reference) throws IOException {
    JsonNode json = reference.json();
    Path folder = Files.createDirectories(Path.of(System.getProperty("trine.agreement")));
    Path file = folder.resolve("encoder-" + reference.toString().replace('/', '-') + ".gguf");
    try {
      GgufConversion.convert(PaperTest.weights(json), file, BlockFormat.F32);
    } catch (ModelException refused) {
      assumeThat(refused).hasMessage("converted");
    }
    withVocabulary(
        file, PaperTest.weights(json).config().get("vocab_size") instanceof Integer n ? n : 0);
    double[] mean = new double[json.path("logits").get(0).size()];
    for (JsonNode row : json.path("logits")) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row.get(i).doubleValue() / json.path("logits").size();
      }
    }
    String vector = Json.MAPPER.writeValueAsString(Map.of("ids", json.path("ids"), "vector", mean));
    Files.writeString(folder.resolve(file.getFileName() + ".json"), vector);
  }

  /** Random blocks in every matrix of a Llama, with the logits that are computed here of them. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "Q8_1", "Q8_K", "I8", "I16", "I32", "I64", "F64", "BOOL", "U8", "U16", "U32", "U64",
        "F8_E4M3", "F8_E5M2"
      })
  void blocksAreWritten(BlockFormat format) throws IOException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("trine.agreement")));
    Path file = folder.resolve("blocks-" + format + ".gguf");
    Random random = new Random(5);
    GgufWriter writer = new GgufWriter();
    writer
        .put("general.architecture", "llama")
        .put("llama.block_count", 2)
        .put("llama.context_length", 64)
        .put("llama.embedding_length", WIDTH)
        .put("llama.feed_forward_length", WIDTH)
        .put("llama.attention.head_count", 4)
        .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .put("llama.rope.dimension_count", WIDTH / 4);
    matrix(writer, "token_embd", TOKENS, format, random);
    for (int layer = 0; layer < 2; layer++) {
      for (String name :
          List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")) {
        matrix(writer, "blk." + layer + "." + name, WIDTH, format, random);
      }
      writer.put(numbers("blk." + layer + ".attn_norm", random, WIDTH));
      writer.put(numbers("blk." + layer + ".ffn_norm", random, WIDTH));
    }
    writer.put(numbers("output_norm", random, WIDTH));
    writer.put(numbers("output", random, TOKENS, WIDTH));
    writer.write(file);
    withVocabulary(file, TOKENS);
    Transformer model = Model.open(file).transformer();
    int[] ids = {9, 17, 11, 40, 23, 60};
    String logits =
        Json.MAPPER.writeValueAsString(
            Map.of("ids", ids, "logits", model.forward(ids, model.newCache(6), true)));
    Files.writeString(folder.resolve(file.getFileName() + ".json"), logits);
  }

  /** RWKV-7, whose logits {@link RwkvTest} holds to those of its reference in PyTorch. */
  @Test
  void rwkvIsWritten() throws IOException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("trine.agreement")));
    Path file = folder.resolve("rwkv7.gguf");
    GgufConversion.convert(
        References.file("lm-tiny-rwkv/tiny-rwkv-7v0-834K-FP32.bin"), file, BlockFormat.F32);
    withVocabulary(file, 256);
    int[] ids = {'"', 'i', 'n'};
    Transformer model = Model.open(file).transformer();
    String logits =
        Json.MAPPER.writeValueAsString(
            Map.of("ids", ids, "logits", model.forward(ids, model.newCache(3), true)));
    Files.writeString(folder.resolve(file.getFileName() + ".json"), logits);
  }

  private static Tensor numbers(String name, Random random, int... shape) {
    long[] sizes = IntStream.of(shape).asLongStream().toArray();
    float[] numbers = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = shape.length == 1 ? 1 + random.nextFloat() / 4 : random.nextFloat() / 8;
    }
    return Tensor.of(name + ".weight", numbers, sizes);
  }

  /** Of random blocks those whose weights are of a usual size. */
  private static void matrix(
      GgufWriter writer, String name, int rows, BlockFormat format, Random random) {
    byte[] all = new byte[Math.toIntExact(format.bytes((long) rows * WIDTH))];
    byte[] block = new byte[format.bytesPerBlock()];
    float[] weights = new float[format.weightsPerBlock()];
    for (int at = 0; at < all.length; at += block.length) {
      double size;
      do {
        random.nextBytes(block);
        format.decode(block, 0, weights, 0, weights.length);
        double squares = 0;
        for (float weight : weights) {
          squares += (double) weight * weight;
        }
        size = Math.sqrt(squares / weights.length);
      } while (!(size > 0.03 && size < 0.3));
      System.arraycopy(block, 0, all, at, block.length);
    }
    writer.put(
        name + ".weight", format, new long[] {rows, WIDTH}, () -> MemorySegment.ofArray(all));
  }

  /** llama.cpp wants one; a line break, a space and the end of a text must be in it. */
  private static void withVocabulary(Path file, int size) {
    Gguf gguf = Gguf.open(file);
    GgufWriter writer = new GgufWriter();
    gguf.metadata().keySet().stream()
        .filter(key -> !key.startsWith("tokenizer.") || key.endsWith("token_type_count"))
        .forEach(key -> writer.copy(gguf, key));
    List<String> known = List.of("<unk>", "<s>", "</s>", "<|endoftext|>", "Ġ", "a", "b", "ab", "Ċ");
    writer
        .put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "gpt-2")
        .put(
            "tokenizer.ggml.tokens",
            IntStream.range(0, size)
                .mapToObj(id -> id < known.size() ? known.get(id) : "t" + id)
                .toList())
        .put("tokenizer.ggml.token_type", IntStream.generate(() -> 1).limit(size).toArray())
        .put("tokenizer.ggml.merges", List.of("a b"))
        .put("tokenizer.ggml.bos_token_id", 1)
        .put("tokenizer.ggml.eos_token_id", 2);
    gguf.tensors().keySet().forEach(name -> writer.put(gguf.tensor(name).orElseThrow()));
    writer.write(file);
  }
}
