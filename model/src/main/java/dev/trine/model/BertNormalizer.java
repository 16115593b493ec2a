package dev.trine.model;

import java.text.Normalizer;
import java.util.function.UnaryOperator;

/**
 * BERT's normalisation (Devlin et al. 2018).
 *
 * @param clean whether control characters go and white space becomes spaces
 * @param chinese whether each Chinese character stands between spaces
 * @param stripAccents whether letters lose their accents
 */
record BertNormalizer(boolean clean, boolean chinese, boolean stripAccents, boolean lowercase)
    implements UnaryOperator<String> {

  static BertNormalizer of(boolean lowercase) {
    return new BertNormalizer(true, true, lowercase, lowercase);
  }

  @Override
  public String apply(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> add(c, out));
    String normal = out.toString();
    if (stripAccents) {
      normal = Normalizer.normalize(normal, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "");
    }
    return lowercase ? HfNormalizer.lowercase(normal) : normal;
  }

  private void add(int c, StringBuilder out) {
    if (clean && (c == 0 || c == 0xfffd || isControl(c))) {
      return;
    }
    if (clean && CharClass.isSpace(c)) {
      out.append(' ');
    } else if (chinese && isChinese(c)) {
      out.append(' ').appendCodePoint(c).append(' ');
    } else {
      out.appendCodePoint(c);
    }
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
