package dev.trine.model;

import java.util.Optional;

/**
 * GLM-4 (GLM team 2024, arXiv:2406.12793; GLM-4-0414): half of each head turns, in neighbouring
 * pairs; gate and up in one weight; the newer models have norms behind both parts of a layer too.
 */
final class Glm {
  private Glm() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("post_attention_layernorm", "ffn_norm")
        .naming("post_self_attn_layernorm", "post_attention_norm")
        .naming("post_mlp_layernorm", "post_ffw_norm");
    Config config = Config.of(checkpoint);
    int hidden = config.hiddenSize();
    double eps = config.eps();
    Rope rope = Rope.of(checkpoint, config.headDim(), true);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int inner = config.inner()[layer];
          Linear gateUp = checkpoint.linear(at + "mlp.gate_up_proj", 2L * inner, hidden);
          Mlp mlp =
              Mlp.gated(
                  gateUp.rows(0, inner),
                  gateUp.rows(inner, inner),
                  checkpoint.linear(at + "mlp.down_proj", hidden, inner),
                  activation);
          Attention spec = config.attention(layer).withRope(rope);
          Mixer attention = SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec);
          return checkpoint.architecture().equals("glm")
              ? PreNorm.of(checkpoint, at, config, attention, mlp)
              : new Sandwich(
                  Optional.of(checkpoint.rmsNorm(at + "input_layernorm", hidden, eps)),
                  attention,
                  checkpoint.rmsNorm(at + "post_self_attn_layernorm", hidden, eps),
                  Optional.of(checkpoint.rmsNorm(at + "post_attention_layernorm", hidden, eps)),
                  mlp,
                  checkpoint.rmsNorm(at + "post_mlp_layernorm", hidden, eps));
        });
  }
}
