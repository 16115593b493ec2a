package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.compress.Pruner.Subject;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.model.Model;
import dev.trine.tensor.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertPruningTest {
  private static final int HIDDEN = 16;
  private static final int INNER = 8;
  private static final int EXPERTS = 5;
  private static final int VOCABULARY = 23;
  private static final int[] IDS = IntStream.range(0, 60).map(i -> i * 7 % VOCABULARY).toArray();

  private static final List<int[]> TEXT =
      new Random(1)
          .ints(20, 1, VOCABULARY)
          .mapToObj(by -> Arrays.stream(IDS).map(id -> id * by % VOCABULARY).toArray())
          .toList();

  @TempDir Path folder;
  private boolean twins;

  /**
   * A Mixtral of one layer, each token going to two experts.
   *
   * @param order where each expert stands
   * @param silent adds nothing when it is asked; -1 for none
   */
  private Path model(String name, int[] order, int silent) {
    Random random = new Random(4);
    GgufWriter file =
        new GgufWriter()
            .put("general.architecture", "llama")
            .put("llama.block_count", 1)
            .put("llama.context_length", 64)
            .put("llama.embedding_length", HIDDEN)
            .put("llama.feed_forward_length", INNER)
            .put("llama.attention.head_count", 2)
            .put("llama.expert_count", EXPERTS)
            .put("llama.expert_used_count", 2)
            .put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    matrix(file, "token_embd", random(random, VOCABULARY * HIDDEN), VOCABULARY, HIDDEN);
    for (String part : new String[] {"attn_q", "attn_k", "attn_v", "attn_output"}) {
      matrix(file, "blk.0." + part, random(random, HIDDEN * HIDDEN), HIDDEN, HIDDEN);
    }
    float[] ones = new float[HIDDEN];
    Arrays.fill(ones, 1);
    for (String norm : new String[] {"blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"}) {
      matrix(file, norm, ones, HIDDEN);
    }
    float[] router = random(random, EXPERTS * HIDDEN);
    float[] gate = random(random, EXPERTS * INNER * HIDDEN);
    float[] up = random(random, EXPERTS * INNER * HIDDEN);
    float[] down = random(random, EXPERTS * HIDDEN * INNER);
    for (int i = 0; silent >= 0 && i < HIDDEN * INNER; i++) {
      down[silent * HIDDEN * INNER + i] = 0;
    }
    if (twins) {
      beTwin(router, gate, up, down);
    }
    matrix(file, "blk.0.ffn_gate_inp", ordered(router, order), EXPERTS, HIDDEN);
    matrix(file, "blk.0.ffn_gate_exps", ordered(gate, order), EXPERTS, INNER, HIDDEN);
    matrix(file, "blk.0.ffn_up_exps", ordered(up, order), EXPERTS, INNER, HIDDEN);
    matrix(file, "blk.0.ffn_down_exps", ordered(down, order), EXPERTS, HIDDEN, INNER);
    Path path = folder.resolve(name);
    file.write(path);
    return path;
  }

  /** Makes expert 2 what expert 0 is, its channels in another order and what it adds a tenth. */
  private static void beTwin(float[] router, float[] gate, float[] up, float[] down) {
    System.arraycopy(router, 0, router, 2 * HIDDEN, HIDDEN);
    int part = INNER * HIDDEN;
    for (int c = 0; c < INNER; c++) {
      int to = 2 * part + (c * 3 + 1) % INNER * HIDDEN;
      System.arraycopy(gate, c * HIDDEN, gate, to, HIDDEN);
      System.arraycopy(up, c * HIDDEN, up, to, HIDDEN);
      for (int h = 0; h < HIDDEN; h++) {
        down[2 * part + h * INNER + (c * 3 + 1) % INNER] = down[h * INNER + c] / 10;
      }
    }
  }

  private static float[] random(Random random, int count) {
    float[] w = new float[count];
    for (int i = 0; i < count; i++) {
      w[i] = (float) random.nextGaussian() / 3;
    }
    return w;
  }

  private static float[] ordered(float[] parts, int[] order) {
    int size = parts.length / EXPERTS;
    float[] ordered = new float[parts.length];
    for (int e = 0; e < EXPERTS; e++) {
      System.arraycopy(parts, e * size, ordered, order[e] * size, size);
    }
    return ordered;
  }

  private static void matrix(GgufWriter file, String name, float[] w, long... shape) {
    byte[] bytes = BlockFormat.F32.encode(w, 0, w.length);
    file.put(name + ".weight", BlockFormat.F32, shape, () -> MemorySegment.ofArray(bytes));
  }

  private static ExpertPruning pruned(
      Path path, double share, boolean merging, List<int[]> windows) {
    Calibration text = Calibration.of("ids", "ids", windows);
    return ExpertPruning.of(
        new Subject(Gguf.open(path), Model.open(path).transformer(), Optional.of(text)),
        share,
        merging,
        Progress.SILENT);
  }

  @Test
  void droppingNothingChangesNoBitOfTheLogits() {
    Path in = model("in.gguf", new int[] {0, 1, 2, 3, 4}, -1);
    Path out = folder.resolve("out.gguf");
    pruned(in, 1, true, TEXT).write(out, List.of(), Progress.SILENT);
    assertThat(TinyLlama.logits(out, IDS)).isDeepEqualTo(TinyLlama.logits(in, IDS));
  }

  @Test
  void whatAddsNothingGoesWhereverItStandsAndSizesAreTheClosedForm() {
    for (int[] order : new int[][] {{0, 1, 2, 3, 4}, {4, 2, 0, 1, 3}}) {
      Path in = model("in" + order[0] + ".gguf", order, 2);
      Path out = folder.resolve("out" + order[0] + ".gguf");
      ExpertPruning pruning = pruned(in, 0.8, false, TEXT);
      int[] stay = IntStream.range(0, EXPERTS).filter(e -> e != order[2]).toArray();
      assertThat(pruning.lines().getFirst())
          .contains("experts 5 -> 4, " + Arrays.toString(stay) + " stay");
      pruning.write(out, List.of("a step"), Progress.SILENT);
      long expert = HIDDEN + 3L * HIDDEN * INNER;
      long before =
          Gguf.open(in).tensors().values().stream()
              .mapToLong(it -> it.shape().stream().reduce(1L, (a, b) -> a * b))
              .sum();
      assertThat(pruning.weights()).isEqualTo(before - expert);
      assertThat(Gguf.open(out).integer("llama.expert_count")).contains(4L);
      assertThat(History.of(Gguf.open(out)).steps()).containsExactly("a step");
      assertThat(TinyLlama.logits(out, IDS)[0]).hasSize(VOCABULARY);
    }
  }

  @Test
  void whatTheTextHardlyUsesIsProtectedAndReported() {
    Path in = model("in.gguf", new int[] {0, 1, 2, 3, 4}, -1);
    // Of three tokens no expert can have been asked eight times.
    assertThatThrownBy(() -> pruned(in, 0.8, false, List.of(new int[] {1, 2, 3})))
        .isInstanceOf(CompressionException.class)
        .hasMessageContaining("in layer 0 only 0 of 5 experts");
  }

  /** An expert and its twin are one, whatever the order of their channels. */
  @Test
  void whatGoesBecomesPartOfItsLikest() {
    twins = true;
    Path in = model("in.gguf", new int[] {0, 1, 2, 3, 4}, -1);
    Path out = folder.resolve("out.gguf");
    ExpertPruning pruning = pruned(in, 0.8, true, TEXT);
    assertThat(pruning.lines()).contains("layer 0: merged [2] into 0");
    pruning.write(out, List.of(), Progress.SILENT);
    int part = INNER * HIDDEN;
    for (String name : new String[] {"gate", "up", "down"}) {
      float[] before = floats(in, name);
      float[] after = floats(out, name);
      // Gate and up are the same in both; down is a mean of all and a tenth of it.
      float share = after[0] / before[0];
      assertThat(share).isBetween(name.equals("down") ? 0.55f : 0.99999f, 1.00001f);
      for (int i = 0; i < part; i++) {
        assertThat(after[i]).isCloseTo(share * before[i], within(1e-5f));
        assertThat(after[part + i]).isEqualTo(before[part + i]);
        assertThat(after[2 * part + i]).isEqualTo(before[3 * part + i]);
      }
    }
    assertThat(TinyLlama.logits(out, IDS)[0]).hasSize(VOCABULARY);
  }

  private static float[] floats(Path file, String part) {
    return Gguf.open(file).tensor("blk.0.ffn_" + part + "_exps.weight").orElseThrow().floats();
  }

  @Test
  void theImportanceOfExpertsThatNoTokenCameToIsCountedAsNone() {
    Path path = model("in.gguf", new int[] {0, 1, 2, 3, 4}, -1);
    for (int token = 0; token < VOCABULARY; token++) { // each goes to two, often not to the last
      Imatrix seen =
          Imatrix.of(
              Model.open(path).transformer(),
              Gguf.open(path),
              Calibration.of("ids", "ids", List.of(new int[] {token})),
              Progress.SILENT);
      for (String part : new String[] {"gate", "up", "down"}) {
        float[] counts = seen.of("blk.0.ffn_" + part + "_exps.weight").orElseThrow().counts();
        assertThat(counts).hasSize(EXPERTS).containsOnly(0, 1);
        assertThat(counts[0] + counts[1] + counts[2] + counts[3] + counts[4]).isEqualTo(2);
      }
    }
  }
}
