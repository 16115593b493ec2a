package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Heads on checkpoints whose vectors or logits Hugging Face transformers computed; what a head
 * makes of them is computed here, by the formulas of BertForSequenceClassification and
 * RobertaForSequenceClassification.
 */
class ClassifierTest {
  private static final double TOLERANCE = 1e-4;

  private final Random random = new Random(5);
  private final JsonNode bert = References.json("hf-tiny-archs/tiny_bert_hidden.json");
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Object> config = new HashMap<>();

  private void take(String name) {
    Weights weights = References.tiny(name);
    tensors.putAll(weights.tensors());
    config.putAll(weights.config());
  }

  private Weights weights() {
    return new Weights("folder", Naming.HUGGING_FACE, config, tensors);
  }

  private float[] head(String name, int rows, int columns) {
    float[] numbers = new float[rows * Math.max(1, columns)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    tensors.put(
        name,
        columns == 0 ? Tensor.of(name, numbers, rows) : Tensor.of(name, numbers, rows, columns));
    return numbers;
  }

  private static double[] product(float[] weight, float[] bias, double[] x) {
    double[] y = new double[bias.length];
    for (int row = 0; row < y.length; row++) {
      y[row] = bias[row];
      for (int i = 0; i < x.length; i++) {
        y[row] += weight[row * x.length + i] * x[i];
      }
    }
    return y;
  }

  private float[] numbers(String name) {
    return Objects.requireNonNull(tensors.get(name)).floats();
  }

  /** The two texts of a reference: what has the type 0, and what has the type 1. */
  private List<int[]> pair(int sequence) {
    int[] ids = References.ints(bert.path("sequences").get(sequence));
    int[] types = References.ints(bert.path("token_types").get(sequence));
    int first = (int) java.util.Arrays.stream(types).filter(type -> type == 0).count();
    int[] second = new int[ids.length - first + 1];
    second[0] = 9; // what begins a text, and is left away
    System.arraycopy(ids, first, second, 1, ids.length - first);
    return List.of(java.util.Arrays.copyOf(ids, first), second);
  }

  @Test
  void bertSortsByTheFirstVectorBehindItsPooler() {
    take("tiny_bert");
    float[] weight = head("classifier.weight", 3, 8);
    float[] bias = head("classifier.bias", 3, 0);
    config.put("id2label", Map.of("0", "bad", "1", "fair", "2", "good"));
    Classifier classifier = Architectures.classifier(weights());
    assertThat(classifier.labels()).containsExactly("bad", "fair", "good");
    int compared = 0;
    for (int s = 0; s < bert.path("sequences").size(); s++) {
      double[] first = References.doubles(bert.path("hidden").get(s).get(0));
      double[] pooled =
          product(numbers("pooler.dense.weight"), numbers("pooler.dense.bias"), first);
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] = Math.tanh(pooled[i]);
      }
      List<int[]> texts = pair(s);
      float[] logits = classifier.classify(texts.get(0), texts.get(1));
      assertClose(logits, product(weight, bias, pooled));
      compared++;
    }
    assertThat(compared).isPositive();
  }

  @Test
  void aGgufFileHasTheSecondLayerAlone() {
    take("tiny_bert");
    Weights plain = weights();
    Map<String, Tensor> named = new LinkedHashMap<>();
    Checkpoint opened = new Checkpoint(plain);
    Encoder unused = Bert.open(opened);
    assertThat(unused.width()).isEqualTo(8);
    plain
        .tensors()
        .forEach((name, tensor) -> {
          if (!name.startsWith("pooler")) {
            named.put(opened.names().tensor(name), tensor);
          }
        });
    float[] weight = head("cls.output.weight", 1, 8);
    float[] bias = head("cls.output.bias", 1, 0);
    named.put("cls.output.weight", Objects.requireNonNull(tensors.get("cls.output.weight")));
    named.put("cls.output.bias", Objects.requireNonNull(tensors.get("cls.output.bias")));
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("general.architecture", "bert");
    metadata.put("bert.block_count", 2);
    metadata.put("bert.context_length", 16);
    metadata.put("bert.embedding_length", 8);
    metadata.put("bert.feed_forward_length", 16);
    metadata.put("bert.attention.head_count", 2);
    metadata.put("bert.attention.layer_norm_epsilon", 1e-12);
    metadata.put("bert.pooling_type", 4);
    Classifier classifier =
        Architectures.classifier(new Weights("file", Naming.GGUF, metadata, named));
    List<int[]> texts = pair(0);
    assertClose(
        classifier.classify(texts.get(0), texts.get(1)),
        product(weight, bias, References.doubles(bert.path("hidden").get(0).get(0))));
  }

  /** A head whose rows are rows of the output gives the logits of those tokens. */
  @Test
  void aLanguageModelSortsByItsLastToken() {
    take("tiny_qwen3");
    JsonNode reference = References.json("hf-tiny-archs/tiny_qwen3_logits.json");
    String output = tensors.containsKey("lm_head.weight") ? "lm_head" : "model.embed_tokens";
    Tensor rows = Objects.requireNonNull(tensors.get(output + ".weight"));
    tensors.put("score.weight", rows.rows(4, 2));
    int[] ids = References.ints(reference.path("sequences").get(0));
    float[] logits = Architectures.classifier(weights()).classify(ids, new int[0]);
    double[] last = References.doubles(reference.path("logits").get(0).get(ids.length - 1));
    assertClose(logits, new double[] {last[4], last[5]});
  }

  @Test
  void withoutClassesThereIsNothingToSortInto() {
    take("tiny_bert");
    assertThatThrownBy(() -> Architectures.classifier(weights()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no classes to sort texts into; choose a reranker");
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}
