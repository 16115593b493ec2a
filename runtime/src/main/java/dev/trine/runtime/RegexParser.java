package dev.trine.runtime;

import dev.trine.runtime.Regex.Again;
import dev.trine.runtime.Regex.All;
import dev.trine.runtime.Regex.Characters;
import dev.trine.runtime.Regex.Choice;
import dev.trine.runtime.Regex.Loop;
import dev.trine.runtime.Regex.Not;
import dev.trine.runtime.Regex.Repeat;
import dev.trine.runtime.Regex.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the regular part of ECMA-262 expressions: characters, classes, escapes, groups,
 * alternatives and repetitions, with {@code ^} and {@code $} at the ends of the whole. Look-ahead
 * is read everywhere, look-behind and word boundaries outside of groups; back references are
 * refused.
 */
final class RegexParser {
  private static final int DEEPEST = 100;
  private static final int MOST_REPEATS = 100_000;
  private static final int END = -1;
  private static final int MOST_LOOKS = 32;
  private static final int MOST_BODIES = 200;
  private static final Pattern LOOKS = Pattern.compile("\\(\\?<?[=!]");

  /**
   * Texts without controls and without white space but the space: what all dialects of regular
   * expressions think of alike.
   */
  static final Regex ORDINARY =
      parse(
          "^[ -~\\u00a1-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u200c-\\u2027\\u202a-\\u202e"
              + "\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\u{10ffff}]*$");

  private final int[] points;
  private int at;
  private int depth;
  private int bodies; // of groups that look ahead, as often as they were read
  private boolean blind; // nothing is looked at: how short a group may be is asked

  private RegexParser(String text) {
    points = text.codePoints().toArray();
  }

  /**
   * The expression that a text fits if the pattern is found somewhere in it.
   *
   * @throws GrammarException saying what cannot be read, and at which character
   */
  static Regex parse(String pattern) {
    RegexParser parser = new RegexParser(pattern);
    List<Regex> alternatives = new ArrayList<>();
    do {
      boolean anchored = parser.take('^');
      alternatives.add(parser.onwards(anchored ? Regex.EMPTY : Regex.ANYTHING, true));
    } while (parser.take('|'));
    if (parser.peek() != END) {
      throw parser.bad("'" + Character.toString(parser.peek()) + "' is not possible here");
    }
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  /**
   * The rest of an alternative of the whole pattern. Only here is all known that stands before and
   * behind a place, which look-around and word boundaries ask for.
   *
   * @param before what was read since the last such place
   * @param first whether that is all from the beginning
   */
  private Regex onwards(Regex before, boolean first) {
    List<Regex> parts = new ArrayList<>(List.of(before));
    while (peek() != END && "|)$".indexOf(peek()) < 0) {
      Optional<Look> look = look();
      if (look.isPresent()) {
        Regex behind = new Sequence(parts);
        if (look.get() != Look.AHEAD
            && look.get() != Look.NOT_AHEAD
            && !first
            && behind.lengths().min() == 0) {
          throw bad("what stands before a look-behind or word boundary is told too late; move it");
        }
        return looking(look.get(), behind);
      }
      if (looksWithin()) {
        int group = at;
        at = behindGroup();
        Times times = times();
        Regex after = onwards(Regex.EMPTY, false);
        int end = at;
        parts.add(grouped(group, times, after));
        at = end;
        return new Sequence(parts);
      }
      parts.add(repeated(atom()));
    }
    if (!take('$')) {
      parts.add(Regex.ANYTHING);
    }
    return new Sequence(parts);
  }

  /** Whether a group stands here that looks ahead somewhere inside. */
  private boolean looksWithin() {
    if (peek() != '(') {
      return false;
    }
    String group = new String(points, at, behindGroup() - at);
    return LOOKS.matcher(group.replaceAll("\\\\.", "__")).find(1);
  }

  /** Where the text goes on behind the group that stands here. */
  private int behindGroup() {
    int open = 0;
    boolean inClass = false;
    for (int i = at; i < points.length; i++) {
      switch (points[i]) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '(' -> open += inClass ? 0 : 1;
        case ')' -> {
          open -= inClass ? 0 : 1;
          if (open == 0) {
            return i + 1;
          }
        }
        default -> {}
      }
    }
    throw bad("')' is missing");
  }

