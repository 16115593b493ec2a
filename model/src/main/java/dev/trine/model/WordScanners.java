package dev.trine.model;

import static dev.trine.model.CharClass.LETTER;
import static dev.trine.model.CharClass.LOWER;
import static dev.trine.model.CharClass.MARK;
import static dev.trine.model.CharClass.NUMBER;
import static dev.trine.model.CharClass.PUNCTUATION;
import static dev.trine.model.CharClass.SPACE;
import static dev.trine.model.CharClass.SYMBOL;
import static dev.trine.model.CharClass.UPPER;

import dev.trine.model.PreSplit.Scanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Twins, written by hand, of the regular expressions that most models split their texts with: many
 * times as fast, and compared with them in tests. What is not here {@link RunPattern} may compile;
 * any other pattern is matched as it is.
 */
final class WordScanners {

  static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");
  private static final Map<String, Scanner> BY_PATTERN = new HashMap<>();

  static {
    BY_PATTERN.put(GPT2, WordScanners::gpt2);
    for (int digits : new int[] {1, 3}) {
      for (boolean contractions : new boolean[] {false, true}) {
        Scanner gpt4 = (text, at, to) -> gpt4(text, at, to, LETTER, digits, contractions);
        BY_PATTERN.put(gpt4Pattern("\\p{L}", "\\p{L}", digits, contractions), gpt4);
        Scanner marks = (text, at, to) -> gpt4(text, at, to, LETTER | MARK, digits, contractions);
        String letters = "[\\p{L}\\p{M}]";
        BY_PATTERN.put(gpt4Pattern(letters, "\\p{L}\\p{M}", digits, contractions), marks);
        Scanner o200k = (text, at, to) -> o200k(text, at, to, digits, contractions);
        BY_PATTERN.put(o200kPattern(digits, contractions), o200k);
      }
    }
    BY_PATTERN.put(
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
            + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        WordScanners::deepSeek3);
  }

  private WordScanners() {}

  /** What finds the matches of this pattern, written as in tokenizer.json. */
  static Optional<Scanner> of(String pattern) {
    return Optional.ofNullable(BY_PATTERN.get(canonical(pattern))).or(() -> RunPattern.of(pattern));
  }

  /** Line ends are written as escapes, other characters as themselves. */
  static String canonical(String pattern) {
    String plain =
        UNICODE_ESCAPE
            .matcher(pattern)
            .replaceAll(escape -> Character.toString(Integer.parseInt(escape.group(1), 16)));
    return plain.replace("\r", "\\r").replace("\n", "\\n");
  }

  /** All patterns that have a scanner. */
  static Map<String, Scanner> all() {
    return Map.copyOf(BY_PATTERN);
  }

  /** The shape that the splits after GPT-4's (cl100k) share: Llama 3, Qwen ... */
  private static String gpt4Pattern(
      String letters, String notSymbols, int digits, boolean contractions) {
    return (contractions ? RunPattern.CONTRACTIONS + "|" : "")
        + "[^\\r\\n\\p{L}\\p{N}]?"
        + letters
        + "+|"
        + number(digits)
        + "| ?[^\\s"
        + notSymbols
        + "\\p{N}]+[\\r\\n]*"
        + SPACES;
  }

  /** GPT-4o's, which also cuts where small letters are followed by capitals; Mistral's tekken. */
  private static String o200kPattern(int digits, boolean contractions) {
    String prefix = "[^\\r\\n\\p{L}\\p{N}]?";
    String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    String suffix = contractions ? RunPattern.CONTRACTIONS + "?" : "";
    return prefix
        + upper
        + "*"
        + lower
        + "+"
        + suffix
        + "|"
        + prefix
        + upper
        + "+"
        + lower
        + "*"
        + suffix
        + "|"
        + number(digits)
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
        + SPACES;
  }

  private static String number(int digits) {
    return digits == 1 ? "\\p{N}" : "\\p{N}{1," + digits + "}";
  }

  private static int gpt2(String text, int at, int to) {
    char c = text.charAt(at);
    if (c == '\'') {
      int length = contraction(text, at, to, false);
      if (length > 0) {
        return at + length;
      }
    }
    int begin = c == ' ' && at + 1 < to ? at + 1 : at;
    int kind = CharClass.at(text, begin) & (LETTER | NUMBER | SPACE);
    if (kind == SPACE) {
      return spaces(text, at, to, false);
    }
    return kind == 0
        ? runWithout(text, begin, to, LETTER | NUMBER | SPACE)
        : run(text, begin, to, kind);
  }

  private static int gpt4(
      String text, int at, int to, int letters, int digits, boolean contractions) {
    char c = text.charAt(at);
    if (contractions && c == '\'') {
      int length = contraction(text, at, to, true);
      if (length > 0) {
        return at + length;
      }
    }
    int kind = CharClass.at(text, at);
    if ((kind & letters) != 0) {
      return run(text, at, to, letters);
    }
    if ((kind & NUMBER) != 0) {
      return numbers(text, at, to, digits);
    }
    int next = at + width(text, at);
    if (!isNewline(c) && next < to && (CharClass.at(text, next) & letters) != 0) {
      return run(text, next, to, letters);
    }
    int symbols = c == ' ' && next < to ? next : at;
    if ((CharClass.at(text, symbols) & (letters | NUMBER | SPACE)) == 0) {
      return newlines(text, runWithout(text, symbols, to, letters | NUMBER | SPACE), to, false);
    }
    return spaces(text, at, to, true);
  }

