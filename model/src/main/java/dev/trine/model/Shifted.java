package dev.trine.model;

import java.util.stream.Stream;

/**
 * Something to which the same is added for every token.
 *
 * @param by {@code [hidden]}
 */
record Shifted(FeedForward inner, float[] by) implements FeedForward {

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[] y = inner.of(x, batch, layers);
    for (int at = 0; at < y.length; at += by.length) {
      layers.kernels().addScaled(1, by, 0, y, at, by.length);
    }
    return y;
  }

  @Override
  public Stream<Linear> linears() {
    return inner.linears();
  }
}
