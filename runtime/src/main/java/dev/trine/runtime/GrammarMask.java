package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.util.BitSet;

/** The token mask of a grammar: a place in an automaton that other masks may share. */
final class GrammarMask implements TokenMask {
  private final Automaton automaton;
  private final Tokenizer tokenizer;
  private Automaton.State state;

  GrammarMask(Automaton automaton, Tokenizer tokenizer) {
    this.automaton = automaton;
    this.tokenizer = tokenizer;
    synchronized (automaton) {
      state = automaton.start();
    }
  }

  @Override
  public BitSet allowed(int budget) {
    if (budget < 0) {
      throw new IllegalArgumentException("budget is " + budget + "; use 0 or more tokens");
    }
    synchronized (automaton) {
      return automaton.walk(state).tokens(budget - 1);
    }
  }

  @Override
  public void accept(int token) {
    synchronized (automaton) {
      Automaton.State after = after(token);
      if (after.isDead()) {
        throw new GrammarException(
            "token " + token + " does not fit the grammar here; choose from allowed()");
      }
      state = automaton.kept(after);
    }
  }

  private Automaton.State after(int token) {
    if (tokenizer.endsGeneration(token)) {
      return state.mayEnd() ? automaton.end() : automaton.dead();
    }
    byte[] bytes = tokenizer.bytes(token);
    Automaton.State after = bytes.length == 0 ? automaton.dead() : state;
    for (byte next : bytes) {
      after = after.after(next & 0xFF);
    }
    return after;
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
