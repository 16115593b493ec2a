package dev.trine.model;

/**
 * Mixtral (Jiang et al. 2024, arXiv:2401.04088): Mistral with a mixture of experts in every layer,
 * the weights of the chosen made to sum to one. In GGUF files it is a Llama with experts.
 */
final class Mixtral {
  private static final String[] PARTS = {"w1", "w3", "w2"}; // gate, up, down

  private Mixtral() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.setting("num_local_experts", "expert_count");
    Config config = Config.of(checkpoint, layer -> true);
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int experts = checkpoint.count("num_local_experts");
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(2);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          int inner = config.inner()[layer];
          // transformers from version 5 on, and GGUF files, call the experts as others do.
          boolean old = checkpoint.has(at + "block_sparse_moe.gate");
          String moe = at + (old ? "block_sparse_moe." : "mlp.");
          Mlp[] all =
              old
                  ? Experts.read(
                      checkpoint, moe + "experts.", experts, inner, hidden, PARTS, activation)
                  : Experts.read(checkpoint, moe + "experts.", experts, inner, hidden, activation);
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              Experts.of(
                  checkpoint,
                  Router.softmax(
                      checkpoint, checkpoint.linear(moe + "gate", experts, hidden), used, true),
                  all));
        });
  }
}
