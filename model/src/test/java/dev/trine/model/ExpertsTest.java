package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Where tokens go, against the choices of transformers ({@code reference/transformers_logits.py},
 * of our tiny models and of the checkpoints of hf-tiny-archs), and that nothing changes when a
 * model does not fit into memory.
 */
class ExpertsTest {

  static Stream<PaperTest.Case> routed() {
    return Stream.concat(PaperTest.cases("transformers.jsonl"), PaperTest.cases("routes.jsonl"))
        .filter(it -> it.json().has("routes"));
  }

  @ParameterizedTest
  @MethodSource("routed")
  void tokensGoToTheExpertsOfTransformers(PaperTest.Case reference) {
    JsonNode json = reference.json();
    Weights weights =
        json.has("tensors") ? PaperTest.weights(json) : References.tiny(reference.toString());
    List<List<int[]>> routes = new ArrayList<>();
    Transformer model = Architectures.open(weights);
    int[] ids = References.ints(json.path("ids"));
    model.forward(
        Batch.of(ids, model.newCache(ids.length), true)
            .observedBy((name, x, rows) -> {
              if (name.endsWith(Batch.ROUTED)) {
                routes.add(chosen(x, rows));
              }
            }));
    assertThat(routes).hasSize(json.path("routes").size());
    for (int layer = 0; layer < routes.size(); layer++) {
      for (int token = 0; token < ids.length; token++) {
        assertThat(routes.get(layer).get(token))
            .as("layer %d with experts, token %d", layer, token)
            .isEqualTo(References.ints(json.path("routes").get(layer).get(token)));
      }
    }
  }

  private static List<int[]> chosen(float[] weights, int rows) {
    int experts = weights.length / rows;
    return IntStream.range(0, rows)
        .mapToObj(row ->
            IntStream.range(0, experts).filter(e -> weights[row * experts + e] != 0).toArray())
        .toList();
  }

  @Test
  void aModelThatDoesNotFitIntoMemoryGivesTheSameBits(@TempDir Path folder) {
    Path file = folder.resolve("experts.gguf");
    GgufConversion.convert(References.tiny("tiny_mixtral"), file, BlockFormat.F32);
    int[] ids = {3, 7, 1, 4, 9};
    float[][] expected = logits(file, ids);
    System.setProperty("trine.memory", "1");
    try {
      assertThat(logits(file, ids)).isDeepEqualTo(expected);
    } finally {
      System.clearProperty("trine.memory");
    }
  }

  /** With room for three of four experts, that one leaves which fewest tokens went to lately. */
  @Test
  void thoseThatAreUsedMostStay() {
    List<FeedForward> experts =
        IntStream.range(0, 4).<FeedForward>mapToObj(e -> expert("expert" + e)).toList();
    HotExperts hot = new HotExperts(here -> OptionalLong.of(3 * 96));
    hot.add(experts.toArray(FeedForward[]::new));
    for (int e : new int[] {0, 0, 0, 1, 2, 2}) {
      hot.begin();
      hot.use(experts.get(e), 1);
    }
    assertThat(experts.stream().map(hot::keeps)).containsExactly(true, true, true, false);
    hot.begin();
    hot.use(experts.get(3), 1);
    assertThat(experts.stream().map(hot::keeps)).containsExactly(true, false, true, true);
    for (int token = 0; token < 2000; token++) { // what was hot long ago is not any more
      hot.begin();
      hot.use(experts.get(1), 1);
      hot.use(experts.get(3), 1);
    }
    hot.begin();
    hot.use(experts.get(2), 1);
    assertThat(experts.stream().map(hot::keeps)).containsExactly(false, true, true, true);
  }

  /** Three matrices of 2 by 4 floats. */
  private static FeedForward expert(String name) {
    Linear each = new Linear(name, Tensor.of(name, new float[8], 2, 4), Optional.empty());
    return Mlp.gated(each, each, each, Activation.SILU);
  }

  private static float[][] logits(Path file, int[] ids) {
    try (Arena arena = Arena.ofShared()) {
      Transformer model = Model.open(file, arena).transformer();
      return model.forward(ids, model.newCache(ids.length), true);
    }
  }
}
