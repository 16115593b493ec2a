package dev.trine.model;

import java.util.stream.Stream;

/**
 * The MLP of gpt-oss: {@code (up + 1) * gate * sigmoid(1.702 * gate)}, the gate no more than seven
 * and {@code up} between minus seven and seven.
 *
 * @param gate {@code [inner, hidden]}
 * @param up {@code [inner, hidden]}
 * @param down {@code [hidden, inner]}
 */
record ClampedMlp(Linear gate, Linear up, Linear down) implements FeedForward {
  private static final float LIMIT = 7;

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[][] both = layers.linears(x, batch, gate, up);
    float[] g = both[0];
    float[] h = both[1];
    for (int i = 0; i < g.length; i++) {
      g[i] = Math.min(g[i], LIMIT);
      h[i] = Math.clamp(h[i], -LIMIT, LIMIT) + 1;
    }
    Activation.GELU_QUICK.apply(g);
    for (int i = 0; i < h.length; i++) {
      h[i] *= g[i];
    }
    return layers.linear(down, h, batch);
  }

  @Override
  public Stream<Linear> linears() {
    return Stream.of(gate, up, down);
  }
}
