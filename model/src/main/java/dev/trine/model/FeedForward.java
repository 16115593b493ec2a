package dev.trine.model;

/** The part of a layer that works on each token alone. */
sealed interface FeedForward permits Mlp, ClampedMlp, Experts {

  /**
   * What is added to the residual.
   *
   * @param x {@code [rows, hidden]}
   * @return {@code [rows, hidden]}
   */
  float[] of(float[] x, Batch batch, Layers layers);
}
