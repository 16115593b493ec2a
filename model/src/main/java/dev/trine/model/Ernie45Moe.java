package dev.trine.model;

import java.util.Optional;

/**
 * ERNIE 4.5 with experts (Baidu 2025): neighbouring pairs turn; behind the first layers experts
 * chosen by a softmax with a bias for the choice, beside some that always work.
 */
final class Ernie45Moe {
  private Ernie45Moe() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("mlp.moe_statics.e_score_correction_bias", "exp_probs_b.bias")
        .setting("moe_num_experts", "expert_count")
        .setting("moe_k", "expert_used_count")
        .setting("moe_num_shared_experts", "expert_shared_count")
        .setting("moe_layer_start_index", "leading_dense_block_count")
        .setting("moe_layer_interval", "interleave_moe_layer_step");
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), true);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int first = checkpoint.number("moe_layer_start_index").map(Double::intValue).orElse(1);
    int last =
        checkpoint
            .number("moe_layer_end_index")
            .filter(it -> it >= 0)
            .map(Double::intValue)
            .orElse(config.layers() - 1);
    int every = checkpoint.countIfPresent("moe_layer_interval").orElse(1);
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          boolean sparse = layer >= first && layer <= last && (layer + 1) % every == 0;
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              sparse
                  ? experts(checkpoint, at + "mlp.", hidden, activation)
                  : Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        });
  }

  private static Experts experts(
      Checkpoint checkpoint, String at, int hidden, Activation activation) {
    int count = checkpoint.count("moe_num_experts");
    int used = checkpoint.count("moe_k");
    int inner = checkpoint.count("moe_intermediate_size");
    int shared = checkpoint.number("moe_num_shared_experts").map(Double::intValue).orElse(0);
    Router router =
        Router.softmax(checkpoint, checkpoint.linear(at + "gate", count, hidden), used, true)
            .withBias(checkpoint.numbersOf(at + "moe_statics.e_score_correction_bias", count));
    return Experts.of(
        checkpoint,
        router,
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation),
        shared == 0
            ? Optional.empty()
            : Optional.of(
                Mlp.gated(checkpoint, at + "shared_experts.", shared * inner, hidden, activation)),
        Optional.empty());
  }
}
