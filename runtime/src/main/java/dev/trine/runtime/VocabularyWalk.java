package dev.trine.runtime;

import java.util.BitSet;
import java.util.TreeMap;

/**
 * One walk over the vocabulary's tree: which tokens fit a state, and what is to come after each.
 */
final class VocabularyWalk {
  private final TokenTrie vocabulary;
  private final boolean mayEnd;

  /** The tokens by how many more finish the text after them. */
  private final TreeMap<Integer, BitSet> byCost = new TreeMap<>();

  VocabularyWalk(TokenTrie vocabulary, Automaton.State from) {
    this.vocabulary = vocabulary;
    mayEnd = from.mayEnd();
    visit(0, from);
  }

  /** The tokens after each of which at most {@code limit} more finish the text. */
  BitSet tokens(int limit) {
    BitSet tokens = new BitSet();
    if (mayEnd) {
      tokens.or(vocabulary.ends());
    }
    byCost.headMap(limit, true).values().forEach(tokens::or);
    return tokens;
  }

  private void visit(int node, Automaton.State state) {
    for (int child = vocabulary.firstChild(node);
        child != 0;
        child = vocabulary.nextSibling(child)) {
      if (!state.reads(vocabulary.label(child))) {
        continue;
      }
      Automaton.State after = state.after(vocabulary.label(child));
      if (vocabulary.hasToken(child) && after.tokensToFinish() < TokenCosts.UNSPELLED) {
        vocabulary.collect(
            child, byCost.computeIfAbsent(after.tokensToFinish(), _ -> new BitSet()));
      }
      visit(child, after);
    }
  }
}
