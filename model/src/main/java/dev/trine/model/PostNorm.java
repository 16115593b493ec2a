package dev.trine.model;

import java.util.Optional;

/**
 * A layer as the first transformers and BERT have it: the sum itself is normalised.
 *
 * @param again what the layer was given is added once more before this; in Jina's BERT for code
 */
record PostNorm(Mixer mixer, Norm afterMixer, Optional<Norm> again, FeedForward mlp, Norm afterMlp)
    implements Layer {

  PostNorm(Mixer mixer, Norm afterMixer, FeedForward mlp, Norm afterMlp) {
    this(mixer, afterMixer, Optional.empty(), mlp, afterMlp);
  }

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    float[] given = x.clone();
    add(x, mixer.of(x, batch, layers), afterMixer);
    again.ifPresent(norm -> add(x, given, norm));
    add(x, mlp.of(x, batch, layers), afterMlp);
  }

  private static void add(float[] x, float[] y, Norm norm) {
    Layers.add(x, y);
    System.arraycopy(norm.of(x), 0, x, 0, x.length);
  }
}
