package dev.trine.model;

import java.util.Arrays;

/** What pairs of symbols merge to, and which goes first, in an open-addressing table. */
final class PairTable {

  /** What {@link #find} answers when two neighbours stay apart. */
  static final long NONE = -1;

  private long[] keys;
  private long[] values;
  private int size;

  PairTable(int merges) {
    int capacity = Integer.highestOneBit(Math.max(8, merges)) * 4;
    keys = new long[capacity];
    values = new long[capacity];
    Arrays.fill(keys, NONE);
  }

  /** Adds a merge, unless the pair has one already. */
  void put(int left, int right, int rank, int merged) {
    if (size * 2 >= keys.length) {
      grow();
    }
    long key = key(left, right);
    int slot = slot(key);
    if (keys[slot] == NONE) {
      keys[slot] = key;
      values[slot] = (long) rank << 32 | merged;
      size++;
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new long[keys.length];
    Arrays.fill(keys, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  /** The rank (upper 32 bits) and symbol (lower 32 bits) of a merged pair, or {@link #NONE}. */
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
