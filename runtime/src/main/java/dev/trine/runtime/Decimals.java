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
  private static final int MOST_LISTED = 1000;

  /** Multiples of one length that are listed where there are too many to follow. */
  private static final int LISTED_OF_MANY = 100;

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
  private final Multiples multiples;
  private final int modulus;
  private final Map<Place, Grammar> bound = new HashMap<>();
  private final Map<Place, Grammar> free; // places beyond both bounds: the same for all lengths

  private Decimals(
      String least, String greatest, int places, Multiples multiples, Map<Place, Grammar> free) {
    this.least = least;
    this.greatest = greatest;
    this.places = places;
    this.multiples = multiples;
    modulus = multiples.modulus().intValueExact();
    this.free = free;
  }

  /**
   * Numbers with exactly {@code places} digits after the point, without leading zeros.
   *
   * @param min the least number, in units of the last place
   * @param max the greatest number, in units of the last place
   * @param multiples what they are, in these units
   */
  static Grammar between(BigInteger min, BigInteger max, int places, Multiples multiples) {
    List<Grammar> parts = new ArrayList<>();
    if (min.signum() < 0) {
      BigInteger nearest = max.signum() < 0 ? max.negate() : BigInteger.ONE;
      Grammar magnitude = magnitude(nearest, min.negate(), places, multiples);
      parts.add(Grammar.sequence(Grammar.literal("-"), magnitude));
    }
    if (max.signum() >= 0) {
      parts.add(magnitude(min.max(BigInteger.ZERO), max, places, multiples));
    }
    return Grammar.choice(parts);
  }

  private static Grammar magnitude(
      BigInteger min, BigInteger max, int places, Multiples multiples) {
    BigInteger step = multiples.step();
    if (places == 0 && step.mod(BigInteger.TEN).signum() == 0) {
      Grammar tens =
          magnitude(
              roundedUp(min.max(BigInteger.ONE), BigInteger.TEN).divide(BigInteger.TEN),
              max.divide(BigInteger.TEN),
              0,
              multiples.tenths());
      Grammar some = Grammar.sequence(tens, Grammar.literal("0"));
      boolean alsoZero = min.signum() == 0 && multiples.contain(BigInteger.ZERO);
      return alsoZero ? Grammar.choice(Grammar.literal("0"), some) : some;
    }
    Map<Place, Grammar> free = new HashMap<>();
    List<Grammar> lengths = new ArrayList<>();
    int longest = Math.max(max.toString().length(), places + 1);
    for (int length = places + 1; length <= longest; length++) {
      BigInteger first = length == places + 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
      BigInteger low = roundedUp(min.max(first), step);
      BigInteger high = max.min(BigInteger.TEN.pow(length).subtract(BigInteger.ONE));
      if (low.compareTo(high) <= 0) {
        lengths.add(ofLength(length, low, high, places, multiples, free));
      }
    }
    return Grammar.choice(lengths);
  }

  private static Grammar ofLength(
      int length,
      BigInteger low,
      BigInteger high,
      int places,
      Multiples multiples,
      Map<Place, Grammar> free) {
    BigInteger step = multiples.step();
    BigInteger modulus = multiples.modulus();
    BigInteger count = high.subtract(low).divide(step);
    boolean few = count.compareTo(BigInteger.valueOf(MOST_LISTED)) < 0;
    boolean tooMany = modulus.compareTo(BigInteger.valueOf(MOST_PLACES / length)) > 0;
    if (tooMany || (few && !modulus.equals(BigInteger.ONE))) {
      List<Grammar> listed = new ArrayList<>();
      int most = few ? MOST_LISTED : LISTED_OF_MANY;
      BigInteger next = low;
      for (int i = 0; i < most && next.compareTo(high) <= 0; i++, next = next.add(step)) {
        if (multiples.contain(next)) {
          String digits = padded(next, length);
          String fraction = places == 0 ? "" : "." + digits.substring(length - places);
          listed.add(Grammar.literal(digits.substring(0, length - places) + fraction));
        }
      }
      return Grammar.choice(listed);
    }
    return new Decimals(padded(low, length), padded(high, length), places, multiples, free)
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

  /** Whether the digits from a place on say more than that any digit may stand there. */
  private static boolean binds(String bound, int from, char any) {
    for (int at = from; at < bound.length(); at++) {
      if (bound.charAt(at) != any) {
        return true;
      }
    }
    return false;
  }

  private Grammar end(Place place) {
    return multiples.contain(BigInteger.valueOf(place.remainder()))
        ? Grammar.empty()
        : Grammar.choice(List.of());
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
              place.least() && digit == from && binds(least, at + 1, '0'),
              place.greatest() && digit == to && binds(greatest, at + 1, '9'),
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
