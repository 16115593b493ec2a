package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.tensor.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttentionCacheTest {
  private static final int DIM = 4;

  private static void fill(AttentionCache cache, int tokens) {
    float[] rows = new float[tokens * DIM];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = cache.length() + i;
    }
    cache.reserve(tokens);
    cache.put(Kernels.scalar(), 0, rows, rows, 0, tokens);
    cache.advance(tokens);
  }

  @Test
  void memoryIsGivenBackAtOnceWhereItIsTooSmallOrFreed() {
    AttentionCache cache =
        new AttentionCache(List.of(Attention.of(1, 1, DIM)), 1000, Precision.EXACT);
    fill(cache, 100);
    MemorySegment small = cache.keys(0).head(0);
    fill(cache, 300);
    assertThatThrownBy(() -> small.get(ValueLayout.JAVA_FLOAT, 0)).hasMessage("Already closed");
    MemorySegment large = cache.keys(0).head(0);
    assertThat(large.get(ValueLayout.JAVA_FLOAT, 99 * DIM * Float.BYTES)).isEqualTo(99 * DIM);

    try (Arena arena = Arena.ofConfined()) {
      MemorySegment saved = arena.allocate(cache.bytes(400), 8);
      cache.save(0, 400, saved);
      cache.free();
      assertThatThrownBy(() -> large.get(ValueLayout.JAVA_FLOAT, 0)).hasMessage("Already closed");
      assertThat(cache.length()).isZero();
      cache.free(); // has nothing to give

      cache.restore(400, saved);
      MemorySegment again = arena.allocate(cache.bytes(400), 8);
      cache.save(0, 400, again);
      assertThat(again.mismatch(saved)).isEqualTo(-1);
    }
  }
}
