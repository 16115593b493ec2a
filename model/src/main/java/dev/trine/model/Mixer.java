package dev.trine.model;

/** The part of a layer that lets tokens see others. */
sealed interface Mixer
    permits SelfAttention,
        LatentAttention,
        DistanceAttention,
        ShortConvolution,
        StateSpace,
        HeadedStateSpace,
        GatedDelta,
        SideBySide {

  /** What the layer keeps of a position. */
  Attention spec();

  /**
   * What is added to the residual; keys and values go to the batch's caches.
   *
   * @param x {@code [rows, hidden]}
   * @return {@code [rows, hidden]}
   */
  float[] of(float[] x, Batch batch, Layers layers);
}
