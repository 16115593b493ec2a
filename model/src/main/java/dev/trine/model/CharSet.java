package dev.trine.model;

import java.util.Arrays;
import java.util.BitSet;

/** Chars, a bit each: a {@link BitSet} without its checks, which cost more than the look itself. */
final class CharSet {
  private final long[] words;

  CharSet(BitSet bits) {
    words = Arrays.copyOf(bits.toLongArray(), (1 << Character.SIZE) / Long.SIZE);
  }

  boolean contains(char c) {
    return (words[c / Long.SIZE] >>> c & 1) != 0;
  }

  /** The first place in {@code text[from, to)} that holds one of them, or {@code to}. */
  int next(String text, int from, int to) {
    int at = from;
    while (at < to && !contains(text.charAt(at))) {
      at++;
    }
    return at;
  }

  BitSet bits() {
    return BitSet.valueOf(words);
  }
}
