package dev.trine.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads GBNF, the grammar format of llama.cpp (grammars/README.md there): rules with strings,
 * character classes, groups, alternatives, repetitions and comments. A rule ends with its line, but
 * not within parentheses, nor before or behind a bar.
 */
final class Gbnf {
  private static final int DEEPEST = 100;
  private static final int MOST_REPEATS = 100_000;
  private static final int END = -1;

  private final int[] points;
  private final Map<String, Grammar.Rule> rules = new HashMap<>();
  private final Map<String, Integer> uses = new LinkedHashMap<>(); // where a name stands first
  private final Map<String, Integer> definitions = new HashMap<>();
  private int at;
  private int depth;

  private Gbnf(String text) {
    points = text.replaceFirst("^\uFEFF", "").codePoints().toArray(); // as some editors begin files
  }

  static Grammar parse(String text) {
    return new Gbnf(text).grammar();
  }

  private Grammar grammar() {
    skip(true);
    while (peek() != END) {
      rule();
      skip(true);
    }
    uses.forEach((name, place) -> {
      if (!definitions.containsKey(name)) {
        throw bad(place, "rule '" + name + "' is not defined; define it");
      }
    });
    if (!definitions.containsKey("root")) {
      throw bad(at, "there is no rule 'root'; name the first rule so");
    }
    return named("root");
  }

  private void rule() {
    int place = at;
    String name = name();
    if (definitions.putIfAbsent(name, place) != null) {
      throw bad(place, "rule '" + name + "' is defined twice; keep one");
    }
    skip(false);
    for (int sign : new int[] {':', ':', '='}) {
      expect(sign);
    }
    skip(true);
    named(name).define(alternatives());
    if (peek() != END && !atLineEnd()) {
      throw bad(at, "'" + Character.toString(peek()) + "' is not possible here");
    }
  }

  private Grammar.Rule named(String name) {
    return rules.computeIfAbsent(name, Grammar::rule);
  }

  private String name() {
    int from = at;
    while (isWord(peek())) {
      at++;
    }
    if (at == from) {
      throw bad(at, "the name of a rule is missing");
    }
    return new String(points, from, at - from);
  }

  private static boolean isWord(int point) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || point == '-'
        || point == '_';
  }

  private Grammar alternatives() {
    List<Grammar> alternatives = new ArrayList<>();
    alternatives.add(sequence());
    while (barFollows()) {
      at++;
      skip(true);
      alternatives.add(sequence());
    }
    return Grammar.choice(alternatives);
  }

  /** Goes to the next bar, if only space and line ends come before it. */
  private boolean barFollows() {
    int before = at;
    skip(true);
    if (peek() == '|') {
      return true;
    }
    at = depth > 0 ? at : before;
    return false;
  }

  private Grammar sequence() {
    List<Grammar> items = new ArrayList<>();
    skip(depth > 0);
    while (startsItem()) {
      Grammar item = item();
      skip(depth > 0);
      while (peek() != END && "*+?{".indexOf(peek()) >= 0) {
        item = repeated(item);
        skip(depth > 0);
      }
      items.add(item);
    }
    return Grammar.sequence(items);
  }

  private boolean startsItem() {
    return isWord(peek()) || (peek() != END && "\"[(.*+?{<!".indexOf(peek()) >= 0);
  }

  private Grammar item() {
    int place = at;
    if (isWord(peek())) {
      String name = name();
      uses.putIfAbsent(name, place);
      return named(name);
    }
    return switch (next()) {
      case '"' -> string();
      case '[' -> Ranges.characters(characters());
      case '.' -> Grammar.characters(0, Character.MAX_CODE_POINT);
      case '(' -> group();
      case '<', '!' -> throw bad(place, "tokens cannot be named here; write their text");
      default -> throw bad(place, "there is nothing to repeat; put a string, class or rule before");
    };
  }

  private Grammar group() {
    if (++depth > DEEPEST) {
      throw bad(at, "more than " + DEEPEST + " groups within each other");
    }
    Grammar inner = alternatives();
    expect(')');
    depth--;
    return inner;
  }

  private Grammar repeated(Grammar item) {
    return switch (next()) {
      case '*' -> Grammar.many(item);
      case '+' -> Grammar.repeat(item, 1, Grammar.UNLIMITED);
      case '?' -> Grammar.optional(item);
      default -> {
        int min = number();
        int max = min;
        if (peek() == ',') {
          at++;
          skip(false);
          max = peek() == '}' ? Grammar.UNLIMITED : number();
        }
        expect('}');
        if (max < min) {
          throw bad(at, "the repetition ends below its beginning");
        }
        yield Grammar.repeat(item, min, max);
      }
    };
  }

  private int number() {
    skip(false);
    int from = at;
    int number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = number * 10 + next() - '0';
      if (number > MOST_REPEATS) {
        throw bad(at, "more than " + MOST_REPEATS + " repetitions");
      }
    }
    if (at == from) {
      throw bad(at, "a number is missing");
    }
    skip(false);
    return number;
  }

  private Grammar string() {
    StringBuilder text = new StringBuilder();
    while (peek() != '"') {
      text.appendCodePoint(character());
    }
    at++;
    return Grammar.literal(text.toString());
  }

  private BitSet characters() {
    boolean negated = peek() == '^';
    at += negated ? 1 : 0;
    BitSet set = new BitSet();
    while (peek() != ']') {
      int from = character();
      int to = from;
      if (peek() == '-' && at + 1 < points.length && points[at + 1] != ']') {
        at++;
        to = character();
      }
      if (to < from) {
        throw bad(at, "the range ends below its beginning");
      }
      set.set(from, to + 1);
    }
    at++;
    if (negated) {
      set.flip(0, Character.MAX_CODE_POINT + 1);
    }
    return set;
  }

  private int character() {
    int place = at;
    int point = next();
    if (point == '\n' || point == '\r') {
      throw bad(place, "the line ends within a string or class; write \\n");
    }
    if (point == '\\') {
      int escape = next();
      point =
          switch (escape) {
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-', '^' -> escape;
            case 'x' -> hexadecimal(2);
            case 'u' -> hexadecimal(4);
            case 'U' -> hexadecimal(8);
            default ->
                throw bad(place, "the escape \\" + Character.toString(escape) + " is unknown");
          };
    }
    if (!Character.isValidCodePoint(point)
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      throw bad(place, "half of a surrogate pair, or no character at all");
    }
    return point;
  }

  private int hexadecimal(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw bad(at - 1, "a hexadecimal digit is missing; give " + digits);
      }
      value = value * 16 + digit;
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /** Skips space and comments, and line ends where they mean nothing. */
  private void skip(boolean lines) {
    while (peek() == ' ' || peek() == '\t' || peek() == '#' || (lines && atLineEnd())) {
      if (peek() == '#') {
        while (peek() != END && !atLineEnd()) {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  private boolean atLineEnd() {
    return peek() == '\n' || peek() == '\r';
  }

  private int peek() {
    return at < points.length ? points[at] : END;
  }

  private int next() {
    if (at == points.length) {
      throw bad(at, "the grammar ends too early");
    }
    return points[at++];
  }

  private void expect(int point) {
    if (peek() != point) {
      throw bad(at, "'" + (char) point + "' is missing");
    }
    at++;
  }

  private GrammarException bad(int place, String why) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < place; i++) {
      column = points[i] == '\n' ? 1 : column + 1;
      line += points[i] == '\n' ? 1 : 0;
    }
    return new GrammarException("GBNF " + line + ":" + column + ": " + why);
  }
}
