package dev.trine.model;

import java.util.Optional;

/**
 * A layer as GPT-2 and Llama have it: both parts see a normalised residual and add to the residual
 * itself (Xiong et al. 2020, arXiv:2002.04745).
 *
 * @param mixerNorm absent in the first layer where the embedding was just normalised
 * @param scale of what is added; 1 in most models
 */
record PreNorm(Optional<Norm> mixerNorm, Mixer mixer, Norm mlpNorm, FeedForward mlp, float scale)
    implements Layer {

  PreNorm(Norm mixerNorm, Mixer mixer, Norm mlpNorm, FeedForward mlp) {
    this(Optional.of(mixerNorm), mixer, mlpNorm, mlp, 1);
  }

  /** {@code input_layernorm} and {@code post_attention_layernorm} around the parts. */
  static PreNorm of(Checkpoint checkpoint, String at, Config config, Mixer mixer, FeedForward mlp) {
    return new PreNorm(
        checkpoint.rmsNorm(at + "input_layernorm", config.hiddenSize(), config.eps()),
        mixer,
        checkpoint.rmsNorm(at + "post_attention_layernorm", config.hiddenSize(), config.eps()),
        mlp);
  }

  /** As {@link #of}, with layer norms. */
  static PreNorm ofLayerNorms(
      Checkpoint checkpoint, String at, Config config, Mixer mixer, FeedForward mlp) {
    return new PreNorm(
        checkpoint.layerNorm(at + "input_layernorm", config.hiddenSize(), config.eps()),
        mixer,
        checkpoint.layerNorm(at + "post_attention_layernorm", config.hiddenSize(), config.eps()),
        mlp);
  }

  PreNorm withScale(double to) {
    return new PreNorm(mixerNorm, mixer, mlpNorm, mlp, (float) to);
  }

  @Override
  public Attention attention() {
    return mixer.spec();
  }

  @Override
  public void addTo(float[] x, Batch batch, Layers layers) {
    float[] seen = mixerNorm.isPresent() ? layers.norm(mixerNorm.get(), x) : x;
    layers.add(x, mixer.of(seen, batch, layers), scale);
    layers.add(x, mlp.of(layers.norm(mlpNorm, x), batch, layers), scale);
  }
}
