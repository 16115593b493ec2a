package dev.trine.model;

/**
 * GLM-4.5 (GLM team 2025, arXiv:2508.06471) and dots.llm1 (rednote-hilab 2025, arXiv:2506.05767):
 * the attention of Qwen3, in GLM's smaller model without its norms, and the experts of DeepSeek-V3.
 */
final class Glm4Moe {
  private Glm4Moe() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.setting("n_routed_experts", "expert_count");
    if (!checkpoint.architecture().equals("dots1")) {
      checkpoint.naming("post_attention_layernorm", "post_attention_norm");
    }
    checkpoint.leaveOut("nextn");
    Config config = Config.of(checkpoint);
    checkpoint.leaveOut("(model\\.layers|blk)\\." + config.layers() + "\\.");
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int dense = checkpoint.number("first_k_dense_replace").map(Double::intValue).orElse(0);
    checkpoint.flag("use_qk_norm", false); // the weights tell
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
              checkpoint.has(self + "q_norm")
                  ? Qwen3.attention(checkpoint, self, layer, config, rope)
                  : SelfAttention.of(checkpoint, self, layer, hidden, spec),
              layer < dense
                  ? Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation)
                  : DeepSeek2.experts(checkpoint, at + "mlp.", config, activation));
        });
  }
}