  /**
   * A group that looks ahead, and what follows it: what is seen from inside may lie behind the
   * group.
   */
  private Regex grouped(int group, Times times, Regex after) {
    if (++depth > DEEPEST) {
      throw bad("more than " + DEEPEST + " groups within each other");
    }
    Regex made = after;
    if (times.max() == Grammar.UNLIMITED) {
      blind = true;
      boolean mayBeEmpty = body(group, Regex.EMPTY).lengths().min() == 0;
      blind = false;
      if (mayBeEmpty) {
        throw bad("a repetition of what looks ahead and may be empty cannot be kept; move it out");
      }
      Object name = new Object();
      made = new Loop(name, new Choice(List.of(after, body(group, new Again(name)))));
    } else if (times.max() > MOST_LOOKS) {
      throw bad(
          "what looks ahead cannot be repeated more than " + MOST_LOOKS + " times; move it out");
    }
    for (int i = times.min(); times.max() != Grammar.UNLIMITED && i < times.max(); i++) {
      made = new Choice(List.of(after, body(group, made)));
    }
    for (int i = 0; i < times.min(); i++) {
      made = body(group, made);
    }
    depth--;
    return made;
  }

  /** Once through the group that begins at a place, and then what follows. */
  private Regex body(int group, Regex after) {
    if (++bodies > MOST_BODIES) {
      throw bad("groups that look ahead are repeated within each other too often; move them out");
    }
    at = group + 1;
    if (take('?')) {
      if (take('<')) {
        while (!take('>')) {
          next();
        }
      } else {
        expect(':');
      }
    }
    List<Regex> alternatives = new ArrayList<>();
    do {
      alternatives.add(alternative(after));
    } while (take('|'));
    expect(')');
    return new Choice(alternatives);
  }

  private Regex alternative(Regex after) {
    List<Regex> parts = new ArrayList<>();
    while (peek() != END && "|)$".indexOf(peek()) < 0) {
      Optional<Look> look = look();
      if (look.isPresent()) {
        if (look.get() != Look.AHEAD && look.get() != Look.NOT_AHEAD) {
          throw bad("look-behind and word boundaries inside a group cannot be kept; move them out");
        }
        Regex seen = ahead();
        expect(')');
        Regex rest = alternative(after);
        Regex guard = look.get() == Look.AHEAD ? seen : new Not(seen);
        parts.add(blind ? rest : both(rest, guard));
        return new Sequence(parts);
      }
      if (looksWithin()) {
        int group = at;
        at = behindGroup();
        Times times = times();
        Regex rest = alternative(after);
        int end = at;
        parts.add(grouped(group, times, rest));
        at = end;
        return new Sequence(parts);
      }
      parts.add(repeated(atom()));
    }
    parts.add(after);
    return new Sequence(parts);
  }

  /** What a place in a pattern asks of the text around it. */
  private enum Look {
    AHEAD("(?="),
    NOT_AHEAD("(?!"),
    BEHIND("(?<="),
    NOT_BEHIND("(?<!"),
    BORDER("\\b"),
    NO_BORDER("\\B");

    private final String sign;

    Look(String sign) {
      this.sign = sign;
    }
  }

  private Optional<Look> look() {
    for (Look look : Look.values()) {
      int length = Math.min(look.sign.length(), points.length - at);
      if (new String(points, at, length).equals(look.sign)) {
        at += length;
        return Optional.of(look);
      }
    }
    return Optional.empty();
  }

