package dev.trine.runtime;

import java.math.BigInteger;
import java.util.List;

/**
 * Whole numbers that are multiples of one number and of none of some others.
 *
 * @param step the one; positive, as the others are
 */
record Multiples(BigInteger step, List<BigInteger> others) {

  /** Every number. */
  static final Multiples OF_ONE = new Multiples(BigInteger.ONE, List.of());

  boolean contain(BigInteger number) {
    return number.mod(step).signum() == 0
        && others.stream().noneMatch(it -> number.mod(it).signum() == 0);
  }

  /** Numbers of one remainder by this are multiples alike. */
  BigInteger modulus() {
    return others.stream().reduce(step, (one, other) -> one.divide(one.gcd(other)).multiply(other));
  }

  /** The numbers whose tenfold is one of these; the step is a multiple of ten. */
  Multiples tenths() {
    return new Multiples(
        step.divide(BigInteger.TEN),
        others.stream().map(it -> it.divide(it.gcd(BigInteger.TEN))).toList());
  }
}
