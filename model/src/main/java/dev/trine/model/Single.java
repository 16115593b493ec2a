package dev.trine.model;

/** A layer of a mixer alone. */
record Single(Norm norm, Mixer mixer) implements Layer {

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    Layers.add(x, mixer.of(layers.norm(norm, x), batch, layers));
  }
}
