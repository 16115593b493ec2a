package dev.trine.assistant;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Brings what was said into the one form that the rest understands: half-width, lower-case,
 * simplified characters, numbers in digits. Names are heard the same way, so both sides meet.
 */
final class Hearing {
  private Hearing() {}

  private static final char[] SIMPLIFIED = simplified();
  private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u3000]+");
  private static final Pattern TRAILING = Pattern.compile("[\\s.。!！,，;；~～、…]+$");

  /** The normal form of a sentence or a name. */
  static String normal(String said) {
    String text = Normalizer.normalize(said, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      char simple = SIMPLIFIED[chars[i]];
      if (simple != 0) {
        chars[i] = simple;
      } else if (chars[i] == '’' || chars[i] == '‘') {
        chars[i] = '\'';
      }
    }
    text = SPACES.matcher(new String(chars)).replaceAll(" ").strip();
    text = Numerals.toDigits(text);
    return TRAILING.matcher(text).replaceAll("");
  }

  /** The language of a sentence: Chinese as soon as one Han character is in it. */
  static String language(String said) {
    return said.codePoints()
            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
        ? "zh"
        : "en";
  }

  private static char[] simplified() {
    char[] table = new char[Character.MAX_VALUE + 1];
    Lexicon.lines("lexicon/traditional.txt").stream()
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .forEach(pair -> table[pair.charAt(0)] = pair.charAt(1));
    return table;
  }
}
