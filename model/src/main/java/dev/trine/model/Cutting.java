package dev.trine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What happens to a text before its tokens are looked up, and how it comes back from them.
 *
 * @param normalizer rewrites the text
 * @param split cuts it into pieces
 * @param decoding makes text of the pieces of ids
 */
record Cutting(UnaryOperator<String> normalizer, PreSplit split, Decoding decoding) {

  /** With a further step; what ends spelt in bytes stays as it is. */
  Cutting alsoBy(PreSplit.Step step) {
    if (split.spells()) {
      return this;
    }
    List<PreSplit.Step> steps = new ArrayList<>(split.steps());
    steps.add(step);
    return new Cutting(normalizer, new PreSplit(List.copyOf(steps)), decoding);
  }

  Cutting withoutSpelling() {
    return new Cutting(normalizer, split.withoutSpelling(), decoding);
  }
}
