package dev.trine.model;

/**
 * MiniMax-M2 (MiniMax 2025): one norm for all query heads together and one for all keys, a part of
 * each head turned, and experts chosen by a sigmoid with a bias for the choice.
 */
final class MiniMaxM2 {
  private static final String[] PARTS = {"w1", "w3", "w2"}; // gate, up, down

  private MiniMaxM2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("block_sparse_moe.gate.", "ffn_gate_inp.")
        .naming("block_sparse_moe.e_score_correction_bias", "exp_probs_b.bias")
        .naming("block_sparse_moe.experts.w1", "ffn_gate_exps")
        .naming("block_sparse_moe.experts.w2", "ffn_down_exps")
        .naming("block_sparse_moe.experts.w3", "ffn_up_exps");
    checkpoint.leaveOut("mtp");
    checkpoint.flag("use_qk_norm", true); // the weights tell
    checkpoint.require("scoring_func", "sigmoid", "2");
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int hidden = config.hiddenSize();
    int count = Qwen3Moe.experts(checkpoint);
    int used = checkpoint.count("num_experts_per_tok");
    int inner = checkpoint.gguf() ? checkpoint.count("moe_intermediate_size") : config.inner()[0];
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          String self = at + "self_attn.";
          String moe = at + "block_sparse_moe.";
          Attention spec = config.attention(layer).withRope(rope);
          Linear gate = checkpoint.linear(moe + "gate", count, hidden);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, self, layer, hidden, spec)
                  .withHeadNorms(
                      checkpoint.rmsNorm(
                          self + "q_norm", (long) spec.heads() * spec.keyDim(), config.eps()),
                      checkpoint.rmsNorm(self + "k_norm", spec.keyWidth(), config.eps())),
              Experts.of(
                  checkpoint,
                  Router.softmax(checkpoint, gate, used, true)
                      .withScoring(Router.Scoring.SIGMOID)
                      .withBias(checkpoint.vector(moe + "e_score_correction_bias", count)),
                  Experts.read(
                      checkpoint, moe + "experts.", count, inner, hidden, PARTS, activation)));
        });
  }
}
