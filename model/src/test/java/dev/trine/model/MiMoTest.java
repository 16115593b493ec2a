package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A tiny Qwen2 with a prediction layer of random weights. */
class MiMoTest {
  private static final int HIDDEN = 8;
  private static final int[] PROMPT = {1, 5, 3, 7, 2};

  private final Weights qwen = References.tiny("tiny_qwen2");
  private final Transformer model = Architectures.open(mimo(new Random(4)));
  private final Drafter drafter = (Drafter) model;

  @Test
  void theMainLayersAreThoseOfQwen2() {
    Transformer plain = Architectures.open(qwen);
    float[][] expected = plain.forward(PROMPT, plain.newCache(5), true);
    float[][] drafting = model.forward(PROMPT, drafter.newDraftingCache(5, Precision.EXACT), true);
    float[][] without = model.forward(PROMPT, model.newCache(5), true);
    assertThat(drafting).isDeepEqualTo(expected);
    assertThat(without).isDeepEqualTo(expected);
  }

  /** However the text was run, and with what was tried and cut off between. */
  @Test
  void guessesDependOnTheTextAlone() {
    KvCache atOnce = drafter.newDraftingCache(16, Precision.EXACT);
    model.forward(PROMPT, atOnce, false);
    int[] expected = drafter.draft(atOnce, 9, 4);
    assertThat(expected).hasSize(4);
    assertThat(drafter.draft(atOnce, 9, 4)).isEqualTo(expected);

    KvCache inSteps = drafter.newDraftingCache(16, Precision.EXACT);
    model.forward(new int[] {1, 5}, inSteps, false);
    model.forward(new int[] {3, 7, 2, 8, 8}, inSteps, false);
    inSteps.truncate(5);
    assertThat(drafter.draft(inSteps, 9, 4)).isEqualTo(expected);
    assertThat(model.forward(new int[] {9}, inSteps, false)[0])
        .containsExactly(model.forward(new int[] {9}, atOnce, false)[0], within(1e-5f));
  }

  @Test
  void verifiedGuessesGiveTheGreedyText() {
    List<Integer> greedy = new ArrayList<>();
    KvCache cache = model.newCache(16);
    int next = largest(model.forward(PROMPT, cache, false)[0]);
    for (int i = 0; i < 10; i++) {
      greedy.add(next);
      next = largest(model.forward(new int[] {next}, cache, false)[0]);
    }

    List<Integer> speculated = new ArrayList<>();
    KvCache drafting = drafter.newDraftingCache(16, Precision.EXACT);
    next = largest(model.forward(PROMPT, drafting, false)[0]);
    while (speculated.size() < 10) {
      speculated.add(next);
      int[] guesses = drafter.draft(drafting, next, 10 - speculated.size());
      int[] run = new int[guesses.length + 1];
      run[0] = next;
      System.arraycopy(guesses, 0, run, 1, guesses.length);
      int begin = drafting.length();
      float[][] logits = model.forward(run, drafting, true);
      int right = 0;
      while (right < guesses.length && guesses[right] == largest(logits[right])) {
        speculated.add(guesses[right++]);
      }
      next = largest(logits[right]);
      drafting.truncate(begin + right + 1);
    }
    assertThat(speculated).isEqualTo(greedy);
  }

  private Weights mimo(Random random) {
    Map<String, Tensor> tensors = new HashMap<>(qwen.tensors());
    String at = "model.mtp_layers.0.";
    qwen.tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith("model.layers.1.")) {
            String own = name.replace("model.layers.1.", at);
            tensors.put(own, random(random, own, tensor.shape()));
          }
        });
    tensors.put(at + "input_proj.weight", random(random, "input", HIDDEN, 2 * HIDDEN));
    for (String norm : List.of("hidden_layernorm", "token_layernorm", "final_layernorm")) {
      tensors.put(at + norm + ".weight", random(random, norm, HIDDEN));
    }
    Map<String, Object> config = new HashMap<>(qwen.config());
    config.put("model_type", "mimo");
    config.put("num_nextn_predict_layers", 1);
    return new Weights("mimo", qwen.naming(), config, tensors);
  }

  private static Tensor random(Random random, String name, long... shape) {
    float[] weights = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return Tensor.of(name, weights, shape);
  }

  private static int largest(float[] x) {
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      best = x[i] > x[best] ? i : best;
    }
    return best;
  }
}
