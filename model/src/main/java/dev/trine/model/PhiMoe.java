package dev.trine.model;

/**
 * Phi-3.5-MoE (Abdin et al. 2024, arXiv:2404.14219): Mixtral with layer norms, biases, and a router
 * that weighs each chosen expert against those near it only (SparseMixer, arXiv:2310.00811).
 */
final class PhiMoe {
  private static final String[] PARTS = {"w1", "w3", "w2"}; // gate, up, down
  private static final int CHOSEN =
      2; // experts of a token: the second is weighed without the first

  private PhiMoe() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.naming("mlp.router", "ffn_gate_inp").setting("num_local_experts", "expert_count");
    Config config =
        Config.of(checkpoint, layer -> true, checkpoint.positive("rms_norm_eps").orElse(1e-5));
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int experts = checkpoint.count("num_local_experts");
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(CHOSEN);
    if (used != CHOSEN) {
      throw checkpoint.error(
          "num_experts_per_tok is %d, which SparseMixer does not know; known is %d"
              .formatted(used, CHOSEN));
    }
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.layerNorm("model.norm", hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          int inner = config.inner()[layer];
          // transformers from version 5 on calls the experts as others do.
          boolean old = checkpoint.has(at + "block_sparse_moe.gate");
          String moe = at + (old ? "block_sparse_moe." : "mlp.");
          Linear gate =
              checkpoint.linear(
                  moe + (old || checkpoint.gguf() ? "gate" : "router"), experts, hidden);
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.ofLayerNorms(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              Experts.of(
                  checkpoint,
                  Router.softmax(checkpoint, gate, used, false).withScoring(Router.Scoring.SPARSE),
                  old
                      ? Experts.read(
                          checkpoint, moe + "experts.", experts, inner, hidden, PARTS, activation)
                      : Experts.read(
                          checkpoint, moe + "experts.", experts, inner, hidden, activation)));
        });
  }
}
