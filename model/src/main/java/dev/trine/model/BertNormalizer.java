package dev.trine.model;

import java.text.Normalizer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * BERT's normalisation (Devlin et al. 2018).
 *
 * @param clean whether control characters go and white space becomes spaces
 * @param chinese whether each Chinese character stands between spaces
 * @param stripAccents whether letters lose their accents
 */
record BertNormalizer(boolean clean, boolean chinese, boolean stripAccents, boolean lowercase)
    implements UnaryOperator<String> {
  private static final Pattern MARKS = Pattern.compile("\\p{Mn}");

  static BertNormalizer of(boolean lowercase) {
    return new BertNormalizer(true, true, lowercase, lowercase);
  }

  @Override
  public String apply(String text) {
    StringBuilder out = new StringBuilder(text.length() + text.length() / 4);
    int next;
    for (int at = 0; at < text.length(); at = next) {
      char c = text.charAt(at);
      next = at + 1;
      if (c >= ' ' && c < 0x7f) {
        out.append(lowercase && c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
      } else if (Character.isHighSurrogate(c)) {
        int character = text.codePointAt(at);
        next = at + Character.charCount(character);
        add(character, out);
      } else {
        add(c, out);
      }
    }
    return out.toString();
  }

  private void add(int c, StringBuilder out) {
    if (clean && (c == 0 || c == 0xfffd || isControl(c))) {
      return;
    }
    if (clean && CharClass.isSpace(c)) {
      out.append(' ');
    } else if (isChinese(c)) {
      String spaces = chinese ? " " : "";
      out.append(spaces);
      addLetter(c, out);
      out.append(spaces);
    } else {
      addLetter(c, out);
    }
  }

  /** Each character by itself: what it decomposes to does not hang on its neighbours. */
  private void addLetter(int c, StringBuilder out) {
    if (isPlain(c)) {
      out.appendCodePoint(c);
      return;
    }
    String letter = Character.toString(c);
    if (stripAccents) {
      String parts = Normalizer.normalize(letter, Normalizer.Form.NFD);
      letter = MARKS.matcher(parts).replaceAll("");
    }
    out.append(lowercase ? HfNormalizer.lowercase(letter) : letter);
  }

  /** Ideographs, and what stands between them: without case and accents. */
  private static boolean isPlain(int c) {
    return c >= 0x4e00 && c <= 0x9fff
        || c >= 0x2010 && c <= 0x201f
        || c >= 0x3001 && c <= 0x3020
        || c >= 0xff01 && c <= 0xff20;
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\t' && c != '\n' && c != '\r';
      case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  /** The blocks of ideographs that BERT names. */
  private static boolean isChinese(int c) {
    return c >= 0x4e00 && c <= 0x9fff
        || c >= 0x3400 && c <= 0x4dbf
        || c >= 0x20000 && c <= 0x2ceaf
        || c >= 0xf900 && c <= 0xfaff
        || c >= 0x2f800 && c <= 0x2fa1f;
  }
}
