package dev.trine.model;

/** A layer as the first transformers and BERT have it: the sum itself is normalised. */
record PostNorm(Mixer mixer, Norm afterMixer, FeedForward mlp, Norm afterMlp) implements Layer {

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    add(x, mixer.of(x, batch, layers), afterMixer);
    add(x, mlp.of(x, batch, layers), afterMlp);
  }

  private static void add(float[] x, float[] y, Norm norm) {
    Layers.add(x, y);
    System.arraycopy(norm.of(x), 0, x, 0, x.length);
  }
}
