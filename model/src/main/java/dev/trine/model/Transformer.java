package dev.trine.model;

/** A decoder-only language model, ready to run. Weights are shared; all state is in the cache. */
public interface Transformer {

  /** How many logits there are. */
  int vocabularySize();

  /** How many positions the model was made for. */
  int contextLength();

  /** An empty cache for up to {@code capacity} positions. */
  KvCache newCache(int capacity);

  /**
   * Runs ids at the positions that follow those in the cache, and appends them to it.
   *
   * @param cache must have room for {@code ids.length} more positions
   * @param all whether logits are wanted of every id, or of the last only
   * @return {@code [all ? ids.length : 1][vocabularySize]}
   */
  float[][] forward(int[] ids, KvCache cache, boolean all);
}
