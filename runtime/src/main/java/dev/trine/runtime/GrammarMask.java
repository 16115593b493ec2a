package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;

/** The token mask of a grammar: one walk over the vocabulary's tree for each new state. */
final class GrammarMask implements TokenMask {
  private final Automaton automaton;
  private final Tokenizer tokenizer;
  private final Map<Automaton.State, Walk> walks = new IdentityHashMap<>();
  private Automaton.State state;

  GrammarMask(Automaton automaton, Tokenizer tokenizer) {
    this.automaton = automaton;
    this.tokenizer = tokenizer;
    state = automaton.start();
  }

  @Override
  public BitSet allowed(int budget) {
    Walk all = walks.computeIfAbsent(state, from -> new Walk(from, Automaton.NEVER - 1));
    Walk walk = all.most < budget ? all : new Walk(state, budget - 1);
    return (BitSet) walk.tokens.clone();
  }

  /** The tokens that fit a state and leave a text that {@code limit} more tokens can finish. */
  private final class Walk {
    final BitSet tokens = new BitSet();
    final int limit;
    int most;

    Walk(Automaton.State from, int limit) {
      this.limit = limit;
      if (from.mayEnd()) {
        tokens.or(automaton.vocabulary().ends());
      }
      visit(0, from);
    }

    private void visit(int node, Automaton.State state) {
      TokenTrie trie = automaton.vocabulary();
      for (int next = trie.firstChild(node); next != 0; next = trie.nextSibling(next)) {
        Automaton.State after = state.after(trie.label(next));
        if (after.isDead()) {
          continue;
        }
        if (trie.hasToken(next) && after.tokensToFinish() <= limit) {
          trie.collect(next, tokens);
          most = Math.max(most, after.tokensToFinish());
        }
        visit(next, after);
      }
    }
  }

  @Override
  public void accept(int token) {
    if (tokenizer.endsGeneration(token)) {
      return;
    }
    Automaton.State after = state;
    for (byte next : tokenizer.bytes(token)) {
      after = after.after(next & 0xFF);
    }
    if (after.isDead()) {
      throw new GrammarException(
          "token " + token + " does not fit the grammar here; choose from allowed()");
    }
    state = after;
  }

  @Override
  public boolean mayEnd() {
    return state.mayEnd();
  }

  @Override
  public boolean isComplete() {
    return state.isComplete();
  }

  @Override
  public int tokensToFinish() {
    return state.tokensToFinish();
  }
}
