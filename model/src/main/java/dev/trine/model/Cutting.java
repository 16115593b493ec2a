package dev.trine.model;

import java.util.function.UnaryOperator;

/**
 * What happens to a text before its tokens are looked up, and how it comes back from them.
 *
 * @param normalizer rewrites the text
 * @param split cuts it into pieces
 * @param decoding makes text of the pieces of ids
 */
record Cutting(UnaryOperator<String> normalizer, PreSplit split, Decoding decoding) {

  Cutting withoutSpelling() {
    return new Cutting(normalizer, split.withoutSpelling(), decoding);
  }
}
