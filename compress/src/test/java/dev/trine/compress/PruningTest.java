package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.compress.Pruner.Subject;
import dev.trine.model.Gguf;
import dev.trine.model.Model;
import dev.trine.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PruningTest {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 22, 0, 17};

  @TempDir Path folder;

  private Subject subject(Path path) {
    Calibration text =
        Calibration.of(
            "ids", "ids", List.of(Arrays.copyOf(IDS, 9), Arrays.copyOfRange(IDS, 9, 18)));
    return new Subject(Gguf.open(path), Model.open(path).transformer(), Optional.of(text));
  }

  private static Pruning shot(Subject subject, Method method, Goal goal) {
    return shot(subject, method, goal, false);
  }

  private static Pruning shot(Subject subject, Method method, Goal goal, boolean reconstruct) {
    return new Pruner(method, 7, false, reconstruct, Progress.SILENT)
        .shot(subject, subject, goal, 1);
  }

  @ParameterizedTest
  @EnumSource
  void pruningNothingChangesNoBitOfTheLogits(Method method) {
    Path in = new TinyLlama(1).write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Goal all = method == Method.LAYERS ? new Goal.Layers(1) : new Goal.Shares(1, 1);
    shot(subject(in), method, all).write(out, List.of(), Progress.SILENT);
    assertThat(TinyLlama.logits(out, IDS)).isDeepEqualTo(TinyLlama.logits(in, IDS));
  }

  @ParameterizedTest
  @EnumSource(names = {"TRANSACT", "WANDA", "FLAP"})
  void whatAddsNothingGoesFirstAndTheLogitsStay(Method method) {
    TinyLlama model = new TinyLlama(2);
    for (int channel : new int[] {0, 7, 8, 19}) {
      model.emptyChannel(0, channel);
      model.emptyChannel(1, (channel + 3) % TinyLlama.INNER);
    }
    model.emptyGroup(0, 2);
    model.emptyGroup(1, 0);
    Path in = model.write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Pruning pruning = shot(subject(in), method, new Goal.Shares(2 / 3.0, 0.8));
    assertThat(pruning.kept().get(0).orElseThrow().keyHeads()).containsExactly(0, 1);
    assertThat(pruning.kept().get(0).orElseThrow().heads()).containsExactly(0, 1, 2, 3);
    assertThat(pruning.kept().get(1).orElseThrow().keyHeads()).containsExactly(1, 2);
    assertThat(pruning.kept().get(0).orElseThrow().channels())
        .containsExactly(1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
    pruning.write(out, List.of(), Progress.SILENT);
    float[][] expected = TinyLlama.logits(in, IDS);
    float[][] actual = TinyLlama.logits(out, IDS);
    for (int t = 0; t < IDS.length; t++) {
      assertThat(actual[t]).containsExactly(expected[t], within(1e-5f));
    }
  }

  /** Channels that are a tenth of others go first, and these take over what they gave. */
  @Test
  void whatCanBeForetoldIsReconstructed() {
    TinyLlama model = new TinyLlama(10);
    for (int layer = 0; layer < TinyLlama.LAYERS; layer++) {
      model.echoChannel(layer, 1, 4);
      model.echoChannel(layer, 9, 2);
      model.echoChannel(layer, 11, 19);
    }
    Path in = model.write(folder.resolve("in.gguf"));
    Path plain = folder.resolve("plain.gguf");
    Path out = folder.resolve("out.gguf");
    Goal goal = new Goal.Shares(1, (TinyLlama.INNER - 3.0) / TinyLlama.INNER);
    shot(subject(in), Method.TRANSACT, goal).write(plain, List.of(), Progress.SILENT);
    Pruning pruning = shot(subject(in), Method.TRANSACT, goal, true);
    pruning.write(out, List.of(), Progress.SILENT);
    assertThat(out.resolveSibling("out.gguf.correlations")).doesNotExist();
    float[][] expected = TinyLlama.logits(in, IDS);
    assertThat(distance(expected, TinyLlama.logits(out, IDS)))
        .isLessThan(0.3 * distance(expected, TinyLlama.logits(plain, IDS)));
  }

  /** Token 21 is in the vocabulary, but not in the text: its vector is only copied. */
  @Test
  void weightsThatAreNoNumbersAreNamedWhereNobodyReadsThem() {
    TinyLlama model = new TinyLlama(11);
    model.weight("token_embd")[21 * TinyLlama.HIDDEN + 5] = Float.NaN;
    Path in = model.write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Pruning pruning = shot(subject(in), Method.RANDOM, new Goal.Shares(1, 0.8));
    assertThatThrownBy(() -> pruning.write(out, List.of(), Progress.SILENT))
        .isInstanceOf(CompressionException.class)
        .hasMessageContaining("tensor token_embd.weight has NaN in row 21");
    assertThat(out).doesNotExist();
  }

  private static double distance(float[][] a, float[][] b) {
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        sum += Math.pow(a[t][i] - b[t][i], 2);
      }
    }
    return Math.sqrt(sum);
  }

  @Test
  void sizesAreTheClosedForm() {
    Path in = new TinyLlama(3).write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Pruning pruning = shot(subject(in), Method.TRANSACT, new Goal.Shares(2 / 3.0, 0.6));
    pruning.write(out, List.of("a step"), Progress.SILENT);
    long d = TinyLlama.HIDDEN;
    long a = 4 * TinyLlama.HEAD; // queries that stay
    long kv = 2 * TinyLlama.HEAD;
    long f = 12;
    long layer = 2 * d * a + 2 * d * kv + 3 * d * f + 2 * d;
    long weights = TinyLlama.LAYERS * layer + TinyLlama.VOCAB * d + d;
    assertThat(pruning.weights()).isEqualTo(weights);
    assertThat(pruning.cacheNumbers()).isEqualTo(TinyLlama.LAYERS * 2 * kv);
    Gguf file = Gguf.open(out);
    assertThat(
            file.tensors().values().stream()
                .mapToLong(it -> it.shape().stream().reduce(1L, (x, y) -> x * y))
                .sum())
        .isEqualTo(weights);
    assertThat(file.integer("llama.attention.head_count")).contains(4L);
    assertThat(file.integer("llama.attention.head_count_kv")).contains(2L);
    assertThat(file.integer("llama.feed_forward_length")).contains(12L);
    assertThat(History.of(file).steps()).containsExactly("a step");
  }

  @Test
  void anInterruptedCallEndsWithTheSameBytes() {
    Path in = new TinyLlama(3).write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Pruning pruning = shot(subject(in), Method.TRANSACT, new Goal.Shares(1, 0.6));
    Progress plug =
        (what, done, all) -> {
          if (done == 7) {
            throw new IllegalStateException("pulled the plug");
          }
        };
    assertThatThrownBy(() -> pruning.write(out, List.of(), plug)).hasMessage("pulled the plug");
    assertThat(out).doesNotExist();
    List<Long> steps = new ArrayList<>();
    pruning.write(out, List.of(), (what, done, all) -> steps.add(done));
    assertThat(steps.getFirst()).isEqualTo(7);
    Path whole = folder.resolve("whole.gguf");
    pruning.write(whole, List.of(), Progress.SILENT);
    assertThat(out).hasSameBinaryContentAs(whole);
  }

  /** A pair that is zero in all queries goes, and the others turn by the angles that they had. */
  @ParameterizedTest
  @EnumSource(names = {"TRANSACT", "WANDA", "FLAP"})
  void insideHeadsPairsGoAndTheOthersTurnAsBefore(Method method) {
    for (int empty : new int[] {0, 1}) { // the fast pair, the slow one
      TinyLlama model = new TinyLlama(9);
      for (int layer = 0; layer < TinyLlama.LAYERS; layer++) {
        model.emptyPair(layer, empty);
        model.emptyValues(layer, 1, 2);
      }
      Path in = model.write(folder.resolve("in.gguf"));
      Path out = folder.resolve("out.gguf");
      Pruning pruning = shot(subject(in), method, new Goal.Shares(1, 1, 0.5));
      assertThat(pruning.kept().get(0).orElseThrow().pairs()).containsExactly(1 - empty);
      assertThat(pruning.kept().get(1).orElseThrow().values()[2]).containsExactly(0, 3);
      pruning.write(out, List.of(), Progress.SILENT);
      assertThat(Gguf.open(out).integer("llama.attention.key_length")).contains(2L);
      assertThat(pruning.cacheNumbers()).isEqualTo(TinyLlama.LAYERS * 2 * 2 * TinyLlama.KEY_HEADS);
      float[][] expected = TinyLlama.logits(in, IDS);
      float[][] actual = TinyLlama.logits(out, IDS);
      for (int t = 0; t < IDS.length; t++) {
        assertThat(actual[t]).containsExactly(expected[t], within(1e-5f));
      }
    }
  }

  @Test
  void permutedChannelsAreChosenPermuted() {
    TinyLlama model = new TinyLlama(4);
    Subject plain = subject(model.write(folder.resolve("plain.gguf")));
    TinyLlama turned = new TinyLlama(4);
    for (String part : new String[] {"ffn_gate", "ffn_up", "ffn_down"}) {
      String name = "blk.0." + part;
      float[] before = model.weight(name);
      for (int c = 0; c < TinyLlama.INNER; c++) {
        if (part.equals("ffn_down")) {
          turned.column(name, turn(c), before, c);
        } else {
          turned.row(name, turn(c), before, c);
        }
      }
    }
    Subject permuted = subject(turned.write(folder.resolve("turned.gguf")));
    Goal goal = new Goal.Shares(1, 0.5);
    for (Method method : new Method[] {Method.TRANSACT, Method.MAGNITUDE, Method.WANDA}) {
      int[] expected = shot(plain, method, goal).kept().get(0).orElseThrow().channels();
      int[] actual = shot(permuted, method, goal).kept().get(0).orElseThrow().channels();
      assertThat(actual)
          .containsExactlyInAnyOrder(Arrays.stream(expected).map(PruningTest::turn).toArray());
    }
  }

  private static int turn(int channel) {
    return (7 * channel + 3) % TinyLlama.INNER;
  }

  @Test
  void targetsAreMetAndLayersMayDiffer() {
    Path in = new TinyLlama(5).write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    Subject subject = subject(in);
    long before = shot(subject, Method.TRANSACT, new Goal.Shares(1, 1)).weights();
    Pruning pruning = shot(subject, Method.TRANSACT, new Goal.Weights(before * 7 / 10));
    assertThat(pruning.weights()).isBetween(before * 6 / 10, before * 7 / 10);
    pruning.write(out, List.of(), Progress.SILENT);
    assertThat(TinyLlama.logits(out, IDS)[0]).hasSize(TinyLlama.VOCAB);
    Pruning cache = shot(subject, Method.TRANSACT, new Goal.CacheNumbers(40));
    assertThat(cache.cacheNumbers()).isLessThanOrEqualTo(40);
    assertThat(cache.widths()).allMatch(widths -> widths.inner() == TinyLlama.INNER);
    assertThatThrownBy(() -> shot(subject, Method.TRANSACT, new Goal.Weights(10)))
        .hasMessageContaining("cannot be pruned to 10 weights");
  }

  @Test
  void layersThatTurnTheStreamLeastGo() {
    TinyLlama model = new TinyLlama(6);
    for (int c = 0; c < TinyLlama.INNER; c++) {
      model.emptyChannel(1, c);
    }
    for (int g = 0; g < TinyLlama.KEY_HEADS; g++) {
      model.emptyGroup(1, g);
    }
    Path in = model.write(folder.resolve("in.gguf"));
    Path out = folder.resolve("out.gguf");
    shot(subject(in), Method.LAYERS, new Goal.Layers(0.5)).write(out, List.of(), Progress.SILENT);
    assertThat(TinyLlama.logits(out, IDS)).isDeepEqualTo(TinyLlama.logits(in, IDS));
    assertThat(Gguf.open(out).integer("llama.block_count")).contains(1L);
  }

  @Test
  void shotsReachTheGoalByEqualSteps() {
    Target goal = new Target(1, 8, 4);
    Target now = new Target(3, 20, 12);
    now = goal.next(now, 3);
    assertThat(now).isEqualTo(new Target(3, 16, 10));
    now = goal.next(now, 2);
    assertThat(now).isEqualTo(new Target(2, 12, 8));
    assertThat(goal.next(now, 1)).isEqualTo(goal);
  }

  @Test
  void damagedModelsGetOneLine() throws IOException {
    byte[] good = Files.readAllBytes(new TinyLlama(8).write(folder.resolve("in.gguf")));
    Random random = new Random(8);
    Path bad = folder.resolve("bad.gguf");
    for (int i = 0; i < 200; i++) {
      byte[] bytes = good.clone();
      for (int flips = 0; flips < 3; flips++) {
        bytes[random.nextInt(2000)] = (byte) random.nextInt();
      }
      Files.write(bad, bytes);
      try {
        Gguf file = Gguf.open(bad);
        Anatomy.of(file);
        Quantization.of(file, Mix.of("Q4_K_M"), List.of(), Optional.empty()).bytes();
      } catch (CompressionException | ModelException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }
}
