package dev.trine.model;

import java.util.Optional;

/**
 * A layer whose parts' results are normalised before they are added: in Gemma 2 what goes into them
 * is too, in OLMo 2 it is not.
 */
record Sandwich(
    Optional<Norm> mixerNorm,
    Mixer mixer,
    Norm afterMixer,
    Optional<Norm> mlpNorm,
    FeedForward mlp,
    Norm afterMlp)
    implements Layer {

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    Layers.add(x, afterMixer.of(mixer.of(before(mixerNorm, x), batch, layers)));
    Layers.add(x, afterMlp.of(mlp.of(before(mlpNorm, x), batch, layers)));
  }

  private static float[] before(Optional<Norm> norm, float[] x) {
    return norm.isPresent() ? norm.get().of(x) : x;
  }
}
