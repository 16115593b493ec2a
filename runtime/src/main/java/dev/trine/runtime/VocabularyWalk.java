package dev.trine.runtime;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Which tokens fit a state, and what is to come after each. */
final class VocabularyWalk {
  private final TokenTrie vocabulary;
  private final BitSet ends;
  private final Automaton.State[] path;

  /** The tokens by how many more finish the text after them. */
  private final TreeMap<Integer, BitSet> byCost = new TreeMap<>();

  /** Tokens that stay in a repetition, by how many more finish its last round. */
  private final Map<Integer, BitSet> inside;

  private final int behind; // tokens that finish the text then

  private VocabularyWalk(
      TokenTrie vocabulary, Automaton.State from, Map<Integer, BitSet> inside, int behind) {
    this.vocabulary = vocabulary;
    this.inside = inside;
    this.behind = behind;
    ends = from.mayEnd() ? vocabulary.ends() : new BitSet();
    path = new Automaton.State[vocabulary.deepest() + 1];
  }

  /** One walk over the vocabulary's tree. */
  static VocabularyWalk of(TokenTrie vocabulary, Automaton.State from) {
    VocabularyWalk walk = new VocabularyWalk(vocabulary, from, Map.of(), 0);
    walk.below(from, 1, vocabulary.nodes());
    return walk;
  }

  /**
   * The same for a state inside a repetition.
   *
   * @param inside what fits there
   * @param rounds how often the term may be begun anew
   * @param behind the state behind the repetition
   * @param leaves whether the repetition may end before the first byte
   */
  static VocabularyWalk of(
      TokenTrie vocabulary,
      Automaton.State from,
      RepetitionWalk inside,
      int rounds,
      Automaton.State behind,
      boolean leaves) {
    VocabularyWalk walk =
        new VocabularyWalk(vocabulary, from, inside.tokens(rounds), behind.tokensToFinish());
    for (int value = 0; value < 256; value++) {
      if (!behind.after(value).isDead()) {
        for (int node : vocabulary.labelled(value)) {
          int parent = vocabulary.parent(node);
          if (parent == 0 ? leaves : inside.mayEnd(parent, rounds)) {
            walk.below(behind, node, vocabulary.end(node));
          }
        }
      }
    }
    return walk;
  }

  /** Adds the tokens of some nodes; the first one's parent stands for the state. */
  private void below(Automaton.State from, int first, int end) {
    path[vocabulary.depth(first) - 1] = from;
    int cost = TokenCosts.UNSPELLED;
    BitSet tokens = new BitSet(); // of this cost
    for (int node = first; node < end; ) {
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
    inside.forEach((cost, some) -> {
      int all = TokenCosts.plus(cost, behind);
      if (all <= limit && all < TokenCosts.UNSPELLED) {
        tokens.or(some);
      }
    });
    return tokens;
  }
}
