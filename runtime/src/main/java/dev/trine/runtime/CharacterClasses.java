package dev.trine.runtime;

import java.util.BitSet;

/** Classes of characters and escapes of ECMA-262, as sets of code points. */
final class CharacterClasses {
  private final PatternCursor cursor;

  CharacterClasses(PatternCursor cursor) {
    this.cursor = cursor;
  }

  /** The rest of a class behind its {@code [}. */
  BitSet set() {
    boolean negated = cursor.take('^');
    BitSet set = new BitSet();
    while (!cursor.take(']')) {
      if (cursor.peek() == '[' || (cursor.peek() == '&' && cursor.peek(1) == '&')) {
        throw cursor.bad(
            "dialects disagree on '[' and '&&' in a class; write \\[ or list what is meant");
      }
      BitSet first = member();
      if (cursor.peek() == '-' && cursor.peek(1) != PatternCursor.END && cursor.peek(1) != ']') {
        cursor.next();
        BitSet last = member();
        int from = first.nextSetBit(0);
        int to = last.nextSetBit(0);
        if (first.cardinality() != 1 || last.cardinality() != 1 || from > to) {
          throw cursor.bad("a range must go from one character up to another");
        }
        first.set(from, to + 1);
      }
      set.or(first);
    }
    return negated ? not(set) : set;
  }

  private BitSet member() {
    int point = cursor.next();
    if (point == '\\') {
      return cursor.take('b') ? one('\b') : cursor.take('-') ? one('-') : escape();
    }
    return one(point);
  }

  /** What an escape stands for, behind its backslash. */
  BitSet escape() {
    int point = cursor.next();
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
          throw cursor.bad("the escape \\" + (char) point + " is not known");
        }
        yield one(point);
      }
    };
  }

  /** A property of Unicode: a general category or a script. */
  private BitSet property() {
    cursor.expect('{');
    StringBuilder name = new StringBuilder();
    while (!cursor.take('}')) {
      name.appendCodePoint(cursor.next());
    }
    BitSet set = CharacterProperties.of(name.toString());
    if (set.isEmpty()) {
      throw cursor.bad(
          "the property '" + name + "' is not known; use a general category or Script=...");
    }
    return set;
  }

  private int control() {
    int letter = cursor.next();
    if (letter > 'z' || !Character.isLetter(letter)) {
      throw cursor.bad("a letter from A to Z is missing behind \\c");
    }
    return letter % 32;
  }

  private int unicode() {
    if (cursor.take('{')) {
      int digits = 0;
      while (cursor.peek(digits) != '}' && digits < 6) {
        digits++;
      }
      int point = hexadecimal(digits);
      cursor.expect('}');
      return point;
    }
    int high = hexadecimal(4);
    if (Character.isBmpCodePoint(high) && Character.isHighSurrogate((char) high)) {
      cursor.expect('\\');
      cursor.expect('u');
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
      int digit = Character.digit(cursor.next(), 16);
      if (digit < 0) {
        throw cursor.bad("a hexadecimal digit is missing");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  BitSet one(int point) {
    if (point > Character.MAX_CODE_POINT
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      throw cursor.bad("half of a surrogate pair, or no character at all");
    }
    BitSet set = new BitSet();
    set.set(point);
    return set;
  }

  /** What all dialects hold for no part of a word: they disagree on letters and marks. */
  static BitSet otherThanWord() {
    BitSet outside = not(word());
    outside.clear(0x80, Character.MAX_CODE_POINT + 1);
    return outside;
  }

  static BitSet of(String characters) {
    BitSet set = new BitSet();
    characters.codePoints().forEach(set::set);
    return set;
  }

  static BitSet word() {
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

  /** All other characters. */
  static BitSet not(BitSet set) {
    set.flip(0, Character.MAX_CODE_POINT + 1);
    return set;
  }
}
