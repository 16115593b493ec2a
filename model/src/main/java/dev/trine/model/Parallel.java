package dev.trine.model;

/** A layer as GPT-J has it: both parts see the same residual, and add to it together. */
record Parallel(Norm mixerNorm, Mixer mixer, Norm mlpNorm, FeedForward mlp) implements Layer {

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    float[] attended = mixer.of(layers.norm(mixerNorm, x), batch, layers);
    float[] bent = mlp.of(layers.norm(mlpNorm, x), batch, layers);
    Layers.add(x, attended);
    Layers.add(x, bent);
  }
}
