package dev.trine.model;

import java.util.stream.Stream;

/** The part of a layer that works on each token alone. */
sealed interface FeedForward permits Mlp, ClampedMlp, Experts, Shifted {

  /**
   * What is added to the residual.
   *
   * @param x {@code [rows, hidden]}
   * @return {@code [rows, hidden]}
   */
  float[] of(float[] x, Batch batch, Layers layers);

  /** The linear layers of which it is made. */
  Stream<Linear> linears();
}
