package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.anyOf;
import static dev.trine.runtime.Grammar.bytes;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.digits;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.optional;
import static dev.trine.runtime.Grammar.repeat;
import static dev.trine.runtime.Grammar.separated;
import static dev.trine.runtime.Grammar.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * JSON (RFC 8259) as grammars, nearly one spelling for each value: no white space but one optional
 * space after a comma or colon, no exponents, and only the escapes that are needed.
 */
final class JsonText {
  private JsonText() {}

  /** Digits before the point of a number without a bound; doubles hold them exactly. */
  static final int MOST_DIGITS = 15;

  /** Digits after the point, unless a bound has more. */
  static final int PLACES = 6;

  static final Grammar COMMA = sequence(literal(","), optional(literal(" ")));
  static final Grammar COLON = sequence(literal(":"), optional(literal(" ")));
  static final Grammar BOOLEAN = anyOf("true", "false");
  static final Grammar NULL = literal("null");

  static final Grammar NATURAL =
      choice(literal("0"), sequence(bytes('1', '9'), digits(0, MOST_DIGITS - 1)));
  static final Grammar FRACTION = optional(sequence(literal("."), digits(1, PLACES)));

  /** Any character of a string but control characters other than line end and tabulator. */
  private static final Grammar CHARACTER = character(printable());

  private static BitSet printable() {
    BitSet points = new BitSet();
    points.set(' ', Character.MAX_CODE_POINT + 1);
    points.set('\n');
    points.set('\t');
    return points;
  }

  /** One character of a string out of a set of code points, as JSON writes it. */
  static Grammar character(BitSet points) {
    BitSet plain = (BitSet) points.clone();
    plain.clear(0, ' ');
    plain.clear('"');
    plain.clear('\\');
    List<Grammar> spellings = new ArrayList<>();
    spellings.add(Ranges.characters(plain));
    for (int point = points.nextSetBit(0);
        point >= 0 && point <= '\\';
        point = points.nextSetBit(point + 1)) {
      if (!plain.get(point)) {
        spellings.add(literal(escaped(point)));
      }
    }
    return choice(spellings);
  }

  private static String escaped(int point) {
    return switch (point) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      default -> "\\u%04x".formatted(point);
    };
  }

  /** A text as JSON writes it. */
  static String of(String text) {
    StringBuilder written = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next < ' ' || next == '"' || next == '\\') {
        written.append(escaped(next));
      } else {
        written.append(next);
      }
    }
    return written.append('"').toString();
  }

  static Grammar string(int min, int max) {
    return quoted(repeat(CHARACTER, min, max));
  }

  static Grammar quoted(Grammar characters) {
    return sequence(literal("\""), characters, literal("\""));
  }

  static Grammar array(Grammar item, int min, int max) {
    return sequence(literal("["), separated(item, COMMA, min, max), literal("]"));
  }

  /** Any value at all. */
  static Grammar any() {
    Grammar.Rule value = Grammar.rule("value");
    Grammar text = string(0, UNLIMITED);
    Grammar member = sequence(text, COLON, value);
    Grammar members = separated(member, COMMA, 0, UNLIMITED);
    return value.define(
        choice(
            sequence(literal("{"), members, literal("}")),
            array(value, 0, UNLIMITED),
            text,
            sequence(optional(literal("-")), NATURAL, FRACTION),
            BOOLEAN,
            NULL));
  }
}
