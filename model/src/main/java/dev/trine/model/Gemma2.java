package dev.trine.model;

import java.util.Optional;

/**
 * Gemma 2 (Gemma team 2024, arXiv:2408.00118): Gemma with norms after both parts of a layer too,
 * softly capped scores and logits, and a window in every other layer.
 */
final class Gemma2 {
  static final int LAYERS_OF_27B = 46;

  private Gemma2() {}

  static Transformer open(Checkpoint checkpoint) {
    names(checkpoint);
    Config config = Config.of(checkpoint, layer -> layer % 2 == 0);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    double scale = scale(checkpoint, config, LAYERS_OF_27B);
    double cap = checkpoint.positive("attn_logit_softcapping").orElse(0.0);
    return Gemma.decoder(
            checkpoint,
            config,
            layer -> {
              String at = "model.layers." + layer + ".";
              Attention spec =
                  config.attention(layer).withRope(rope).withScale(scale).withSoftcap(cap);
              return layer(
                  checkpoint,
                  at,
                  layer,
                  config,
                  SelfAttention.of(
                      checkpoint, at + "self_attn.", layer, config.hiddenSize(), spec));
            })
        .withLogitSoftcap(checkpoint.positive("final_logit_softcapping").orElse(0.0));
  }

  /** Here the norm before the MLP is not the one after attention. */
  static void names(Checkpoint checkpoint) {
    checkpoint
        .naming("pre_feedforward_layernorm", "ffn_norm")
        .naming("post_attention_layernorm", "post_attention_norm")
        .naming("post_feedforward_layernorm", "post_ffw_norm");
  }

  static Sandwich layer(
      Checkpoint checkpoint, String at, int layer, Config config, SelfAttention attention) {
    return new Sandwich(
        Optional.of(Gemma.norm(checkpoint, at + "input_layernorm", config)),
        attention,
        Gemma.norm(checkpoint, at + "post_attention_layernorm", config),
        Optional.of(Gemma.norm(checkpoint, at + "pre_feedforward_layernorm", config)),
        Mlp.gated(
            checkpoint,
            at + "mlp.",
            config.inner()[layer],
            config.hiddenSize(),
            Gemma.activation(checkpoint)),
        Gemma.norm(checkpoint, at + "post_feedforward_layernorm", config));
  }

  /** The largest model scales by its hidden width over heads; GGUF files leave that unsaid. */
  static double scale(Checkpoint checkpoint, Config config, int layersOfLargest) {
    double divisor =
        checkpoint.gguf() && config.layers() == layersOfLargest
            ? (double) config.hiddenSize() / config.heads()[0]
            : config.headDim();
    return 1 / Math.sqrt(checkpoint.positive("query_pre_attn_scalar").orElse(divisor));
  }
}
