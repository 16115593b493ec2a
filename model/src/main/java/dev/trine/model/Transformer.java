package dev.trine.model;

/** A decoder-only language model, ready to run. Weights are shared; all state is in the caches. */
public interface Transformer {

  /** How many logits there are. */
  int vocabularySize();

  /** How many positions the model was made for. */
  int contextLength();

  /** An empty cache for up to {@code capacity} positions of a text that is computed exactly. */
  KvCache newCache(int capacity);

  /** An empty cache of this precision, where the model has more than one. */
  default KvCache newCache(int capacity, Precision precision) {
    return newCache(capacity);
  }

  /**
   * Runs the tokens of all sequences at the positions that follow those in their caches, and
   * appends them there.
   *
   * @return {@code [batch.wanted()][vocabularySize]}, sequence after sequence
   * @throws ModelException if a cache has no room, or an id is not in the vocabulary
   */
  float[][] forward(Batch batch);

  /**
   * Runs one sequence.
   *
   * @param all whether logits are wanted of every id, or of the last only
   * @return {@code [all ? ids.length : 1][vocabularySize]}
   */
  default float[][] forward(int[] ids, KvCache cache, boolean all) {
    return forward(Batch.of(ids, cache, all));
  }
}
