package dev.trine.model;

/** A decoder-only language model, ready to run. Weights are shared; all state is in the caches. */
public interface Transformer {

  /** How many logits there are. */
  int vocabularySize();

  /** How many positions the model was made for. */
  int contextLength();

  /**
   * How long a text its first tokens are turned for, where that depends on its length: 0 within the
   * length that rotary embeddings were trained for. Texts of which this differs share nothing that
   * a cache keeps, and where it changes for a growing text (LongRoPE), that is run again.
   *
   * @param prompt how many tokens the text began with
   * @param length how many it has by now
   */
  default int turnedFor(int prompt, int length) {
    return 0;
  }

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

  /** Takes logits back that nobody needs any more: a later {@link #forward} may write over them. */
  default void reuse(float[][] logits) {}

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
