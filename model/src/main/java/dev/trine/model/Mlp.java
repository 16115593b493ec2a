package dev.trine.model;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two products with a bend between, gated by a third (Shazeer 2020, arXiv:2002.05202) or not.
 *
 * @param gate {@code [inner, hidden]}; without it the activation bends {@code up} itself
 * @param up {@code [inner, hidden]}
 * @param down {@code [hidden, inner]}
 * @param innerNorm before {@code down}; BitNet has one
 * @param gateScale of what the gate's activation bends; 1 but in Falcon-H1
 * @param scale of what comes out; 1 but in Falcon-H1
 */
record Mlp(
    Optional<Linear> gate,
    Linear up,
    Linear down,
    Activation activation,
    Optional<Norm> innerNorm,
    float gateScale,
    float scale)
    implements FeedForward {

  static Mlp gated(Linear gate, Linear up, Linear down, Activation activation) {
    return new Mlp(Optional.of(gate), up, down, activation, Optional.empty(), 1, 1);
  }

  static Mlp plain(Linear up, Linear down, Activation activation) {
    return new Mlp(Optional.empty(), up, down, activation, Optional.empty(), 1, 1);
  }

  /** Two linear layers under these names. */
  static Mlp plain(
      Checkpoint checkpoint, String up, String down, int inner, int hidden, Activation activation) {
    return plain(
        checkpoint.linear(up, inner, hidden), checkpoint.linear(down, hidden, inner), activation);
  }

  /** {@code gate_proj}, {@code up_proj} and {@code down_proj} under a name. */
  static Mlp gated(Checkpoint checkpoint, String at, int inner, int hidden, Activation activation) {
    return gated(
        checkpoint.linear(at + "gate_proj", inner, hidden),
        checkpoint.linear(at + "up_proj", inner, hidden),
        checkpoint.linear(at + "down_proj", hidden, inner),
        activation);
  }

  Mlp withInnerNorm(Norm norm) {
    return new Mlp(gate, up, down, activation, Optional.of(norm), gateScale, scale);
  }

  Mlp withScales(double ofGate, double ofAll) {
    return new Mlp(gate, up, down, activation, innerNorm, (float) ofGate, (float) ofAll);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    if (gate.isEmpty()) {
      float[] h = layers.linear(up, x, batch);
      activation.apply(h);
      return down(h, batch, layers);
    }
    float[][] both = layers.linears(x, batch, gate.get(), up);
    Layers.scale(both[0], gateScale);
    if (activation == Activation.SILU) {
      layers.swiGlu(both[0], both[1]);
      return down(both[0], batch, layers);
    }
    activation.apply(both[0]);
    Layers.multiply(both[1], both[0]);
    return down(both[1], batch, layers);
  }

  @Override
  public Stream<Linear> linears() {
    return Stream.concat(gate.stream(), Stream.of(up, down));
  }

  private float[] down(float[] h, Batch batch, Layers layers) {
    float[] y = layers.linear(down, innerNorm.isPresent() ? innerNorm.get().of(h) : h, batch);
    Layers.scale(y, scale);
    return y;
  }
}
