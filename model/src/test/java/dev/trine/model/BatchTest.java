package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Adapter.LowRank;
import dev.trine.model.Batch.Sequence;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sequences that run together give what each gives alone. */
class BatchTest {
  private static final float TOLERANCE = 1e-5f; // sums in another order

  private final Weights weights = References.tiny("tiny_mistral");
  private final Transformer model = Architectures.open(weights);

  @Test
  void everySequenceGetsItsOwnLogits() {
    int[] first = {1, 2, 3, 4, 5};
    int[] second = {6, 7, 8};
    float[][] alone = model.forward(first, model.newCache(5), true);
    float[][] other = model.forward(second, model.newCache(3), true);
    KvCache half = model.newCache(5);
    model.forward(new int[] {1, 2}, half, false);
    float[][] together =
        model.forward(
            Batch.of(
                List.of(
                    new Sequence(second, model.newCache(3), 2, List.of()),
                    new Sequence(new int[] {3, 4, 5}, half, 3, List.of()))));
    assertThat(together).hasNumberOfRows(5);
    assertThat(together[0]).containsExactly(other[1], within(TOLERANCE));
    assertThat(together[1]).containsExactly(other[2], within(TOLERANCE));
    for (int i = 0; i < 3; i++) {
      assertThat(together[2 + i]).containsExactly(alone[2 + i], within(TOLERANCE));
    }
  }

  /** The reference is a model whose weight was changed by the product itself. */
  @Test
  void anAdapterChangesItsOwnSequenceOnly() {
    String name = "model.layers.1.mlp.down_proj";
    Tensor weight = Optional.ofNullable(weights.tensors().get(name + ".weight")).orElseThrow();
    Random random = new Random(5);
    float[] a = floats(random, 2 * weight.columns());
    float[] b = floats(random, weight.rows() * 2);
    float[] changed = weight.floats();
    for (int row = 0; row < weight.rows(); row++) {
      for (int column = 0; column < weight.columns(); column++) {
        changed[row * weight.columns() + column] +=
            0.5f * (b[2 * row] * a[column] + b[2 * row + 1] * a[weight.columns() + column]);
      }
    }
    Map<String, Tensor> tensors = new HashMap<>(weights.tensors());
    tensors.put(name + ".weight", Tensor.of(name, changed, weight.shape()));
    Transformer merged =
        Architectures.open(new Weights("merged", weights.naming(), weights.config(), tensors));
    LowRank change =
        new LowRank(
            Tensor.of("a", a, 2, weight.columns()), Tensor.of("b", b, weight.rows(), 2), 0.5f);
    int[] ids = {3, 1, 4, 1, 5};
    float[][] together =
        model.forward(
            Batch.of(
                List.of(
                    new Sequence(ids, model.newCache(5), 5, List.of()),
                    new Sequence(
                        ids, model.newCache(5), 5, List.of(new Adapter(Map.of(name, change)))))));
    float[][] plain = model.forward(ids, model.newCache(5), true);
    float[][] adapted = merged.forward(ids, merged.newCache(5), true);
    for (int i = 0; i < 5; i++) {
      assertThat(together[i]).containsExactly(plain[i], within(TOLERANCE));
      assertThat(together[5 + i]).containsExactly(adapted[i], within(TOLERANCE));
      assertThat(plain[i]).isNotEqualTo(adapted[i]);
    }
  }

  @Test
  void anObserverSeesWhatGoesIntoEveryLayer() {
    Map<String, Integer> seen = new TreeMap<>();
    Batch batch =
        Batch.of(new int[] {1, 2, 3}, model.newCache(3), false)
            .observedBy((linear, x, rows) -> seen.put(linear, rows * 1000 + x.length / rows));
    model.forward(batch);
    assertThat(seen).hasSize(2 * (7 + 2) + 1); // the two are what queries and keys became
    assertThat(seen).containsEntry("model.layers.0.self_attn.q_proj", 3008);
    assertThat(seen).containsEntry("model.layers.1.mlp.down_proj", 3012);
    assertThat(seen).containsEntry("lm_head", 1008);
    assertThat(seen).containsKeys("model.layers.0.self_attn.k_proj.heads");
  }

  @Test
  void aCacheIsSavedAndRestoredInParts() {
    int[] ids = {1, 2, 3, 4, 5, 6};
    KvCache cache = model.newCache(7);
    model.forward(ids, cache, false);
    KvCache copy = model.newCache(7);
    try (Arena arena = Arena.ofConfined()) {
      for (int from = 0; from < 6; from += 3) {
        MemorySegment bytes = arena.allocate(cache.bytes(3));
        cache.save(from, from + 3, bytes);
        copy.restore(3, bytes);
      }
    }
    assertThat(copy.length()).isEqualTo(6);
    assertThat(model.forward(new int[] {7}, copy, false))
        .isDeepEqualTo(model.forward(new int[] {7}, cache, false));
    assertThatThrownBy(() -> copy.save(0, 8, MemorySegment.NULL))
        .hasMessageContaining("cache of 7");
    assertThatThrownBy(() -> copy.restore(1, MemorySegment.NULL)).hasMessageContaining("full");
  }

  @Test
  void sequencesThatCannotRunTogetherAreRefused() {
    KvCache cache = model.newCache(2);
    Sequence sequence = new Sequence(new int[] {1}, cache, 1, List.of());
    assertThatThrownBy(() -> Batch.of(List.of(sequence, sequence)))
        .hasMessageContaining("share a cache");
    assertThatThrownBy(() -> new Sequence(new int[] {1}, cache, 2, List.of()))
        .hasMessageContaining("2 tokens are wanted");
    assertThatThrownBy(() -> model.forward(new int[] {99}, cache, false))
        .hasMessageContaining("token 99");
  }

  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
