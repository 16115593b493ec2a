package dev.trine.runtime;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decimal numbers between bounds, digit by digit: a place knows whether the digits so far are those
 * of the least or of the greatest number, and their remainder. Equal places are one term.
 */
final class Decimals {
  /** Terms of one length of numbers; more would be slow to follow. */
  private static final int MOST_PLACES = 50_000;

  /** Multiples that are listed one by one. */
  private static final BigInteger MOST_LISTED = BigInteger.valueOf(1000);

  /**
   * Equality is written out, since linking the one that a record is given takes a new process
   * longer than a grammar.
   *
   * @param more digits that are missing
   */
  private record Place(int more, boolean least, boolean greatest, int remainder) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && place.more == more
          && place.least == least
          && place.greatest == greatest
          && place.remainder == remainder;
    }

    @Override
    public int hashCode() {
      return (remainder * 31 + more) * 4 + (least ? 2 : 0) + (greatest ? 1 : 0);
    }
  }

  private final String least;
  private final String greatest;
  private final int places;
  private final int modulus;
  private final Map<Place, Grammar> bound = new HashMap<>();
  private final Map<Place, Grammar> free; // places beyond both bounds: the same for all lengths

  private Decimals(
      String least, String greatest, int places, int modulus, Map<Place, Grammar> free) {
    this.least = least;
    this.greatest = greatest;
    this.places = places;
    this.modulus = modulus;
    this.free = free;
  }

  /**
   * Numbers with exactly {@code places} digits after the point, without leading zeros.
   *
   * @param min the least number, in units of the last place
   * @param max the greatest number, in units of the last place
   * @param step all numbers are multiples of this many units; 1 or more
   */
  static Grammar between(BigInteger min, BigInteger max, int places, BigInteger step) {
    List<Grammar> parts = new ArrayList<>();
    if (min.signum() < 0) {
      BigInteger nearest = max.signum() < 0 ? max.negate() : BigInteger.ONE;
      Grammar magnitude = magnitude(nearest, min.negate(), places, step);
      parts.add(Grammar.sequence(Grammar.literal("-"), magnitude));
    }
    if (max.signum() >= 0) {
      parts.add(magnitude(min.max(BigInteger.ZERO), max, places, step));
    }
    return Grammar.choice(parts);
  }

  private static Grammar magnitude(BigInteger min, BigInteger max, int places, BigInteger step) {
    if (places == 0 && step.mod(BigInteger.TEN).signum() == 0) {
      Grammar tens =
          magnitude(
              roundedUp(min.max(BigInteger.ONE), BigInteger.TEN).divide(BigInteger.TEN),
              max.divide(BigInteger.TEN),
              0,
              step.divide(BigInteger.TEN));
      Grammar some = Grammar.sequence(tens, Grammar.literal("0"));
      return min.signum() > 0 ? some : Grammar.choice(Grammar.literal("0"), some);
    }
    Map<Place, Grammar> free = new HashMap<>();
    List<Grammar> lengths = new ArrayList<>();
    int longest = Math.max(max.toString().length(), places + 1);
    for (int length = places + 1; length <= longest; length++) {
      BigInteger first = length == places + 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
      BigInteger low = roundedUp(min.max(first), step);
      BigInteger high = max.min(BigInteger.TEN.pow(length).subtract(BigInteger.ONE));
      if (low.compareTo(high) <= 0) {
        lengths.add(ofLength(length, low, high, places, step, free));
      }
    }
    return Grammar.choice(lengths);
  }

  private static Grammar ofLength(
      int length,
      BigInteger low,
      BigInteger high,
      int places,
      BigInteger step,
      Map<Place, Grammar> free) {
    BigInteger count = high.subtract(low).divide(step);
    if (!step.equals(BigInteger.ONE) && count.compareTo(MOST_LISTED) < 0) {
      List<Grammar> listed = new ArrayList<>();
      for (BigInteger next = low; next.compareTo(high) <= 0; next = next.add(step)) {
        String digits = padded(next, length);
        String fraction = places == 0 ? "" : "." + digits.substring(length - places);
        listed.add(Grammar.literal(digits.substring(0, length - places) + fraction));
      }
      return Grammar.choice(listed);
    }
    if (step.compareTo(BigInteger.valueOf(MOST_PLACES / length)) > 0) {
      throw new GrammarException(
          "multiples of " + step + " among numbers of " + length + " digits are too many");
    }
    return new Decimals(padded(low, length), padded(high, length), places, step.intValue(), free)
        .place(new Place(length, true, true, 0));
  }

  private static BigInteger roundedUp(BigInteger number, BigInteger step) {
    return number.add(step).subtract(BigInteger.ONE).divide(step).multiply(step);
  }

  private static String padded(BigInteger number, int length) {
    String digits = number.toString();
    return "0".repeat(length - digits.length()) + digits;
  }

  /** The digits from a place on. */
  private Grammar place(Place place) {
    Map<Place, Grammar> known = place.least() || place.greatest() ? bound : free;
    Grammar met = known.get(place);
    if (met != null) {
      return met;
    }
    Grammar made = place.more() == 0 ? end(place) : digits(place);
    known.put(place, made);
    return made;
  }

  private static Grammar end(Place place) {
    return place.remainder() == 0 ? Grammar.empty() : Grammar.choice(List.of());
  }

  private Grammar digits(Place place) {
    int at = least.length() - place.more();
    int from = place.least() ? least.charAt(at) : '0';
    int to = place.greatest() ? greatest.charAt(at) : '9';
    Map<Place, BitSet> next = new LinkedHashMap<>();
    for (int digit = from; digit <= to; digit++) {
      Place after =
          new Place(
              place.more() - 1,
              place.least() && digit == from,
              place.greatest() && digit == to,
              (place.remainder() * 10 + digit - '0') % modulus);
      next.computeIfAbsent(after, it -> new BitSet()).set(digit);
    }
    Grammar before = places > 0 && place.more() == places ? Grammar.literal(".") : Grammar.empty();
    List<Grammar> choices = new ArrayList<>();
    next.forEach((after, digits) ->
        choices.add(Grammar.sequence(before, new Term.ByteClass(digits), place(after))));
    return Grammar.choice(choices);
  }
}
