package dev.trine.model;

import java.util.Arrays;

/** What pairs of symbols merge to, and which goes first, in an open-addressing table. */
final class PairTable {

  /** What {@link #find} answers when two neighbours stay apart. */
  static final long NONE = -1;

  private long[] entries; // a key and its value side by side, so that both come with one look
  private int size;

  PairTable(int merges) {
    entries = empty(Integer.highestOneBit(Math.max(8, merges)) * 4);
  }

  private static long[] empty(int slots) {
    long[] entries = new long[2 * slots];
    Arrays.fill(entries, NONE);
    return entries;
  }

  /** Adds a merge, unless the pair has one already. */
  void put(int left, int right, int rank, int merged) {
    if (size * 4 >= entries.length) {
      grow();
    }
    long key = key(left, right);
    int slot = slot(key);
    if (entries[slot] == NONE) {
      entries[slot] = key;
      entries[slot + 1] = (long) rank << 32 | merged;
      size++;
    }
  }

  private void grow() {
    long[] old = entries;
    entries = empty(old.length);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != NONE) {
        int slot = slot(old[i]);
        entries[slot] = old[i];
        entries[slot + 1] = old[i + 1];
      }
    }
  }

  /** The rank (upper 32 bits) and symbol (lower 32 bits) of a merged pair, or {@link #NONE}. */
  long find(int left, int right) {
    if (left < 0 || right < 0) {
      return NONE;
    }
    return entries[slot(key(left, right)) + 1];
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  /** Where a key is, or would be. */
  private int slot(long key) {
    int mask = entries.length - 2;
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) << 1 & mask; // Fibonacci hashing
    while (entries[slot] != NONE && entries[slot] != key) {
      slot = slot + 2 & mask;
    }
    return slot;
  }
}
