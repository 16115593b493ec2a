package dev.trine.model;

/**
 * A convolution over few tokens between two gates, as LFM2 has it.
 *
 * @param layer whose state is its own
 * @param in {@code [3 * hidden, hidden]}: the gate before, the gate behind, what is convolved
 * @param out {@code [hidden, hidden]}
 */
record ShortConvolution(
    int layer, Linear in, CausalConvolution convolution, Linear out, Attention spec)
    implements Mixer {

  static ShortConvolution of(Checkpoint checkpoint, String at, int layer, int hidden, int kernel) {
    CausalConvolution convolution = CausalConvolution.of(checkpoint, at + "conv", hidden, kernel);
    return new ShortConvolution(
        layer,
        checkpoint.linear(at + "in_proj", 3L * hidden, hidden),
        convolution,
        checkpoint.linear(at + "out_proj", hidden, hidden),
        Attention.ofState(convolution.stateWidth()));
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    int hidden = convolution.channels();
    float[] all = layers.linear(in, x, batch);
    float[] seen = Layers.columns(all, batch.rows(), 0, hidden);
    Layers.multiply(seen, Layers.columns(all, batch.rows(), 2 * hidden, hidden));
    float[] y = convolution.of(seen, batch, layer);
    Layers.multiply(y, Layers.columns(all, batch.rows(), hidden, hidden));
    return layers.linear(out, y, batch);
  }
}
