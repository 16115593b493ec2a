package dev.trine.model;

import java.util.Arrays;

/** What pairs of symbols merge to, and which goes first, in an open-addressing table. */
final class PairTable {

  /** What {@link #find} answers when two neighbours stay apart. */
  static final long NONE = -1;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L; // Fibonacci hashing
  private static final int BITS = 2; // a slot: half a megabyte for the largest vocabularies

  private long[] entries; // a key and its value side by side, so that both come with one look
  private long[] present; // a bit for some hashes each: most pairs without a merge are known by it
  private int shift; // of a hash to its bit
  private int size;

  PairTable(int merges) {
    clear(Integer.highestOneBit(Math.max(8, merges)) * 4);
  }

  private void clear(int slots) {
    entries = empty(slots);
    present = new long[slots * BITS / Long.SIZE];
    shift = Long.SIZE - Integer.numberOfTrailingZeros(slots * BITS);
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
      enter(slot, key, (long) rank << 32 | merged);
      size++;
    }
  }

  private void enter(int slot, long key, long value) {
    entries[slot] = key;
    entries[slot + 1] = value;
    int bit = bit(key);
    present[bit / Long.SIZE] |= 1L << bit;
  }

  private void grow() {
    long[] old = entries;
    clear(old.length);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != NONE) {
        enter(slot(old[i]), old[i], old[i + 1]);
      }
    }
  }

  /** The rank (upper 32 bits) and symbol (lower 32 bits) of a merged pair, or {@link #NONE}. */
  long find(int left, int right) {
    if (left < 0 || right < 0) {
      return NONE;
    }
    long key = key(left, right);
    int bit = bit(key);
    return (present[bit / Long.SIZE] & 1L << bit) == 0 ? NONE : entries[slot(key) + 1];
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private int bit(long key) {
    return (int) (key * GOLDEN >>> shift);
  }

  /** Where a key is, or would be. */
  private int slot(long key) {
    int mask = entries.length - 2;
    int slot = (int) (key * GOLDEN >>> 32) << 1 & mask;
    while (entries[slot] != NONE && entries[slot] != key) {
      slot = slot + 2 & mask;
    }
    return slot;
  }
}
