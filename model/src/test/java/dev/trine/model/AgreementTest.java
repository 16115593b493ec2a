package dev.trine.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trine.tensor.BlockFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/**
 * Writes the tiny models of {@link PaperTest} as GGUF files, with the logits of their references
 * beside them, so that {@code bench/agree.mjs} can compare what llama.cpp computes.
 */
@EnabledIfSystemProperty(named = "trine.agreement", matches = ".+")
class AgreementTest {

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
