package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.util.BitSet;
import java.util.OptionalInt;

/** The token mask of a grammar: a place in an automaton that other masks may share. */
final class GrammarMask implements TokenMask {
  /** More tokens than any text has beginnings that are tokens. */
  private static final int MOST_SPELLINGS = 64;

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
  public OptionalInt forced(BitSet allowed) {
    int longest = allowed.nextSetBit(0);
    int count = allowed.cardinality();
    if (count < 2) {
      return longest < 0 ? OptionalInt.empty() : OptionalInt.of(longest);
    }
    if (count > MOST_SPELLINGS) {
      return OptionalInt.empty();
    }
    byte[] text = {};
    for (int token = longest; token >= 0; token = allowed.nextSetBit(token + 1)) {
      byte[] other = tokenizer.bytes(token);
      longest = other.length > text.length ? token : longest;
      text = other.length > text.length ? other : text;
    }
    synchronized (automaton) {
      Automaton.State at = state;
      for (byte next : text) {
        if (!at.isForced()) {
          return OptionalInt.empty();
        }
        at = at.after(next & 0xFF);
      }
    }
    return OptionalInt.of(longest);
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