  private Regex looking(Look look, Regex before) {
    Regex any = Regex.ANYTHING;
    if (look == Look.BORDER || look == Look.NO_BORDER) {
      Regex letter = new Characters(word());
      BitSet outside = not(word());
      outside.clear(0x80, Character.MAX_CODE_POINT + 1); // dialects disagree on letters and marks
      Regex other = new Characters(outside);
      Regex after = onwards(Regex.EMPTY, false);
      Regex endsInside = both(before, Regex.sequence(any, letter));
      Regex endsOutside =
          both(before, new Choice(List.of(Regex.EMPTY, Regex.sequence(any, other))));
      Regex beginsInside = both(after, Regex.sequence(letter, any));
      Regex beginsOutside =
          both(after, new Choice(List.of(Regex.EMPTY, Regex.sequence(other, any))));
      boolean border = look == Look.BORDER;
      return new Choice(
          List.of(
              Regex.sequence(endsInside, border ? beginsOutside : beginsInside),
              Regex.sequence(endsOutside, border ? beginsInside : beginsOutside)));
    }
    boolean ahead = look == Look.AHEAD || look == Look.NOT_AHEAD;
    Regex seen = ahead ? ahead() : alternatives();
    expect(')');
    Regex after = onwards(Regex.EMPTY, false);
    return switch (look) {
      case AHEAD -> Regex.sequence(before, both(after, seen));
      case NOT_AHEAD -> Regex.sequence(before, both(after, new Not(seen)));
      case BEHIND -> Regex.sequence(both(before, Regex.sequence(any, seen)), after);
      default -> Regex.sequence(both(before, new Not(Regex.sequence(any, seen))), after);
    };
  }

  /** What is seen ahead and all that follows: nothing where it ends with the text. */
  private Regex ahead() {
    List<Regex> alternatives = new ArrayList<>();
    do {
      Regex seen = sequence();
      alternatives.add(take('$') ? seen : Regex.sequence(seen, Regex.ANYTHING));
    } while (take('|'));
    return new Choice(alternatives);
  }

  private static Regex both(Regex one, Regex other) {
    return new All(List.of(one, other));
  }

