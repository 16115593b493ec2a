package dev.trine.runtime;

import static dev.trine.runtime.Grammar.anyOf;
import static dev.trine.runtime.Grammar.characters;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.optional;
import static dev.trine.runtime.Grammar.repeat;
import static dev.trine.runtime.Grammar.separated;
import static dev.trine.runtime.Grammar.sequence;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON (RFC 8259) as grammars, one spelling for each value: no white space but one optional space
 * after a comma or colon, and only the escapes that are needed.
 */
final class JsonText {
  private JsonText() {}

  /** Digits of a number without a bound. */
  private static final int MOST_DIGITS = 15;

  /** Digits after the point, unless a bound has more. */
  private static final int PLACES = 6;

  static final Grammar COMMA = sequence(literal(","), optional(literal(" ")));
  static final Grammar COLON = sequence(literal(":"), optional(literal(" ")));
  static final Grammar BOOLEAN = anyOf("true", "false");
  static final Grammar NULL = literal("null");

  private static final Grammar CHARACTER =
      choice(
          characters(0x20, 0x21),
          characters(0x23, 0x5B),
          characters(0x5D, 0x10FFFF),
          anyOf("\\\"", "\\\\", "\\n", "\\t"));

  static Grammar string(int min, int max) {
    return sequence(literal("\""), repeat(CHARACTER, min, max), literal("\""));
  }

  static Grammar array(Grammar item, int min, int max) {
    return sequence(literal("["), separated(item, COMMA, min, max), literal("]"));
  }

  /** Any value at all. */
  static Grammar any() {
    Grammar.Rule value = Grammar.rule("value");
    Grammar text = string(0, Grammar.UNLIMITED);
    Grammar member = sequence(text, COLON, value);
    Grammar members = separated(member, COMMA, 0, Grammar.UNLIMITED);
    return value.define(
        choice(
            sequence(literal("{"), members, literal("}")),
            array(value, 0, Grammar.UNLIMITED),
            text,
            number(Bounds.NONE, PLACES),
            BOOLEAN,
            NULL));
  }

  /** The least and greatest numbers, both inclusive. */
  record Bounds(List<BigDecimal> least, List<BigDecimal> greatest, List<BigDecimal> excluded) {
    static final Bounds NONE = new Bounds(List.of(), List.of(), List.of());
  }

  static Grammar integer(Bounds bounds) {
    return number(bounds, 0);
  }

  static Grammar number(Bounds bounds) {
    int places = PLACES;
    for (BigDecimal bound : bounds.least()) {
      places = Math.max(places, bound.scale());
    }
    for (BigDecimal bound : bounds.greatest()) {
      places = Math.max(places, bound.scale());
    }
    return number(bounds, places);
  }

  private static Grammar number(Bounds bounds, int mostPlaces) {
    List<Grammar> lengths = new ArrayList<>();
    for (int places = 0; places <= mostPlaces; places++) {
      BigInteger widest = BigInteger.TEN.pow(MOST_DIGITS + places);
      BigInteger min = widest.negate();
      BigInteger max = widest;
      for (BigDecimal bound : bounds.least()) {
        BigInteger nearest = units(bound, places, RoundingMode.CEILING, bounds, 1);
        min = nearest.compareTo(min) > 0 ? nearest : min;
        max = max.max(min.multiply(BigInteger.TEN));
      }
      for (BigDecimal bound : bounds.greatest()) {
        BigInteger nearest = units(bound, places, RoundingMode.FLOOR, bounds, -1);
        max = nearest.compareTo(max) < 0 ? nearest : max;
        if (bounds.least().isEmpty()) {
          min = min.min(max.multiply(BigInteger.TEN));
        }
      }
      if (min.compareTo(max) <= 0) {
        lengths.add(Ranges.decimal(min, max, places));
      }
    }
    return choice(lengths);
  }

  private static BigInteger units(
      BigDecimal bound, int places, RoundingMode mode, Bounds bounds, int inwards) {
    BigDecimal scaled = bound.movePointRight(places);
    BigInteger nearest = scaled.setScale(0, mode).toBigInteger();
    boolean excluded =
        bounds.excluded().contains(bound) && scaled.compareTo(new BigDecimal(nearest)) == 0;
    return excluded ? nearest.add(BigInteger.valueOf(inwards)) : nearest;
  }
}
