package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.compress.Pruner.Subject;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.model.Model;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentPruningTest {
  private static final int VOCABULARY = 19;
  private static final int HIDDEN = 16;
  private static final int RANK = 8;
  private static final int NOPE = 6;
  private static final int ROPE = 4;
  private static final int VALUE = 5;
  private static final int HEADS = 2;
  private static final int INNER = 12;
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 0, 17};

  @TempDir Path folder;
  private final Random random = new Random(3);
  private final GgufWriter file = new GgufWriter();

  /**
   * DeepSeek-V2 of one dense layer, in either generation of GGUF.
   *
   * @param silent numbers of the latent that are always zero
   */
  private Path model(boolean split, int... silent) {
    file.put("general.architecture", "deepseek2");
    set("block_count", 1);
    set("context_length", 64);
    set("embedding_length", HIDDEN);
    set("feed_forward_length", INNER);
    set("leading_dense_block_count", 1);
    set("attention.head_count", HEADS);
    set("attention.head_count_kv", split ? 1 : HEADS);
    set("attention.key_length", split ? RANK + ROPE : NOPE + ROPE);
    set("attention.value_length", split ? RANK : VALUE);
    if (split) {
      set("attention.key_length_mla", NOPE + ROPE);
      set("attention.value_length_mla", VALUE);
    }
    set("attention.kv_lora_rank", RANK);
    set("rope.dimension_count", ROPE);
    file.put("deepseek2.attention.layer_norm_rms_epsilon", 1e-6f);
    put("token_embd", gaussian(VOCABULARY * HIDDEN), VOCABULARY, HIDDEN);
    put("output_norm", gains(HIDDEN), HIDDEN);
    put("blk.0.attn_norm", gains(HIDDEN), HIDDEN);
    put("blk.0.attn_q", gaussian(HEADS * (NOPE + ROPE) * HIDDEN), HEADS * (NOPE + ROPE), HIDDEN);
    float[] down = gaussian((RANK + ROPE) * HIDDEN);
    for (int number : silent) {
      Arrays.fill(down, number * HIDDEN, (number + 1) * HIDDEN, 0);
    }
    put("blk.0.attn_kv_a_mqa", down, RANK + ROPE, HIDDEN);
    put("blk.0.attn_kv_a_norm", gains(RANK), RANK);
    if (split) {
      put("blk.0.attn_k_b", gaussian(HEADS * RANK * NOPE), HEADS, RANK, NOPE);
      put("blk.0.attn_v_b", gaussian(HEADS * VALUE * RANK), HEADS, VALUE, RANK);
    } else {
      int rows = HEADS * (NOPE + VALUE);
      put("blk.0.attn_kv_b", gaussian(rows * RANK), rows, RANK);
    }
    put("blk.0.attn_output", gaussian(HIDDEN * HEADS * VALUE), HIDDEN, HEADS * VALUE);
    put("blk.0.ffn_norm", gains(HIDDEN), HIDDEN);
    put("blk.0.ffn_gate", gaussian(INNER * HIDDEN), INNER, HIDDEN);
    put("blk.0.ffn_up", gaussian(INNER * HIDDEN), INNER, HIDDEN);
    put("blk.0.ffn_down", gaussian(HIDDEN * INNER), HIDDEN, INNER);
    Path path = folder.resolve("in.gguf");
    file.write(path);
    return path;
  }

  private void set(String setting, int value) {
    file.put("deepseek2." + setting, value);
  }

  private void put(String name, float[] w, long... shape) {
    file.put(Tensor.of(name + ".weight", w, shape));
  }

  private float[] gaussian(int count) {
    float[] w = new float[count];
    for (int i = 0; i < count; i++) {
      w[i] = (float) random.nextGaussian() / 3;
    }
    return w;
  }

  private float[] gains(int count) {
    float[] w = new float[count];
    for (int i = 0; i < count; i++) {
      w[i] = 0.5f + random.nextFloat();
    }
    return w;
  }

  private static LatentPruning pruned(Path path, double share) {
    Calibration text = Calibration.of("ids", "ids", List.of(IDS));
    return LatentPruning.of(
        new Subject(Gguf.open(path), Model.open(path).transformer(), Optional.of(text)),
        share,
        Progress.SILENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsSilentGoesFirstTheLogitsStayAndSizesAreTheClosedForm(boolean split) {
    Path in = model(split, 1, 6);
    Path out = folder.resolve("out.gguf");
    LatentPruning pruning = pruned(in, 0.75);
    assertThat(pruning.lines()).containsExactly("layer 0: latent 8 -> 6");
    pruning.write(out, List.of("a step"), Progress.SILENT);
    Gguf made = Gguf.open(out);
    assertThat(made.integer("deepseek2.attention.kv_lora_rank")).contains(6L);
    assertThat(made.integer("deepseek2.attention.key_length")).contains(10L);
    assertThat(made.integer("deepseek2.attention.value_length")).contains(split ? 6L : 5L);
    assertThat(pruning.cacheNumbers()).isEqualTo(6 + ROPE);
    long gone = 2L * (HIDDEN + 1 + HEADS * (NOPE + VALUE));
    assertThat(weights(in) - pruning.weights()).isEqualTo(gone);
    assertThat(weights(out)).isEqualTo(pruning.weights());
    float[][] expected = TinyLlama.logits(in, IDS);
    float[][] actual = TinyLlama.logits(out, IDS);
    for (int t = 0; t < IDS.length; t++) {
      assertThat(actual[t]).containsExactly(expected[t], within(1e-4f));
    }
  }

  private static long weights(Path path) {
    return Gguf.open(path).tensors().values().stream()
        .mapToLong(it -> it.shape().stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  @Test
  void pruningNothingChangesNoBitOfTheLogits() {
    Path in = model(true);
    Path out = folder.resolve("out.gguf");
    pruned(in, 1).write(out, List.of(), Progress.SILENT);
    assertThat(TinyLlama.logits(out, IDS)).isDeepEqualTo(TinyLlama.logits(in, IDS));
  }

  @Test
  void otherAttentionIsRefused() {
    Path in = new TinyLlama(1).write(folder.resolve("llama.gguf"));
    assertThatThrownBy(() -> pruned(in, 0.5)).hasMessageContaining("has no latent attention");
  }
}
