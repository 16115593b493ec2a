package dev.trine.model;

/**
 * OLMoE (Muennighoff et al. 2024, arXiv:2409.02060): Llama with one norm for all query heads
 * together and one for all keys, and a mixture of many small experts in every layer.
 */
final class Olmoe {
  private Olmoe() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int experts = Qwen3Moe.experts(checkpoint);
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(8);
    boolean normalized = checkpoint.flag("norm_topk_prob", false);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          String self = at + "self_attn.";
          int hidden = config.hiddenSize();
          double eps = config.eps();
          Attention spec = config.attention(layer).withRope(rope);
          Linear router = checkpoint.linear(at + "mlp.gate", experts, hidden);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, self, layer, hidden, spec)
                  .withHeadNorms(
                      checkpoint.rmsNorm(self + "q_norm", (long) spec.heads() * spec.keyDim(), eps),
                      checkpoint.rmsNorm(self + "k_norm", spec.keyWidth(), eps)),
              Experts.of(
                  checkpoint,
                  Router.softmax(checkpoint, router, used, normalized),
                  Experts.read(
                      checkpoint,
                      at + "mlp.experts.",
                      experts,
                      config.inner()[layer],
                      hidden,
                      activation)));
        });
  }
}
