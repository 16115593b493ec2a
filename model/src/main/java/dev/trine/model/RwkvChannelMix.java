package dev.trine.model;

/**
 * The part of an RWKV layer that mixes a token's channels, in versions 4 to 6.
 *
 * @param ownK {@code [hidden]}: share of the token itself, against the one before it, in keys
 * @param ownR {@code [hidden]}: and in the receptance
 * @param key {@code [inner, hidden]}
 * @param value {@code [hidden, inner]}
 * @param receptance {@code [hidden, hidden]}
 */
record RwkvChannelMix(
    Norm norm, float[] ownK, float[] ownR, Linear key, Linear value, Linear receptance) {

  /** The tensors {@code ln2} and {@code ffn} of a layer. */
  static RwkvChannelMix of(
      Checkpoint checkpoint, String at, Norm norm, int hidden, float[] ownK, float[] ownR) {
    int inner = Rwkv.rows(checkpoint, at + "ffn.key.weight");
    return new RwkvChannelMix(
        norm,
        ownK,
        ownR,
        checkpoint.linear(at + "ffn.key", inner, hidden),
        checkpoint.linear(at + "ffn.value", hidden, inner),
        checkpoint.linear(at + "ffn.receptance", hidden, hidden));
  }

  /** Adds to the residual; {@code at} is where the state has the token before. */
  void addTo(float[] x, Batch batch, Layers layers, int at) {
    float[] h = norm.of(x);
    float[] before = Rwkv.shifted(h, batch, at, key.in());
    float[] k = layers.linear(key, Rwkv.mixed(h, before, ownK), batch);
    Activation.RELU_SQUARED.apply(k);
    float[] r = layers.linear(receptance, Rwkv.mixed(h, before, ownR), batch);
    Activation.SIGMOID.apply(r);
    Layers.multiply(r, layers.linear(value, k, batch));
    Layers.add(x, r);
  }
}
