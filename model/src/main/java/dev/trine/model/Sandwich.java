package dev.trine.model;

/** A layer as Gemma 2 has it: what a part adds is normalised too. */
record Sandwich(
    Norm mixerNorm, Mixer mixer, Norm afterMixer, Norm mlpNorm, FeedForward mlp, Norm afterMlp)
    implements Layer {

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    layers.add(x, afterMixer.of(mixer.of(mixerNorm.of(x), batch, layers)), 1);
    layers.add(x, afterMlp.of(mlp.of(mlpNorm.of(x), batch, layers)), 1);
  }
}
