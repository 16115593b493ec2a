package dev.trine.model;

import java.util.Optional;

/**
 * EXAONE 4 (LG AI Research 2025, arXiv:2507.11407): norms behind both parts of a layer, normalised
 * query and key heads; where three layers of four have a window, only those turn.
 */
final class Exaone4 {
  private static final int LAYERS_OF_32B = 64;

  private Exaone4() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("post_attention_layernorm", "post_attention_norm")
        .naming("post_feedforward_layernorm", "post_ffw_norm");
    Config config = Config.of(checkpoint, layer -> (layer + 1) % 4 != 0);
    boolean windows = checkpoint.number("sliding_window").orElse(0.0) != 0;
    if (windows && config.layers() != LAYERS_OF_32B) {
      checkpoint.noteUntold("sliding_window in a model of other than 64 layers");
    }
    int hidden = config.hiddenSize();
    double eps = config.eps();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          Attention spec = config.attention(layer);
          boolean turns = !windows || config.windows()[layer] != Integer.MAX_VALUE;
          return new Sandwich(
              Optional.empty(),
              SelfAttention.of(
                      checkpoint,
                      at + "self_attn.",
                      layer,
                      hidden,
                      turns ? spec.withRope(rope) : spec)
                  .withHeadNorms(
                      checkpoint.rmsNorm(at + "self_attn.q_norm", config.headDim(), eps),
                      checkpoint.rmsNorm(at + "self_attn.k_norm", config.headDim(), eps)),
              checkpoint.rmsNorm(at + "post_attention_layernorm", hidden, eps),
              Optional.empty(),
              Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation),
              checkpoint.rmsNorm(at + "post_feedforward_layernorm", hidden, eps));
        });
  }
}
