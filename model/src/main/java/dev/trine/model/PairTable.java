package dev.trine.model;

import java.util.Arrays;

/** Merges by pair of ids, in an open-addressing table. */
final class PairTable extends PairMerge {

  private final long[] keys;
  private final long[] values;

  PairTable(int merges) {
    int capacity = Integer.highestOneBit(Math.max(8, merges)) * 4;
    keys = new long[capacity];
    values = new long[capacity];
    Arrays.fill(keys, NONE);
  }

  /** Adds a merge; the first of two equal pairs counts. */
  void put(int left, int right, int rank, int merged) {
    long key = key(left, right);
    int slot = slot(key);
    if (keys[slot] == NONE) {
      keys[slot] = key;
      values[slot] = (long) rank << 32 | merged;
    }
  }

  @Override
  long find(int left, int right) {
    if (left < 0 || right < 0) {
      return NONE;
    }
    int slot = slot(key(left, right));
    return keys[slot] == NONE ? NONE : values[slot];
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L; // Fibonacci hashing
    int slot = (int) (hash >>> 32) & (keys.length - 1);
    while (keys[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
