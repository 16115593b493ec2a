package dev.trine.model;

import java.util.List;

/**
 * A model that sorts texts into classes. One with a single class is a cross-encoder: it says how
 * well one text answers another (Nogueira and Cho 2019, arXiv:1901.04085).
 */
public interface Classifier {

  /** The classes, in the order of the logits; numbers where the model does not name them. */
  List<String> labels();

  /** How many tokens the texts may have together. */
  int contextLength();

  /**
   * The logits of the classes.
   *
   * @param first the tokens of a text, those included that the tokenizer adds
   * @param second so of another, that is read behind it; may be empty for models that read on
   * @throws ModelException if there are more than {@link #contextLength} ids, or unknown ones
   */
  float[] classify(int[] first, int[] second);
}
