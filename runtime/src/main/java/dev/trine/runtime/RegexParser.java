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
import java.util.stream.Stream;

/**
 * Reads the regular part of ECMA-262 expressions: characters, classes, escapes, groups,
 * alternatives, repetitions, and what asks for the text around a place ({@code ^}, {@code $},
 * look-ahead, look-behind, word boundaries) anywhere; back references are refused.
 */
final class RegexParser {
  private static final int DEEPEST = 100;
  private static final int MOST_REPEATS = 100_000;
  private static final int MOST_LOOKS = 40;

  /** What a dot stands for. */
  private static final BitSet LINE_CHARACTERS =
      CharacterClasses.not(CharacterClasses.of("\n\r\u0085\u2028\u2029"));

  /**
   * Texts without controls and without white space but the space: what all dialects of regular
   * expressions think of alike.
   */
  static final Regex ORDINARY =
      parse(
          "^[ -~\\u00a1-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u200c-\\u2027\\u202a-\\u202e"
              + "\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\u{10ffff}]*$");

  private final PatternCursor cursor;
  private final CharacterClasses classes;
  private int depth;
  private int looks;
  private List<Place> places =
      new ArrayList<>(); // what is asked around marks, of the group that looks

  private RegexParser(String text) {
    cursor = new PatternCursor(text);
    classes = new CharacterClasses(cursor);
  }

  /**
   * The expression that a text fits if the pattern is found somewhere in it.
   *
   * @throws GrammarException saying what cannot be read, and at which character
   */
  static Regex parse(String pattern) {
    RegexParser parser = new RegexParser(pattern);
    Regex whole = parser.alternatives(true, true);
    int left = parser.cursor.peek();
    if (left != PatternCursor.END) {
      throw parser.cursor.bad("'" + Character.toString(left) + "' is not possible here");
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
      if (isFirst && !cursor.take('^')) {
        parts.add(Regex.ANYTHING);
      }
      while (!endsAt(0) && !(isLast && cursor.peek() == '$' && endsAt(1))) {
        parts.add(repeated(atom()));
      }
      if (isLast && !cursor.take('$')) {
        parts.add(Regex.ANYTHING);
      }
      alternatives.add(new Sequence(parts));
    } while (cursor.take('|'));
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  /** Whether an alternative is over after so many characters. */
  private boolean endsAt(int ahead) {
    int point = cursor.peek(ahead);
    return point == PatternCursor.END || point == '|' || point == ')';
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
    return Stream.of(Look.values()).filter(look -> cursor.take(look.sign)).findFirst();
  }

  /** A mark, of which is noted down what must stand around it. */
  private Mark looking(Look look) {
    if (++looks > MOST_LOOKS) {
      throw cursor.bad("more than " + MOST_LOOKS + " places that ask for the text around them");
    }
    Mark mark = new Mark(new Object());
    Regex any = Regex.ANYTHING;
    Regex letter = new Characters(CharacterClasses.word());
    Regex other = new Characters(CharacterClasses.otherThanWord());
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
    if (cursor.take('*')) {
      min = 0;
    } else if (cursor.take('+')) {
      min = 1;
    } else if (cursor.take('?')) {
      min = 0;
      max = 1;
    } else if (cursor.take('{')) {
      min = number();
      max = !cursor.take(',') ? min : cursor.peek() == '}' ? Grammar.UNLIMITED : number();
      cursor.expect('}');
      if (max < min) {
        throw cursor.bad("the repetition ends below its beginning");
      }
    } else {
      return new Times(1, 1);
    }
    cursor.take('?'); // lazy or not, the language is the same
    return new Times(min, max);
  }

  private int number() {
    if (!isDigit(cursor.peek())) {
      throw cursor.bad("a number is missing");
    }
    int number = 0;
    while (isDigit(cursor.peek())) {
      number = number * 10 + cursor.next() - '0';
      if (number > MOST_REPEATS) {
        throw cursor.bad("more than " + MOST_REPEATS + " repetitions");
      }
    }
    return number;
  }

  private static boolean isDigit(int point) {
    return point >= '0' && point <= '9';
  }

  private Regex atom() {
    Optional<Look> look = look();
    if (look.isPresent()) {
      return looking(look.get());
    }
    int point = cursor.next();
    return switch (point) {
      case '(' -> group();
      case '[' -> new Characters(classes.set());
      case '.' -> new Characters(LINE_CHARACTERS);
      case '\\' -> {
        if (cursor.peek() >= '1' && cursor.peek() <= '9') {
          throw cursor.bad("a back reference is not regular; write out what may stand there");
        }
        yield new Characters(classes.escape());
      }
      case '*', '+', '?', '{' ->
          throw cursor.bad("'" + (char) point + "' is not possible here; write \\" + (char) point);
      default -> new Characters(classes.one(point));
    };
  }

  private Regex group() {
    if (cursor.take('?')) {
      if (cursor.take('<')) {
        while (!cursor.take('>')) {
          cursor.next();
        }
      } else if (!cursor.take(':')) {
        throw cursor.bad("flags inside a pattern cannot be kept; write out what they mean");
      }
    }
    enter();
    Regex inner = alternatives(false, false);
    leave();
    return inner;
  }

  private void enter() {
    if (++depth > DEEPEST) {
      throw cursor.bad("more than " + DEEPEST + " groups within each other");
    }
  }

  private void leave() {
    depth--;
    cursor.expect(')');
  }
}
