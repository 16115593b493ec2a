package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * WordPiece (Schuster and Nakajima 2012; BERT: Devlin et al. 2018): a word is the longest piece
 * that it begins with, and so on with the rest; a word that has no pieces is unknown.
 */
final class WordPiece extends VocabularyTokenizer {
  private static final int LONGEST_WORD = 100; // characters; longer ones are unknown

  /** Words, and each mark of punctuation by itself. */
  static final List<PreSplit.Step> WORDS =
      List.of(
          PreSplit.pattern("\\s+", PreSplit.Match.REMOVED, false),
          PreSplit.pattern("[\\p{P}$+<=>^`|~]", PreSplit.Match.ISOLATED, false));

  private final String beginning;
  private final String continuing;
  private final OptionalInt unknown;

  /**
   * For a vocabulary at hand.
   *
   * @param beginning what pieces that begin a word are marked with, such as U+2581 or nothing
   * @param continuing what pieces that continue a word are marked with, such as {@code ##}
   */
  WordPiece(
      Vocabulary vocabulary,
      Cutting cutting,
      String beginning,
      String continuing,
      OptionalInt unknown) {
    super(vocabulary, cutting);
    this.beginning = beginning;
    this.continuing = continuing;
    this.unknown = unknown;
  }

  /** BERT's: words between white space, punctuation and Chinese characters by themselves. */
  static Cutting cutting(boolean lowercase) {
    return new Cutting(
        text -> normal(text, lowercase, lowercase), new PreSplit(WORDS), Spelling.SPACES, true);
  }

  /** BERT's normalisation: no control characters, Chinese characters as words, no accents. */
  static String normal(String text, boolean lowercase, boolean stripAccents) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c)) {
            out.append(' ');
          } else if (isChinese(c)) {
            out.append(' ').appendCodePoint(c).append(' ');
          } else if (c != 0xfffd && !isControl(c)) {
            out.appendCodePoint(c);
          }
        });
    String normal = out.toString();
    if (stripAccents) {
      normal = Normalizer.normalize(normal, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "");
    }
    return lowercase ? lowercase(normal) : normal;
  }

  /** Each character by itself, so that a final sigma is no special case. */
  static String lowercase(String text) {
    return text.codePoints()
        .mapToObj(c -> Character.toString(c).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
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

  @Override
  void encodePiece(String word, Ids out) {
    Optional<Ids> pieces = pieces(word);
    if (pieces.isPresent()) {
      out.addAll(pieces.get().toArray());
    } else {
      unknown.ifPresent(out::add);
    }
  }

  private Optional<Ids> pieces(String word) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      return Optional.empty();
    }
    Ids pieces = new Ids();
    for (int at = 0; at < word.length(); ) {
      String mark = at == 0 ? beginning : continuing;
      int end = word.length();
      Integer id = vocabulary.ids().get(mark + word.substring(at));
      while (id == null && end > at + 1) {
        id = vocabulary.ids().get(mark + word.substring(at, --end));
      }
      if (id == null) {
        return Optional.empty();
      }
      pieces.add(id);
      at = end;
    }
    return Optional.of(pieces);
  }

  /** Words are set apart by spaces, but for what follows a word closely in English. */
  @Override
  byte[] pieceBytes(String piece) {
    String text;
    if (beginning.isEmpty()) {
      text = piece.startsWith(continuing) ? piece.substring(continuing.length()) : " " + piece;
    } else {
      text = piece.replace(beginning, " ");
    }
    return text.replaceFirst("^ ([.?!,])", "$1").getBytes(StandardCharsets.UTF_8);
  }
}