  private Regex alternatives() {
    List<Regex> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence());
    } while (take('|'));
    return new Choice(alternatives);
  }

  private Regex sequence() {
    List<Regex> parts = new ArrayList<>();
    while (peek() != END && "|)$".indexOf(peek()) < 0) {
      parts.add(repeated(atom()));
    }
    return new Sequence(parts);
  }

  /** How often what stands before may come. */
  private record Times(int min, int max) {}

  private Regex repeated(Regex atom) {
    Times times = times();
    return times.min() == 1 && times.max() == 1 ? atom : new Repeat(atom, times.min(), times.max());
  }

  private Times times() {
    int min;
    int max = Grammar.UNLIMITED;
    if (take('*')) {
      min = 0;
    } else if (take('+')) {
      min = 1;
    } else if (take('?')) {
      min = 0;
      max = 1;
    } else if (take('{')) {
      min = number();
      max = !take(',') ? min : peek() == '}' ? Grammar.UNLIMITED : number();
      expect('}');
      if (max < min) {
        throw bad("the repetition ends below its beginning");
      }
    } else {
      return new Times(1, 1);
    }
    take('?'); // lazy or not, the language is the same
    return new Times(min, max);
  }

  private int number() {
    int number = 0;
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      number = number * 10 + next() - '0';
      if (number > MOST_REPEATS) {
        throw bad("more than " + MOST_REPEATS + " repetitions");
      }
    }
    if (at == from) {
      throw bad("a number is missing");
    }
    return number;
  }

  private Regex atom() {
    int point = next();
    return switch (point) {
      case '(' -> group();
      case '[' -> new Characters(set());
      case '.' -> new Characters(not(of("\n\r\u0085\u2028\u2029")));
      case '\\' -> {
        if (peek() >= '1' && peek() <= '9') {
          throw bad("a back reference is not regular; write out what may stand there");
        }
        yield new Characters(escape());
      }
      case '^', '*', '+', '?', '{' ->
          throw bad("'" + (char) point + "' is not possible here; write \\" + (char) point);
      default -> new Characters(one(point));
    };
  }

  private Regex group() {
    if (take('?')) {
      if (take('<')) {
        if (peek() == '=' || peek() == '!') {
          throw bad("look-behind inside a group cannot be kept; move it out");
        }
        while (!take('>')) {
          next();
        }
      } else if (!take(':')) {
        throw bad("look-around inside a group, and flags, cannot be kept; move it out");
      }
    }
    if (++depth > DEEPEST) {
      throw bad("more than " + DEEPEST + " groups within each other");
    }
    Regex inner = alternatives();
    depth--;
    expect(')');
    return inner;
  }

  private BitSet set() {
    boolean negated = take('^');
    BitSet set = new BitSet();
    while (!take(']')) {
      if (peek() == '[' || (peek() == '&' && at + 1 < points.length && points[at + 1] == '&')) {
        throw bad("dialects disagree on '[' and '&&' in a class; write \\[ or list what is meant");
      }
      BitSet first = member();
      if (peek() == '-' && at + 1 < points.length && points[at + 1] != ']') {
        next();
        BitSet last = member();
        int from = first.nextSetBit(0);
        int to = last.nextSetBit(0);
        if (first.cardinality() != 1 || last.cardinality() != 1 || from > to) {
          throw bad("a range must go from one character up to another");
        }
        first.set(from, to + 1);
      }
      set.or(first);
    }
    return negated ? not(set) : set;
  }

  private BitSet member() {
    int point = next();
    if (point == '\\') {
      return take('b') ? one('\b') : take('-') ? one('-') : escape();
    }
    return one(point);
  }

  private BitSet escape() {
    int point = next();
    return switch (point) {
      case 'd' -> of("0123456789");
      case 'D' -> not(of("0123456789"));
      case 'w' -> word();
      case 'W' -> not(word());
      case 's' -> of(" \t\n\f\r");
      case 'S' -> not(space());
      case 't' -> one('\t');
      case 'n' -> one('\n');
      case 'r' -> one('\r');
      case 'f' -> one('\f');
      case 'v' -> one(0x0B);
      case 'x' -> one(hexadecimal(2));
      case 'u' -> one(unicode());
      case 'p' -> property();
      case 'P' -> not(property());
      default -> {
        if (point < 0x80 && Character.isLetterOrDigit(point)) {
          throw bad("the escape \\" + (char) point + " is not known");
        }
        yield one(point);
      }
    };
  }

  /** A property of Unicode: a general category or a script. */
  private BitSet property() {
    expect('{');
    StringBuilder name = new StringBuilder();
    while (!take('}')) {
      name.appendCodePoint(next());
    }
    BitSet set = CharacterProperties.of(name.toString());
    if (set.isEmpty()) {
      throw bad("the property '" + name + "' is not known; use a general category or Script=...");
    }
    return set;
  }

  private int unicode() {
    if (take('{')) {
      int from = at;
      while (peek() != '}' && at - from < 6) {
        next();
      }
      int to = at;
      expect('}');
      at = from;
      int point = hexadecimal(to - from);
      expect('}');
      return point;
    }
    int high = hexadecimal(4);
    if (Character.isBmpCodePoint(high) && Character.isHighSurrogate((char) high)) {
      expect('\\');
      expect('u');
      int low = hexadecimal(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) high, (char) low);
      }
    }
    return high;
  }

  private int hexadecimal(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw bad("a hexadecimal digit is missing");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private BitSet one(int point) {
    if (point > Character.MAX_CODE_POINT
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      throw bad("half of a surrogate pair, or no character at all");
    }
    BitSet set = new BitSet();
    set.set(point);
    return set;
  }

  private static BitSet of(String characters) {
    BitSet set = new BitSet();
    characters.codePoints().forEach(set::set);
    return set;
  }

  private static BitSet word() {
    BitSet word = of("0123456789_");
    word.set('A', 'Z' + 1);
    word.set('a', 'z' + 1);
    return word;
  }

  /** White space and line ends of ECMA-262. */
  private static BitSet space() {
    BitSet space = of(" \t\n\u000B\f\r\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF");
    space.set(0x2000, 0x200B);
    return space;
  }

  private static BitSet not(BitSet set) {
    set.flip(0, Character.MAX_CODE_POINT + 1);
    return set;
  }

  private int peek() {
    return at < points.length ? points[at] : END;
  }

  private int next() {
    if (at == points.length) {
      throw bad("the pattern ends too early");
    }
    return points[at++];
  }

  private boolean take(int point) {
    boolean there = peek() == point;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(int point) {
    if (!take(point)) {
      throw bad("'" + (char) point + "' is missing");
    }
  }

  private GrammarException bad(String why) {
    return new GrammarException("at character " + at + ": " + why);
  }
}
