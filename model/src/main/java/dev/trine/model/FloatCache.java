package dev.trine.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** Keys and values as floats; memory grows with use, up to the capacity. */
final class FloatCache implements KvCache {
  private static final int FIRST = 128; // positions

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final int capacity;
  private final List<Attention> layers;
  private final int[] keyWidths; // [layer], numbers of a position
  private final int[] valueWidths; // [layer]
  private final float[][] keys; // [layer][position * keyWidths[layer]]
  private final float[][] values;
  private int held; // positions that there is memory for
  private int length;

  /** A cache for these layers. */
  FloatCache(List<Attention> layers, int capacity) {
    this.layers = layers;
    keyWidths = layers.stream().mapToInt(Attention::keyWidth).toArray();
    valueWidths = layers.stream().mapToInt(Attention::valueWidth).toArray();
    int width =
        layers.stream().mapToInt(it -> Math.max(it.keyWidth(), it.valueWidth())).max().orElse(1);
    if (capacity < 1 || (long) capacity * width > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          "a cache of %d positions is not possible; at most %d are"
              .formatted(capacity, (Integer.MAX_VALUE - 8) / width));
    }
    this.capacity = capacity;
    keys = new float[layers.size()][0];
    values = new float[layers.size()][0];
  }

  /** {@code [position * keyWidth]}. */
  float[] keys(int layer) {
    return keys[layer];
  }

  /** {@code [position * valueWidth]}. */
  float[] values(int layer) {
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
        keys[layer] = Arrays.copyOf(keys[layer], held * keyWidths[layer]);
        values[layer] = Arrays.copyOf(values[layer], held * valueWidths[layer]);
      }
    }
  }

  /** Writes the keys and values of positions that follow the filled ones, from these rows on. */
  void put(int layer, float[] k, float[] v, int row, int tokens) {
    int key = keyWidths[layer];
    int value = valueWidths[layer];
    System.arraycopy(k, row * key, keys[layer], length * key, tokens * key);
    System.arraycopy(v, row * value, values[layer], length * value, tokens * value);
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
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "cannot truncate a cache of %d positions to %d".formatted(length, newLength));
    }
    length = newLength;
  }

  @Override
  public void discard(int from, int to) {
    checkRange(from, to);
    for (int layer = 0; layer < keys.length; layer++) {
      int key = keyWidths[layer];
      int value = valueWidths[layer];
      int moved = length - to;
      System.arraycopy(keys[layer], to * key, keys[layer], from * key, moved * key);
      System.arraycopy(values[layer], to * value, values[layer], from * value, moved * value);
      Attention spec = layers.get(layer);
      if (spec.rope().isPresent()) {
        for (int position = from; position < from + moved; position++) {
          spec.rope()
              .get()
              .turnBack(keys[layer], position * key, spec.kvHeads(), to - from, length);
        }
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
    return (long) positions
        * Float.BYTES
        * (Arrays.stream(keyWidths).sum() + Arrays.stream(valueWidths).sum());
  }

  @Override
  public void save(int from, int to, MemorySegment out) {
    checkRange(from, to);
    long at = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      at = save(keys[layer], keyWidths[layer], from, to, out, at);
      at = save(values[layer], valueWidths[layer], from, to, out, at);
    }
  }

  private static long save(
      float[] source, int width, int from, int to, MemorySegment out, long at) {
    int count = (to - from) * width;
    MemorySegment.copy(source, from * width, out, FLOAT, at, count);
    return at + (long) count * Float.BYTES;
  }

  @Override
  public void restore(int positions, MemorySegment in) {
    reserve(positions);
    long at = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      at = restore(keys[layer], keyWidths[layer], positions, in, at);
      at = restore(values[layer], valueWidths[layer], positions, in, at);
    }
    advance(positions);
  }

  private long restore(float[] target, int width, int positions, MemorySegment in, long at) {
    int count = positions * width;
    MemorySegment.copy(in, FLOAT, at, target, length * width, count);
    return at + (long) count * Float.BYTES;
  }
}
