package dev.trine.model;

import java.util.Arrays;

/** Keys and values as floats; memory grows with use, up to the capacity. */
final class FloatCache implements KvCache {
  private static final int FIRST = 128; // positions

  private final int capacity;
  private final int width; // kvHeads * headDim
  private final float[][] keys; // [layer][position * width]
  private final float[][] values;
  private int length;

  FloatCache(int layers, int width, int capacity) {
    if (capacity < 1 || (long) capacity * width > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          "a cache of %d positions is not possible; at most %d are"
              .formatted(capacity, (Integer.MAX_VALUE - 8) / width));
    }
    this.capacity = capacity;
    this.width = width;
    this.keys = new float[layers][0];
    this.values = new float[layers][0];
  }

  float[] keys(int layer) {
    return keys[layer];
  }

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
    int needed = length + tokens;
    if (keys[0].length < needed * width) {
      int grown = Math.min(capacity, Math.max(FIRST, Math.max(needed, 2 * length)));
      for (int layer = 0; layer < keys.length; layer++) {
        keys[layer] = Arrays.copyOf(keys[layer], grown * width);
        values[layer] = Arrays.copyOf(values[layer], grown * width);
      }
    }
  }

  /** Writes the keys and values of positions that follow the filled ones. */
  void put(int layer, float[] k, float[] v, int tokens) {
    System.arraycopy(k, 0, keys[layer], length * width, tokens * width);
    System.arraycopy(v, 0, values[layer], length * width, tokens * width);
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
}
