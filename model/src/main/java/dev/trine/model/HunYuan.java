package dev.trine.model;

import java.util.Optional;

/**
 * Hunyuan (Tencent 2024, arXiv:2411.02265, and the dense models of 2025): Llama whose query and key
 * heads are normalised after they were turned; the larger ones have a mixture of experts beside one
 * that always works.
 */
final class HunYuan {
  private HunYuan() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.query_layernorm", "attn_q_norm")
        .naming("self_attn.key_layernorm", "attn_k_norm")
        .naming("mlp.gate.wg", "ffn_gate_inp")
        .naming("mlp.shared_mlp.gate_proj", "ffn_gate_shexp")
        .naming("mlp.shared_mlp.up_proj", "ffn_up_shexp")
        .naming("mlp.shared_mlp.down_proj", "ffn_down_shexp")
        .setting("moe_topk", "expert_used_count");
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    boolean sparse = checkpoint.has("model.layers.0.mlp.gate.wg");
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          String self = at + "self_attn.";
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, self, layer, hidden, spec)
                  .withHeadNorms(
                      checkpoint.rmsNorm(self + "query_layernorm", config.headDim(), config.eps()),
                      checkpoint.rmsNorm(self + "key_layernorm", config.headDim(), config.eps()))
                  .turningFirst(),
              sparse
                  ? experts(checkpoint, at + "mlp.", layer, config, activation)
                  : Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        });
  }

  private static Experts experts(
      Checkpoint checkpoint, String at, int layer, Config config, Activation activation) {
    int hidden = config.hiddenSize();
    int inner = config.inner()[layer];
    int count = Qwen3Moe.experts(checkpoint);
    int used =
        checkpoint.countsIfPresent("moe_topk", config.layers())
            .orElseThrow(() -> checkpoint.error("moe_topk is missing; get the model again"))[layer];
    return Experts.of(
        checkpoint,
        Router.softmax(checkpoint, checkpoint.linear(at + "gate.wg", count, hidden), used, true),
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation),
        Optional.of(Mlp.gated(checkpoint, at + "shared_mlp.", inner, hidden, activation)),
        Optional.empty());
  }
}
