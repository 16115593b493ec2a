package dev.trine.runtime;

import java.util.BitSet;

/** One walk over the vocabulary's tree: which tokens fit a state. */
final class VocabularyWalk {
  private final TokenTrie vocabulary;
  private final BitSet tokens = new BitSet();
  private final int limit;
  private int most;

  /** The tokens after each of which {@code limit} more tokens finish the text. */
  VocabularyWalk(TokenTrie vocabulary, Automaton.State from, int limit) {
    this.vocabulary = vocabulary;
    this.limit = limit;
    if (from.mayEnd()) {
      tokens.or(vocabulary.ends());
    }
    visit(0, from);
  }

  /** A copy of the tokens. */
  BitSet tokens() {
    return (BitSet) tokens.clone();
  }

  /** How many tokens finish the text after any of these. */
  int most() {
    return most;
  }

  private void visit(int node, Automaton.State state) {
    for (int child = vocabulary.firstChild(node);
        child != 0;
        child = vocabulary.nextSibling(child)) {
      if (!state.reads(vocabulary.label(child))) {
        continue;
      }
      Automaton.State after = state.after(vocabulary.label(child));
      if (vocabulary.hasToken(child) && after.tokensToFinish() <= limit) {
        vocabulary.collect(child, tokens);
        most = Math.max(most, after.tokensToFinish());
      }
      visit(child, after);
    }
  }
}
