package dev.trine.model;

/** One layer of a decoder. */
sealed interface Layer permits PreNorm, PostNorm, Sandwich, Parallel, Single {

  /** What the layer keeps of a position. */
  Attention attention();

  /** Adds to the residual {@code [rows, hidden]}. */
  void addTo(float[] x, Batch batch, Layers layers);
}
