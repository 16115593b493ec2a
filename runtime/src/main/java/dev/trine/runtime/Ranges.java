package dev.trine.runtime;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ranges of numbers and characters as grammars, place by place. */
final class Ranges {
  private Ranges() {}

  /** Code points whose UTF-8 forms have one length; surrogates have none. */
  private static final int[][] CHARACTER_BANDS = {
    {0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, 0x10FFFF}
  };

  static Grammar characters(int from, int to) {
    List<Grammar> bands = new ArrayList<>();
    for (int[] band : CHARACTER_BANDS) {
      int low = Math.max(from, band[0]);
      int high = Math.min(to, band[1]);
      if (low <= high) {
        byte[] least = Character.toString(low).getBytes(StandardCharsets.UTF_8);
        byte[] most = Character.toString(high).getBytes(StandardCharsets.UTF_8);
        bands.add(between(least, most, 0, 0x80, 0xBF, -1));
      }
    }
    return Grammar.choice(bands);
  }

  /**
   * Decimal numbers with exactly {@code places} digits after the point.
   *
   * @param min the least number, in units of the last place
   * @param max the greatest number, in units of the last place
   */
  static Grammar decimal(BigInteger min, BigInteger max, int places) {
    List<Grammar> parts = new ArrayList<>();
    if (min.signum() < 0) {
      BigInteger nearest = max.signum() < 0 ? max.negate() : BigInteger.ONE;
      Grammar magnitude = magnitude(nearest, min.negate(), places);
      parts.add(Grammar.sequence(Grammar.literal("-"), magnitude));
    }
    if (max.signum() >= 0) {
      parts.add(magnitude(min.max(BigInteger.ZERO), max, places));
    }
    return Grammar.choice(parts);
  }

  private static Grammar magnitude(BigInteger min, BigInteger max, int places) {
    List<Grammar> lengths = new ArrayList<>();
    int longest = Math.max(max.toString().length(), places + 1);
    for (int length = places + 1; length <= longest; length++) {
      BigInteger least = length == places + 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
      BigInteger low = min.max(least);
      BigInteger high = max.min(BigInteger.TEN.pow(length).subtract(BigInteger.ONE));
      if (low.compareTo(high) <= 0) {
        int point = places == 0 ? -1 : length - places;
        lengths.add(between(padded(low, length), padded(high, length), 0, '0', '9', point));
      }
    }
    return Grammar.choice(lengths);
  }

  private static byte[] padded(BigInteger number, int length) {
    String digits = number.toString();
    return ("0".repeat(length - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The byte strings from {@code low} to {@code high}, which are of one length, compared from place
   * {@code at} on; places after the first run from {@code least} to {@code most}. A decimal point
   * stands before place {@code point}.
   */
  private static Grammar between(byte[] low, byte[] high, int at, int least, int most, int point) {
    if (at == low.length) {
      return Grammar.empty();
    }
    int first = low[at] & 0xFF;
    int last = high[at] & 0xFF;
    List<Grammar> choices = new ArrayList<>();
    if (first == last) {
      choices.add(step(first, last, at, point, between(low, high, at + 1, least, most, point)));
    } else {
      byte[] highest = filled(low, at + 1, most);
      byte[] lowest = filled(high, at + 1, least);
      boolean all = Arrays.equals(low, filled(low, at + 1, least));
      boolean end = Arrays.equals(high, filled(high, at + 1, most));
      int from = all ? first : first + 1;
      int to = end ? last : last - 1;
      if (!all) {
        Grammar rest = between(low, highest, at + 1, least, most, point);
        choices.add(step(first, first, at, point, rest));
      }
      if (from <= to) {
        byte[] lows = filled(low, at + 1, least);
        Grammar rest = between(lows, highest, at + 1, least, most, point);
        choices.add(step(from, to, at, point, rest));
      }
      if (!end) {
        Grammar rest = between(lowest, high, at + 1, least, most, point);
        choices.add(step(last, last, at, point, rest));
      }
    }
    return Grammar.choice(choices);
  }

  private static Grammar step(int from, int to, int at, int point, Grammar rest) {
    Grammar place = Grammar.bytes(from, to);
    return at == point
        ? Grammar.sequence(Grammar.literal("."), place, rest)
        : Grammar.sequence(place, rest);
  }

  private static byte[] filled(byte[] bytes, int from, int value) {
    byte[] filled = bytes.clone();
    Arrays.fill(filled, from, filled.length, (byte) value);
    return filled;
  }
}
