package dev.trine.model;

/** A model that turns a text into a vector, so that texts of one meaning lie close together. */
public interface Embedder {

  /** How many numbers a vector has. */
  int width();

  /** How many tokens a text may have. */
  int contextLength();

  /**
   * The vector of a text.
   *
   * @param ids its tokens, those included that the tokenizer adds
   * @return {@code [width]}, of length one where the model says so
   * @throws ModelException if there are more than {@link #contextLength} ids, or unknown ones
   */
  float[] embed(int[] ids);
}
