package dev.trine.model;

import java.util.Optional;

/**
 * Qwen1.5-MoE and Qwen2-MoE (arXiv:2407.10671): Qwen2's attention; besides the experts that are
 * chosen, one that always works, through a gate of its own.
 */
final class Qwen2Moe {
  private Qwen2Moe() {}

  /** What GGUF files call the experts. */
  static void names(Checkpoint checkpoint) {
    checkpoint
        .naming("mlp.shared_expert_gate", "ffn_gate_inp_shexp")
        .naming("mlp.shared_expert.gate_proj", "ffn_gate_shexp")
        .naming("mlp.shared_expert.up_proj", "ffn_up_shexp")
        .naming("mlp.shared_expert.down_proj", "ffn_down_shexp")
        .setting("shared_expert_intermediate_size", "expert_shared_feed_forward_length");
  }

  static Transformer open(Checkpoint checkpoint) {
    names(checkpoint);
    Config config = Config.of(checkpoint, Qwen3.slides(checkpoint));
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          FeedForward mlp =
              Qwen3Moe.dense(checkpoint, layer)
                  ? Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation)
                  : experts(checkpoint, at + "mlp.", hidden, activation, false);
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              mlp);
        });
  }

  /** The experts under a name, with the one that always works. */
  static Experts experts(
      Checkpoint checkpoint, String at, int hidden, Activation activation, boolean normalizes) {
    int count = Qwen3Moe.experts(checkpoint);
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(4);
    int inner = checkpoint.count("moe_intermediate_size");
    int shared = checkpoint.count("shared_expert_intermediate_size");
    boolean normalized = checkpoint.flag("norm_topk_prob", normalizes);
    return Experts.of(
        checkpoint,
        Router.softmax(checkpoint, checkpoint.linear(at + "gate", count, hidden), used, normalized),
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation),
        Optional.of(Mlp.gated(checkpoint, at + "shared_expert.", shared, hidden, activation)),
        Optional.of(checkpoint.linear(at + "shared_expert_gate", 1, hidden)));
  }
}
