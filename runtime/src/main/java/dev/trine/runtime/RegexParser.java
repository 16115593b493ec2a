package dev.trine.runtime;

import dev.trine.runtime.Regex.Characters;
import dev.trine.runtime.Regex.Choice;
import dev.trine.runtime.Regex.Mark;
import dev.trine.runtime.Regex.Place;
import dev.trine.runtime.Regex.Placed;
import dev.trine.runtime.Regex.Repeat;
import dev.trine.runtime.Regex.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the regular part of ECMA-262 expressions: characters, classes, escapes, groups,
 * alternatives, repetitions, and what asks for the text around a place ({@code ^}, {@code $},
 * look-ahead, look-behind, word boundaries) anywhere; back references are refused.
 */
final class RegexParser {
  private static final int DEEPEST = 100;
  private static final int MOST_REPEATS = 100_000;
  private static final int MOST_LOOKS = 40;
  private static final int END = -1;

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
  private int looks;
  private List<Place> places =
      new ArrayList<>(); // what is asked around marks, of the group that looks

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
    Regex whole = parser.alternatives(true, true);
    if (parser.peek() != END) {
      throw parser.bad("'" + Character.toString(parser.peek()) + "' is not possible here");
    }
    return parser.placed(whole);
  }

  /**
   * Alternatives up to the end of the group or pattern that they are.
   *
   * @param isFirst whether any text may stand before, unless an alternative begins with {@code ^}
   * @param isLast whether any text may follow, unless an alternative ends with {@code $}
   */
  private Regex alternatives(boolean isFirst, boolean isLast) {
    List<Regex> alternatives = new ArrayList<>();
    do {
      List<Regex> parts = new ArrayList<>();
      if (isFirst && !take('^')) {
        parts.add(Regex.ANYTHING);
      }
      while (!endsAt(at) && !(isLast && peek() == '$' && endsAt(at + 1))) {
        parts.add(repeated(atom()));
      }
      if (isLast && !take('$')) {
        parts.add(Regex.ANYTHING);
      }
      alternatives.add(new Sequence(parts));
    } while (take('|'));
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  /** Whether an alternative is over at a place. */
  private boolean endsAt(int place) {
    return place >= points.length || points[place] == '|' || points[place] == ')';
  }

  /** What a place in a pattern asks of the text around it. */
  private enum Look {
    AHEAD("(?="),
    NOT_AHEAD("(?!"),
    BEHIND("(?<="),
    NOT_BEHIND("(?<!"),
    BORDER("\\b"),
    NO_BORDER("\\B"),
    BEGINNING("^"),
    END_OF_TEXT("$");

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

  /** A mark, of which is noted down what must stand around it. */
  private Mark looking(Look look) {
    if (++looks > MOST_LOOKS) {
      throw bad("more than " + MOST_LOOKS + " places that ask for the text around them");
    }
    Mark mark = new Mark(new Object());
    Regex any = Regex.ANYTHING;
    Regex letter = new Characters(word());
    Regex other = new Characters(otherThanWord());
    Regex endsInside = Regex.sequence(any, letter);
    Regex endsOutside = new Choice(List.of(Regex.EMPTY, Regex.sequence(any, other)));
    Regex beginsInside = Regex.sequence(letter, any);
    Regex beginsOutside = new Choice(List.of(Regex.EMPTY, Regex.sequence(other, any)));
    Regex around =
        switch (look) {
          case AHEAD, NOT_AHEAD -> seen(any, mark, false);
          case BEHIND, NOT_BEHIND -> seen(any, mark, true);
          case BORDER ->
              new Choice(
                  List.of(
                      Regex.sequence(endsInside, mark, beginsOutside),
                      Regex.sequence(endsOutside, mark, beginsInside)));
          case NO_BORDER ->
              new Choice(
                  List.of(
                      Regex.sequence(endsInside, mark, beginsInside),
                      Regex.sequence(endsOutside, mark, beginsOutside)));
          case BEGINNING -> Regex.sequence(mark, any);
          case END_OF_TEXT -> Regex.sequence(any, mark);
        };
    places.add(new Place(mark, around, look != Look.NOT_AHEAD && look != Look.NOT_BEHIND));
    return mark;
  }

  /** The texts with a mark that what a group sees stands before or behind. */
  private Regex seen(Regex any, Mark mark, boolean isBehind) {
    List<Place> outer = places;
    places = new ArrayList<>();
    enter();
    Regex inside = alternatives(isBehind, !isBehind);
    leave();
    Regex seen =
        placed(isBehind ? Regex.sequence(inside, mark, any) : Regex.sequence(any, mark, inside));
    places = outer;
    return seen;
  }

  private Regex placed(Regex read) {
    return places.isEmpty() ? read : new Placed(read, places);
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
    Optional<Look> look = look();
    if (look.isPresent()) {
      return looking(look.get());
    }
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
      case '*', '+', '?', '{' ->
          throw bad("'" + (char) point + "' is not possible here; write \\" + (char) point);
      default -> new Characters(one(point));
    };
  }

  private Regex group() {
    if (take('?')) {
      if (take('<')) {
        while (!take('>')) {
          next();
        }
      } else if (!take(':')) {
        throw bad("flags inside a pattern cannot be kept; write out what they mean");
      }
    }
    enter();
    Regex inner = alternatives(false, false);
    leave();
    return inner;
  }

  private void enter() {
    if (++depth > DEEPEST) {
      throw bad("more than " + DEEPEST + " groups within each other");
    }
  }

  private void leave() {
    depth--;
    expect(')');
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
      case 'c' -> one(control());
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

  private int control() {
    int letter = next();
    if (letter > 'z' || !Character.isLetter(letter)) {
      throw bad("a letter from A to Z is missing behind \\c");
    }
    return letter % 32;
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

  /** What all dialects hold for no part of a word: they disagree on letters and marks. */
  private static BitSet otherThanWord() {
    BitSet outside = not(word());
    outside.clear(0x80, Character.MAX_CODE_POINT + 1);
    return outside;
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
