package dev.trine.model;

/** General categories as the patterns of tokenizers group them, a bit each. */
final class CharClass {
  static final int LETTER = 1; // \p{L}
  static final int NUMBER = 2; // \p{N}
  static final int SPACE = 4; // \s: White_Space
  static final int MARK = 8; // \p{M}
  static final int UPPER = 16; // \p{Lu} \p{Lt}, letters too
  static final int LOWER = 32; // \p{Ll}, letters too
  static final int PUNCTUATION = 64; // \p{P}
  static final int SYMBOL = 128; // \p{S}

  private static final byte[] OF_CHAR = new byte[1 << 16];

  static {
    for (int c = 0; c < OF_CHAR.length; c++) {
      OF_CHAR[c] = (byte) compute(c);
    }
  }

  private CharClass() {}

  static int of(int character) {
    return (character < OF_CHAR.length ? OF_CHAR[character] : compute(character)) & 0xff;
  }

  /** The class of the character that begins at a place. */
  static int at(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c) ? of(text.codePointAt(at)) : OF_CHAR[c] & 0xff;
  }

  static boolean isSpace(int character) {
    return (of(character) & SPACE) != 0;
  }

  private static int compute(int character) {
    return switch (Character.getType(character)) {
      case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> LETTER | UPPER;
      case Character.LOWERCASE_LETTER -> LETTER | LOWER;
      case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          MARK;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          SPACE;
      case Character.CONTROL ->
          character >= '\t' && character <= '\r' || character == 0x85 ? SPACE : 0;
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          PUNCTUATION;
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          SYMBOL;
      default -> 0;
    };
  }
}
