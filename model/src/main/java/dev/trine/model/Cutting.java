package dev.trine.model;

import java.util.function.UnaryOperator;

/**
 * What happens to a text before its tokens are looked up, and how it comes back from them.
 *
 * @param normalizer rewrites the text
 * @param split cuts it into pieces
 * @param spelling of the bytes in the pieces
 * @param spaceBefore whether the text of ids begins with a space that the user did not write
 */
record Cutting(
    UnaryOperator<String> normalizer, PreSplit split, Spelling spelling, boolean spaceBefore) {

  /** SentencePiece's: spaces are spelt, and a text may get one before it. */
  static Cutting spaces(UnaryOperator<String> normalizer, boolean spaceBefore) {
    return new Cutting(
        text -> {
          String normal = normalizer.apply(text);
          boolean prefixed = spaceBefore && !normal.isEmpty();
          return (prefixed ? " " + normal : normal).replace(' ', Spelling.SPACE);
        },
        PreSplit.NONE,
        Spelling.SPACES,
        spaceBefore);
  }
}
