package dev.trine.runtime;

import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.optional;
import static dev.trine.runtime.Grammar.sequence;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that a schema allows.
 *
 * @param least the greatest of the lower bounds
 * @param greatest the least of the upper bounds
 * @param step what the numbers are multiples of; positive
 * @param others what they are no multiples of; positive
 */
record NumberSchema(
    Optional<Bound> least,
    Optional<Bound> greatest,
    Optional<BigDecimal> step,
    List<BigDecimal> others) {

  /** A bound, which may itself be excluded. */
  record Bound(BigDecimal number, boolean excluded) {}

  /** The texts of the numbers with at most this many digits after the point, or more if needed. */
  Grammar grammar(int places) {
    boolean anyMultiple = step.isEmpty() && others.isEmpty();
    if (anyMultiple && greatest.isEmpty() && least.map(NumberSchema::isZero).orElse(true)) {
      Grammar sign = least.isEmpty() ? optional(literal("-")) : empty();
      return sequence(sign, JsonText.NATURAL, places == 0 ? empty() : JsonText.FRACTION);
    }
    int most = places;
    if (places > 0) {
      int least = scale(this.least.map(Bound::number));
      int greatest = scale(this.greatest.map(Bound::number));
      most = Math.max(places, Math.max(least, greatest));
      most = step.isPresent() ? Math.min(most, scale(step)) : most;
      if (!others.isEmpty()) { // one digit more than all that is named tells numbers apart
        int named = others.stream().mapToInt(it -> scale(Optional.of(it))).max().orElse(0);
        most = Math.min(most, 1 + Math.max(named, Math.max(least, greatest)));
      }
    }
    List<Grammar> numbers = new ArrayList<>();
    for (int count = 0; count <= most; count++) {
      numbers.add(withPlaces(count));
    }
    return choice(numbers);
  }

  private static boolean isZero(Bound bound) {
    return bound.number().signum() == 0 && !bound.excluded();
  }

  private static int scale(Optional<BigDecimal> number) {
    return number.map(it -> Math.max(0, it.stripTrailingZeros().scale())).orElse(0);
  }

  private Grammar withPlaces(int places) {
    BigInteger widest = BigInteger.TEN.pow(JsonText.MOST_DIGITS + places);
    Optional<BigInteger> low = least.map(bound -> units(bound, places, RoundingMode.CEILING));
    Optional<BigInteger> high = greatest.map(bound -> units(bound, places, RoundingMode.FLOOR));
    // Without a bound numbers end at a width, or some digits beyond the other bound.
    BigInteger min =
        low.orElse(widest.negate().min(high.orElse(BigInteger.ZERO).abs().negate().shiftLeft(4)));
    BigInteger max = high.orElse(widest.max(min.abs().shiftLeft(4)));
    return min.compareTo(max) > 0
        ? choice(List.of())
        : Decimals.between(min, max, places, multiplesIn(places));
  }

  /** The units of the last place that a bound allows next to it. */
  private static BigInteger units(Bound bound, int places, RoundingMode inwards) {
    BigDecimal scaled = bound.number().movePointRight(places);
    BigInteger nearest = scaled.setScale(0, inwards).toBigIntegerExact();
    if (bound.excluded() && scaled.compareTo(new BigDecimal(nearest)) == 0) {
      BigInteger one = BigInteger.ONE;
      return inwards == RoundingMode.CEILING ? nearest.add(one) : nearest.subtract(one);
    }
    return nearest;
  }

  private Multiples multiplesIn(int places) {
    return new Multiples(
        step.map(it -> units(it, places)).orElse(BigInteger.ONE),
        others.stream().map(it -> units(it, places)).toList());
  }

  /** A step in units of the last place: n units are a multiple if n is one of this. */
  private static BigInteger units(BigDecimal step, int places) {
    BigDecimal scaled = step.movePointRight(places).stripTrailingZeros();
    int rest = Math.max(0, scaled.scale());
    BigInteger numerator = scaled.movePointRight(rest).toBigIntegerExact();
    return numerator.divide(numerator.gcd(BigInteger.TEN.pow(rest)));
  }
}
