package dev.trine.runtime;

import java.util.BitSet;
import java.util.OptionalInt;

/** Says which tokens may come next. A mask belongs to one generation and is not thread-safe. */
public interface TokenMask {

  /**
   * The tokens that may come next; the end-of-generation tokens are among them when the text may
   * end here.
   */
  default BitSet allowed() {
    return allowed(Integer.MAX_VALUE);
  }

  /**
   * The tokens that may come next when at most {@code budget} more tokens fit, that one included:
   * after each of them the text can still be brought to an end in time. End-of-generation tokens
   * take no room, so that 0 leaves nothing else. Empty only if the budget was too small from the
   * beginning, see {@link #tokensToFinish()}.
   */
  BitSet allowed(int budget);

  /**
   * The token that need not be asked of a model: the only one that is allowed, or the longest where
   * all of them spell the same text, which is the only one that can follow.
   *
   * @param allowed what {@link #allowed(int)} returned
   */
  OptionalInt forced(BitSet allowed);

  /**
   * Takes note of the token that was chosen. After an end-of-generation token the text is complete.
   *
   * @throws GrammarException if the token was not allowed
   */
  void accept(int token);

  /** Whether the text may end here. */
  boolean mayEnd();

  /** Whether the text must end here: nothing but an end token is allowed. */
  boolean isComplete();

  /** With how many tokens the text can be brought to an end; 0 where it may end. */
  int tokensToFinish();
}
