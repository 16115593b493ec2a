package dev.trine.runtime;

import java.util.BitSet;
import java.util.TreeMap;

/**
 * One walk over the vocabulary's tree: which tokens fit a state, and what is to come after each.
 */
final class VocabularyWalk {
  private final BitSet ends;

  /** The tokens by how many more finish the text after them. */
  private final TreeMap<Integer, BitSet> byCost = new TreeMap<>();

  VocabularyWalk(TokenTrie vocabulary, Automaton.State from) {
    ends = from.mayEnd() ? vocabulary.ends() : new BitSet();
    Automaton.State[] path = new Automaton.State[vocabulary.deepest() + 1];
    path[0] = from;
    int cost = TokenCosts.UNSPELLED;
    BitSet tokens = new BitSet(); // of this cost
    for (int node = 1; node < vocabulary.nodes(); ) {
      int depth = vocabulary.depth(node);
      Automaton.State after = path[depth - 1].after(vocabulary.label(node));
      if (after.isDead()) {
        node = vocabulary.end(node);
        continue;
      }
      path[depth] = after;
      if (vocabulary.hasToken(node) && after.tokensToFinish() < TokenCosts.UNSPELLED) {
        if (after.tokensToFinish() != cost) {
          cost = after.tokensToFinish();
          tokens = byCost.computeIfAbsent(cost, _ -> new BitSet());
        }
        vocabulary.collect(node, tokens);
      }
      node++;
    }
  }

  /** The tokens after each of which at most {@code limit} more finish the text. */
  BitSet tokens(int limit) {
    BitSet tokens = new BitSet();
    tokens.or(ends);
    byCost.headMap(limit, true).values().forEach(tokens::or);
    return tokens;
  }
}
