package dev.trine.model;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tokens that are cut out of a text as they stand, before anything else: the leftmost first, the
 * longest of those. Semantics: AddedVocabulary of Hugging Face's tokenizers.
 */
final class AddedTokens {

  /**
   * One of them.
   *
   * @param special found only when special tokens are asked for, and no text of its own
   * @param singleWord found only where no letter or digit is beside it
   * @param stripLeft whether white space before it goes with it
   * @param stripRight whether white space after it does
   * @param normalized whether it is looked for in the normalised text
   */
  record Added(
      int id,
      String text,
      boolean special,
      boolean singleWord,
      boolean stripLeft,
      boolean stripRight,
      boolean normalized) {

    static Added of(int id, String text, boolean special) {
      return new Added(id, text, special, false, false, false, false);
    }

    Added withText(String other) {
      return new Added(id, other, special, singleWord, stripLeft, stripRight, normalized);
    }

    private boolean isApart(String text, int at, int end) {
      return (at == 0 || !isWord(text.codePointBefore(at)))
          && (end == text.length() || !isWord(text.codePointAt(end)));
    }

    private static boolean isWord(int character) {
      return WORD.matcher(Character.toString(character)).matches();
    }
  }

  /** Takes what lies between tokens, and tokens. */
  interface Parts {
    /** {@code first} says whether the text begins with this stretch. */
    void stretch(String text, boolean first);

    void token(int id);
  }

  private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);

  private final List<Added> tokens;
  private final PrefixTree places = new PrefixTree(); // of texts in the list
  private final CharSet firsts;

  AddedTokens(List<Added> tokens) {
    this.tokens = tokens.stream().filter(token -> !token.text().isEmpty()).toList();
    BitSet firsts = new BitSet();
    for (int i = this.tokens.size() - 1; i >= 0; i--) { // of equal texts the first counts
      String text = this.tokens.get(i).text();
      places.put(text, i);
      firsts.set(text.charAt(0));
    }
    this.firsts = new CharSet(firsts);
  }

  /** Those of a list that are looked for in the text as it is. */
  static AddedTokens inText(List<Added> tokens) {
    return new AddedTokens(tokens.stream().filter(token -> !token.normalized()).toList());
  }

  /** Those that are looked for in the normalised text; they are normalised like it. */
  static AddedTokens inNormalizedText(List<Added> tokens, UnaryOperator<String> normalizer) {
    return new AddedTokens(
        tokens.stream()
            .filter(Added::normalized)
            .map(token -> token.withText(normalizer.apply(token.text())))
            .toList());
  }

  /** Hands on the parts of a text in order. */
  void cut(String text, boolean first, boolean special, Parts parts) {
    int begin = 0;
    int at = tokens.isEmpty() ? text.length() : 0;
    while ((at = firsts.next(text, at, text.length())) < text.length()) {
      Optional<Added> found = longestAt(text, at);
      if (found.isEmpty()) {
        at++;
        continue;
      }
      Added token = found.get();
      int start = at;
      int end = at + token.text().length();
      at = end; // white space that goes with a token may be a token besides
      boolean passed =
          token.special() && !special || token.singleWord() && !token.isApart(text, start, end);
      if (!passed) {
        int from = start;
        while (token.stripLeft() && from > begin && CharClass.isSpace(text.charAt(from - 1))) {
          from--;
        }
        while (token.stripRight() && end < text.length() && CharClass.isSpace(text.charAt(end))) {
          end++;
        }
        if (from > begin) {
          parts.stretch(text.substring(begin, from), first && begin == 0);
        }
        if (!token.stripLeft() || end > begin) { // else nothing is left of it
          parts.token(token.id());
        }
        begin = end;
      }
    }
    if (begin < text.length()) {
      parts.stretch(begin == 0 ? text : text.substring(begin), first && begin == 0);
    }
  }

  private Optional<Added> longestAt(String text, int at) {
    int longest = places.longest(text, at, text.length());
    return longest == PrefixTree.NONE ? Optional.empty() : Optional.of(tokens.get(longest));
  }
}