  private static int o200k(String text, int at, int to, int digits, boolean contractions) {
    char c = text.charAt(at);
    int kind = CharClass.at(text, at);
    if ((kind & NUMBER) != 0) {
      return numbers(text, at, to, digits);
    }
    int next = at + width(text, at);
    boolean prefix = !isNewline(c) && (kind & LETTER) == 0 && next < to;
    int end = prefix ? lowerWord(text, next, to) : -1;
    end = end < 0 ? lowerWord(text, at, to) : end;
    end = end < 0 && prefix ? upperWord(text, next, to) : end;
    end = end < 0 ? upperWord(text, at, to) : end;
    if (end >= 0) {
      return end + (contractions && end < to ? contraction(text, end, to, true) : 0);
    }
    int symbols = c == ' ' && next < to ? next : at;
    if ((CharClass.at(text, symbols) & (LETTER | NUMBER | SPACE)) == 0) {
      return newlines(text, runWithout(text, symbols, to, LETTER | NUMBER | SPACE), to, true);
    }
    return spaces(text, at, to, true);
  }

  /** Letters that are no small ones, then at least one that is no capital; or -1. */
  private static int lowerWord(String text, int at, int to) {
    int end = at;
    int last = -1; // where the last character begins that can stand on both sides
    while (end < to && isUpper(CharClass.at(text, end))) {
      if (isLower(CharClass.at(text, end))) {
        last = end;
      }
      end += width(text, end);
    }
    if (end < to && isLower(CharClass.at(text, end))) {
      while (end < to && isLower(CharClass.at(text, end))) {
        end += width(text, end);
      }
      return end;
    }
    return last < 0 ? -1 : last + width(text, last);
  }

  /**
   * At least one letter that is no small one. No other follows, or it were a {@link #lowerWord}.
   */
  private static int upperWord(String text, int at, int to) {
    int end = at;
    while (end < to && isUpper(CharClass.at(text, end))) {
      end += width(text, end);
    }
    return end > at ? end : -1;
  }

  private static boolean isUpper(int kind) {
    return (kind & (LETTER | MARK)) != 0 && (kind & LOWER) == 0;
  }

  private static boolean isLower(int kind) {
    return (kind & (LETTER | MARK)) != 0 && (kind & UPPER) == 0;
  }

  private static int deepSeek3(String text, int at, int to) {
    char c = text.charAt(at);
    int kind = CharClass.at(text, at);
    int next = at + width(text, at);
    if (c < 0x80 && (kind & (PUNCTUATION | SYMBOL)) != 0 && next < to && isLatin(text, next)) {
      int end = next;
      while (end < to && isLatin(text, end)) {
        end++;
      }
      return end;
    }
    if ((kind & (LETTER | MARK)) != 0) {
      return run(text, at, to, LETTER | MARK);
    }
    boolean prefix = !isNewline(c) && (kind & (PUNCTUATION | SYMBOL)) == 0;
    if (prefix && next < to && (CharClass.at(text, next) & (LETTER | MARK)) != 0) {
      return run(text, next, to, LETTER | MARK);
    }
    int symbols = c == ' ' && next < to ? next : at;
    if ((CharClass.at(text, symbols) & (PUNCTUATION | SYMBOL)) != 0) {
      return newlines(text, run(text, symbols, to, PUNCTUATION | SYMBOL), to, false);
    }
    return (kind & SPACE) != 0 ? spaces(text, at, to, true) : -1;
  }

  private static boolean isLatin(String text, int at) {
    char c = (char) (text.charAt(at) | 0x20);
    return c >= 'a' && c <= 'z';
  }

  private static int numbers(String text, int at, int to, int most) {
    int end = at;
    for (int n = 0; n < most && end < to && (CharClass.at(text, end) & NUMBER) != 0; n++) {
      end += width(text, end);
    }
    return end;
  }

  /** The end of the run of characters that have one of these bits. */
  private static int run(String text, int from, int to, int bits) {
    int end = from;
    while (end < to && (CharClass.at(text, end) & bits) != 0) {
      end += width(text, end);
    }
    return end;
  }

  private static int runWithout(String text, int from, int to, int bits) {
    int end = from;
    while (end < to && (CharClass.at(text, end) & bits) == 0) {
      end += width(text, end);
    }
    return end;
  }

  private static int newlines(String text, int from, int to, boolean slashesToo) {
    int end = from;
    while (end < to && (isNewline(text.charAt(end)) || slashesToo && text.charAt(end) == '/')) {
      end++;
    }
    return end;
  }

  /** White space up to its last line end, else up to the space that belongs to the next word. */
  private static int spaces(String text, int at, int to, boolean byLines) {
    int end = at;
    int line = -1;
    while (end < to && CharClass.isSpace(text.charAt(end))) {
      if (isNewline(text.charAt(end++))) {
        line = end;
      }
    }
    if (byLines && line >= 0) {
      return line;
    }
    return end == to || end - at == 1 ? end : end - 1;
  }

  /** The length of 's, 't, 're, 've, 'm, 'll or 'd at a place, or 0. */
  static int contraction(String text, int at, int to, boolean anyCase) {
    if (text.charAt(at) != '\'' || at + 1 >= to) {
      return 0;
    }
    char first = fold(text.charAt(at + 1), anyCase);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
      return 2;
    }
    char second = at + 2 < to ? fold(text.charAt(at + 2), anyCase) : 0;
    boolean two =
        first == 'r' && second == 'e'
            || first == 'v' && second == 'e'
            || first == 'l' && second == 'l';
    return two ? 3 : 0;
  }

  private static char fold(char c, boolean anyCase) {
    if (anyCase && c >= 'A' && c <= 'Z') {
      return (char) (c + 'a' - 'A');
    }
    return anyCase && c == '\u017f' ? 's' : c; // the long s is an s in another case
  }

  private static boolean isNewline(char c) {
    return c == '\n' || c == '\r';
  }

  private static int width(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? Character.charCount(text.codePointAt(at))
        : 1;
  }
}
