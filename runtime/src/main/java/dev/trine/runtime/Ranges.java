package dev.trine.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Ranges of characters as grammars of their UTF-8 bytes. */
final class Ranges {
  private Ranges() {}

  /** Code points whose UTF-8 forms have one length; surrogates have none. */
  private static final int[][] BANDS = {
    {0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, 0x10FFFF}
  };

  /** The least and the greatest byte after the first one of a character. */
  private static final int LEAST = 0x80;

  private static final int GREATEST = 0xBF;

  /** One character of a set of code points. */
  static Grammar characters(BitSet points) {
    List<Grammar> ranges = new ArrayList<>();
    int from = points.nextSetBit(0);
    while (from >= 0) {
      int to = points.nextClearBit(from);
      ranges.add(characters(from, to - 1));
      from = points.nextSetBit(to);
    }
    return Grammar.choice(ranges);
  }

  static Grammar characters(int from, int to) {
    List<Grammar> bands = new ArrayList<>();
    for (int[] band : BANDS) {
      int low = Math.max(from, band[0]);
      int high = Math.min(to, band[1]);
      if (low <= high) {
        bands.add(between(utf8(low), utf8(high), 0));
      }
    }
    return Grammar.choice(bands);
  }

  private static byte[] utf8(int point) {
    return Character.toString(point).getBytes(StandardCharsets.UTF_8);
  }

  /** The byte strings from {@code low} to {@code high}, of one length, from place {@code at} on. */
  private static Grammar between(byte[] low, byte[] high, int at) {
    if (at == low.length) {
      return Grammar.empty();
    }
    int first = low[at] & 0xFF;
    int last = high[at] & 0xFF;
    if (first == last) {
      return step(first, last, between(low, high, at + 1));
    }
    byte[] lowest = filled(low, at + 1, LEAST);
    byte[] highest = filled(high, at + 1, GREATEST);
    List<Grammar> choices = new ArrayList<>();
    if (!Arrays.equals(low, lowest)) {
      choices.add(step(first, first, between(low, highest, at + 1)));
      first++;
    }
    boolean cut = !Arrays.equals(high, highest);
    if (cut) {
      choices.add(step(last, last, between(lowest, high, at + 1)));
      last--;
    }
    if (first <= last) {
      choices.add(step(first, last, between(lowest, highest, at + 1)));
    }
    return Grammar.choice(choices);
  }

  private static Grammar step(int from, int to, Grammar rest) {
    return Grammar.sequence(Grammar.bytes(from, to), rest);
  }

  private static byte[] filled(byte[] bytes, int from, int value) {
    byte[] filled = bytes.clone();
    Arrays.fill(filled, from, filled.length, (byte) value);
    return filled;
  }
}
