package dev.trine.model;

import java.util.Optional;

/**
 * OLMo 2 (OLMo team 2024, arXiv:2501.00656): Llama with norms after both parts of a layer instead
 * of before, and one for all query heads together, one for all keys.
 */
final class Olmo2 {
  private Olmo2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("post_attention_layernorm", "post_attention_norm")
        .naming("post_feedforward_layernorm", "post_ffw_norm");
    // OLMo 3 slides in three layers of four.
    Config config = Config.of(checkpoint, layer -> (layer + 1) % 4 != 0);
    int dim = config.headDim();
    Rope rope =
        Rope.at(checkpoint, "rope_parameters.full_attention", dim, false)
            .orElseGet(() -> Rope.of(checkpoint, dim, false));
    // What OLMo 3's windows see was never stretched.
    Rope local =
        Rope.at(checkpoint, "rope_parameters.sliding_attention", dim, false)
            .orElseGet(() -> Rope.unscaled(dim, dim, Rope.theta(checkpoint), false));
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          double eps = config.eps();
          boolean slides = config.windows()[layer] != Integer.MAX_VALUE;
          Attention spec = config.attention(layer).withRope(slides ? local : rope);
          String attention = at + "self_attn.";
          return new Sandwich(
              Optional.empty(),
              SelfAttention.of(checkpoint, attention, layer, hidden, spec)
                  .withHeadNorms(
                      checkpoint.rmsNorm(
                          attention + "q_norm", (long) spec.heads() * spec.keyDim(), eps),
                      checkpoint.rmsNorm(attention + "k_norm", spec.keyWidth(), eps)),
              checkpoint.rmsNorm(at + "post_attention_layernorm", hidden, eps),
              Optional.empty(),
              Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation),
              checkpoint.rmsNorm(at + "post_feedforward_layernorm", hidden, eps));
        });
  }
}
