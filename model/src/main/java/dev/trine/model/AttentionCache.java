package dev.trine.model;

import dev.trine.tensor.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The keys and values of attention layers, and the states of recurrent ones; memory grows with use,
 * up to the capacity.
 */
final class AttentionCache implements KvCache {
  private static final int FIRST = 128; // positions
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final int capacity;
  private final List<Attention> layers;
  private final Precision precision;
  private final CachedHeads[] keys; // [layer]
  private final CachedHeads[] values; // [layer], without heads where values are latent
  private final float[][] states; // [layer], of recurrent ones
  private final boolean recurrent;
  private int held; // positions that there is memory for
  private int length;

  /** A cache for these layers. */
  AttentionCache(List<Attention> layers, int capacity, Precision precision) {
    if (capacity < 1) {
      throw new ModelException(
          "a cache of " + capacity + " positions is not possible; use 1 or more");
    }
    this.capacity = capacity;
    this.layers = layers;
    this.precision = precision;
    states = layers.stream().map(it -> new float[it.state()]).toArray(float[][]::new);
    recurrent = layers.stream().anyMatch(it -> it.state() > 0);
    keys =
        layers.stream()
            .map(it -> new CachedHeads(it.kvHeads(), it.keyDim(), precision.cache()))
            .toArray(CachedHeads[]::new);
    values =
        layers.stream()
            .map(it ->
                new CachedHeads(it.latent() ? 0 : it.kvHeads(), it.valueDim(), precision.cache()))
            .toArray(CachedHeads[]::new);
  }

  Precision precision() {
    return precision;
  }

  CachedHeads keys(int layer) {
    return keys[layer];
  }

  float[] state(int layer) {
    return states[layer];
  }

  CachedHeads values(int layer) {
    return values[layer];
  }

  /** Makes room for {@code tokens} more positions. */
  void reserve(int tokens) {
    if (tokens > capacity - length) {
      throw new ModelException(
          "the context is full: %d positions are used of %d, and %d more are needed"
              .formatted(length, capacity, tokens));
    }
    if (held < length + tokens) {
      held = Math.min(capacity, Math.max(FIRST, Math.max(length + tokens, 2 * length)));
      for (int layer = 0; layer < keys.length; layer++) {
        keys[layer].grow(held, length);
        values[layer].grow(held, length);
      }
    }
  }

  /** Writes the keys and values of positions that follow the filled ones, from these rows on. */
  void put(Kernels kernels, int layer, float[] k, float[] v, int row, int tokens) {
    keys[layer].put(kernels, k, row, tokens, length);
    values[layer].put(kernels, v, row, tokens, length);
  }

  /** Counts positions as filled, after all layers have put theirs. */
  void advance(int tokens) {
    length += tokens;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean isRecurrent() {
    return recurrent;
  }

  @Override
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "cannot truncate a cache of %d positions to %d".formatted(length, newLength));
    }
    boolean back = recurrent && newLength < length;
    for (float[] state : back ? states : new float[0][]) {
      Arrays.fill(state, 0);
    }
    length = back ? 0 : newLength;
  }

  @Override
  public void free() {
    truncate(0);
    held = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer].free();
      values[layer].free();
    }
  }

  @Override
  public void discard(int from, int to) {
    checkRange(from, to);
    if (recurrent) {
      throw new ModelException("a recurrent state cannot forget a part of what it has seen");
    }
    if (Positions.turnedFor(layers, length, length) != 0) {
      throw new ModelException("what turns by the length of its text cannot become shorter");
    }
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer].move(from, to, length);
      values[layer].move(from, to, length);
      Attention spec = layers.get(layer);
      if (spec.positions().isPresent()) {
        keys[layer].change(
            from,
            from + length - to,
            (row, _) -> spec.positions().get().turnBack(row, spec.kvHeads(), to - from));
      }
    }
    length -= to - from;
  }

  private void checkRange(int from, int to) {
    if (from < 0 || from > to || to > length) {
      throw new IllegalArgumentException(
          "positions %d to %d are not in a cache of %d".formatted(from, to, length));
    }
  }

  @Override
  public long bytes(int positions) {
    long bytes = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      bytes += keys[layer].bytes() + values[layer].bytes();
    }
    return positions * bytes + Float.BYTES * Arrays.stream(states).mapToLong(it -> it.length).sum();
  }

  @Override
  public void save(int from, int to, MemorySegment out) {
    checkRange(from, to);
    if (recurrent && (from != 0 || to != length)) {
      throw new IllegalArgumentException("a recurrent state is saved whole");
    }
    long at = 0;
    for (float[] state : states) {
      MemorySegment.copy(state, 0, out, FLOAT, at, state.length);
      at += (long) Float.BYTES * state.length;
    }
    for (int layer = 0; layer < keys.length; layer++) {
      at += keys[layer].save(from, to, out, at);
      at += values[layer].save(from, to, out, at);
    }
  }

  @Override
  public void restore(int positions, MemorySegment in) {
    if (recurrent && length != 0) {
      throw new IllegalArgumentException("a recurrent state is restored whole");
    }
    reserve(positions);
    long at = 0;
    for (float[] state : states) {
      MemorySegment.copy(in, FLOAT, at, state, 0, state.length);
      at += (long) Float.BYTES * state.length;
    }
    for (int layer = 0; layer < keys.length; layer++) {
      at += keys[layer].restore(length, positions, in, at);
      at += values[layer].restore(length, positions, in, at);
    }
    advance(positions);
  }
}
