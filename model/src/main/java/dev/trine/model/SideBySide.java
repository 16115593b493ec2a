package dev.trine.model;

/**
 * Attention and a recurrent mixer that see the same and add to the same, each scaled before and
 * behind.
 */
record SideBySide(Scaled attention, Scaled recurrent) implements Mixer {

  /**
   * A mixer with scales.
   *
   * @param before of what it sees
   * @param behind of what it adds
   */
  record Scaled(double before, Mixer mixer, double behind) {
    private float[] of(float[] x, Batch batch, Layers layers) {
      float[] seen = x.clone();
      Layers.scale(seen, (float) before);
      float[] y = mixer.of(seen, batch, layers);
      Layers.scale(y, (float) behind);
      return y;
    }
  }

  @Override
  public Attention spec() {
    return attention.mixer.spec().withState(recurrent.mixer.spec().state());
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[] y = recurrent.of(x, batch, layers);
    float[] attended = attention.of(x, batch, layers);
    Layers.add(attended, y);
    return attended;
  }
}
