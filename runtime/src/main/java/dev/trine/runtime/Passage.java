package dev.trine.runtime;

import java.util.Arrays;

/**
 * Tokens that a model reads from an empty cache, and how many of them are only read.
 *
 * @param ids two or more
 * @param given how many begin the passage and are not scored, at least one
 */
public record Passage(int[] ids, int given) {

  public Passage {
    if (given < 1 || given >= ids.length) {
      throw new ContextException(
          "a passage of %d tokens, %d of them given, has nothing to score"
              .formatted(ids.length, given));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Passage that && given == that.given && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + given;
  }
}
