package dev.trine.model;

/**
 * A model that guesses its own next tokens cheaply, for speculation: what it guesses must be
 * verified by {@link Transformer#forward}.
 */
public interface Drafter {

  /** An empty cache of this precision that also keeps what guessing needs. */
  KvCache newDraftingCache(int capacity, Precision precision);

  /**
   * Guesses what follows.
   *
   * @param cache a drafting cache; it is left as it is
   * @param next the token that follows those in the cache, chosen already
   * @param count how many tokens after {@code next} are wanted
   * @return at most {@code count} tokens; none right after {@link KvCache#truncate} to a place
   *     before the last step, or {@link KvCache#restore}
   */
  int[] draft(KvCache cache, int next, int count);
}
