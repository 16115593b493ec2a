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
    Layers.add(x, layers.norm(afterMixer, mixer.of(before(mixerNorm, x, layers), batch, layers)));
    Layers.add(x, layers.norm(afterMlp, mlp.of(before(mlpNorm, x, layers), batch, layers)));
  }

  private static float[] before(Optional<Norm> norm, float[] x, Layers layers) {
    return norm.isPresent() ? layers.norm(norm.get(), x) : x;
  }
}
