package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Architectures, rope scalings and settings against logits that others computed for the same
 * weights: forward passes in numpy and float64 that {@code reference/reference.py} writes down from
 * the papers, and Hugging Face transformers ({@code reference/transformers_logits.py}).
 */
class PaperTest {
  private static final double TOLERANCE = 1e-4;
  private static final JsonMapper JSON = new JsonMapper();

  static final List<Case> CASES = cases();

  /** A model of the reference. */
  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.path("name").asString();
    }
  }

  private static List<Case> cases() {
    return Stream.concat(cases("logits.jsonl"), cases("transformers.jsonl")).toList();
  }

  static Stream<Case> cases(String file) {
    try (InputStream in = PaperTest.class.getResourceAsStream("reference/" + file)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().map(line -> new Case(JSON.readTree(line))).toList().stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void givesTheLogitsOfThePaper(Case reference) {
    Transformer model = Architectures.open(weights(reference.json()));
    int[] ids = References.ints(reference.json().path("ids"));
    float[][] atOnce = model.forward(ids, model.newCache(ids.length), true);
    for (int t = 0; t < ids.length; t++) {
      assertClose(atOnce[t], reference.json().path("logits").get(t));
    }
    // Of these a longer text turns otherwise from its first token on.
    if (!reference.toString().matches(".*(dynamic|phi3_long|phi3_longrope)")) {
      KvCache cache = model.newCache(ids.length);
      for (int t = 0; t < ids.length; t++) {
        assertClose(
            model.forward(new int[] {ids[t]}, cache, false)[0],
            reference.json().path("logits").get(t));
      }
    }
  }

  private static void assertClose(float[] logits, JsonNode expected) {
    double[] row = References.doubles(expected);
    assertThat(logits).hasSize(row.length);
    for (int i = 0; i < row.length; i++) {
      assertThat((double) logits[i]).as("logit %d", i).isCloseTo(row[i], within(TOLERANCE));
    }
  }

  /** The model of a reference, by its name. */
  static Weights weights(String name) {
    return CASES.stream()
        .map(Case::json)
        .filter(json -> json.path("name").asString().equals(name))
        .findFirst()
        .map(PaperTest::weights)
        .orElseThrow();
  }

  static Weights weights(JsonNode json) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path("tensors").properties()) {
      long[] shape = JSON.convertValue(entry.getValue(), long[].class);
      tensors.put(entry.getKey(), tensor(entry.getKey(), shape));
    }
    Map<String, Object> config = JSON.convertValue(json.path("config"), new TypeReference<>() {});
    return new Weights(json.path("name").asString(), Naming.HUGGING_FACE, config, tensors);
  }

  /** A hash of name and place, as the reference computes it. */
  private static Tensor tensor(String name, long... shape) {
    long key = 0;
    for (int i = 0; i < name.length(); i++) {
      key += (i + 1L) * name.charAt(i);
    }
    int count = 1;
    for (long dimension : shape) {
      count *= (int) dimension;
    }
    boolean small = shape.length == 1;
    double base = name.contains("bias") || name.contains("sink") ? 0 : 1;
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      long x = (i * 2654435761L + key * 40503) & 0xffffffffL;
      x ^= x >> 15;
      x = (x * 2246822519L) & 0xffffffffL;
      x ^= x >> 13;
      float unit = (float) (x / 2147483648.0 - 1);
      weights[i] = small ? (float) (base + 0.25 * unit) : unit;
    }
    return Tensor.of(name, weights, shape);
  }
}
