package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * LFM2 (Liquid AI 2025, arXiv:2511.23404): most layers mix a token with the two before it by a
 * convolution between two gates; the others attend. Larger ones have experts in all but the first
 * layers.
 */
final class Lfm2 {
  private static final String[] PARTS = {"w1", "w3", "w2"}; // gate, up and down

  private Lfm2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("model.embedding_norm", "token_embd_norm") // which is the last norm
        .naming("operator_norm", "attn_norm")
        .naming("self_attn.q_layernorm", "attn_q_norm")
        .naming("self_attn.k_layernorm", "attn_k_norm")
        .naming("self_attn.out_proj", "attn_output")
        .naming("conv.conv", "shortconv.conv")
        .naming(".conv.in_proj", ".shortconv.in_proj")
        .naming(".conv.out_proj", ".shortconv.out_proj")
        .naming("feed_forward.w1", "ffn_gate")
        .naming("feed_forward.w3", "ffn_up")
        .naming("feed_forward.w2", "ffn_down")
        .naming("feed_forward.gate.", "ffn_gate_inp.")
        .naming("feed_forward.expert_bias", "exp_probs_b.bias")
        .naming("feed_forward.experts.w1", "ffn_gate_exps")
        .naming("feed_forward.experts.w3", "ffn_up_exps")
        .naming("feed_forward.experts.w2", "ffn_down_exps")
        .setting("norm_eps", "attention.layer_norm_rms_epsilon")
        .setting("conv_L_cache", "shortconv.l_cache");
    Config config = Config.of(checkpoint, checkpoint.positive("norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    int dim = config.headDim();
    int kernel = checkpoint.countIfPresent("conv_L_cache").orElse(3);
    if (checkpoint.flag("conv_bias", false)) {
      checkpoint.noteUntold("conv_bias");
    }
    Rope rope = Rope.of(checkpoint, dim, false);
    String last =
        checkpoint.has("model.norm") ? "model.norm" : "model.embedding_norm"; // newer GGUF files
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.rmsNorm(last, hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          return new PreNorm(
              checkpoint.rmsNorm(at + "operator_norm", hidden, config.eps()),
              checkpoint.has(at + "conv.in_proj")
                  ? ShortConvolution.of(checkpoint, at + "conv.", layer, hidden, kernel)
                  : attention(checkpoint, at + "self_attn.", layer, config, rope),
              checkpoint.rmsNorm(at + "ffn_norm", hidden, config.eps()),
              checkpoint.has(at + "feed_forward.gate")
                  ? experts(checkpoint, at + "feed_forward.", hidden)
                  : mlp(checkpoint, at + "feed_forward.", hidden));
        });
  }

  /** The width follows from settings in a way of its own; the tensor has it. */
  private static Mlp mlp(Checkpoint checkpoint, String at, int hidden) {
    int inner = checkpoint.find(at + "w1.weight").map(Tensor::rows).orElse(1);
    return Mlp.gated(
        checkpoint.linear(at + "w1", inner, hidden),
        checkpoint.linear(at + "w3", inner, hidden),
        checkpoint.linear(at + "w2", hidden, inner),
        Activation.SILU);
  }

  private static Experts experts(Checkpoint checkpoint, String at, int hidden) {
    checkpoint.require("scoring_func", "sigmoid", "2");
    int count = Qwen3Moe.experts(checkpoint);
    int inner = checkpoint.count("moe_intermediate_size");
    double scale = checkpoint.positive("routed_scaling_factor").orElse(1.0);
    boolean normalized = checkpoint.flag("norm_topk_prob", true);
    if (scale != 1 || !normalized) {
      checkpoint.noteUntold("routed_scaling_factor or norm_topk_prob");
    }
    Router plain =
        Router.softmax(
                checkpoint,
                checkpoint.linear(at + "gate", count, hidden),
                checkpoint.count("num_experts_per_tok"),
                normalized)
            .withScoring(Router.Scoring.SIGMOID)
            .withScale(scale);
    return Experts.of(
        checkpoint,
        checkpoint
            .find(at + "expert_bias")
            .map(bias -> plain.withBias(checkpoint.vector(at + "expert_bias", count)))
            .orElse(plain),
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, PARTS, Activation.SILU));
  }

  private static SelfAttention attention(
      Checkpoint checkpoint, String at, int layer, Config config, Rope rope) {
    Attention spec = config.attention(layer).withRope(rope);
    int hidden = config.hiddenSize();
    return new SelfAttention(
            layer,
            checkpoint.linear(at + "q_proj", (long) spec.heads() * spec.keyDim(), hidden),
            checkpoint.linear(at + "k_proj", spec.keyWidth(), hidden),
            checkpoint.linear(at + "v_proj", spec.valueWidth(), hidden),
            checkpoint.linear(at + "out_proj", hidden, (long) spec.heads() * spec.valueDim()),
            spec)
        .withHeadNorms(
            checkpoint.rmsNorm(at + "q_layernorm", spec.keyDim(), config.eps()),
            checkpoint.rmsNorm(at + "k_layernorm", spec.keyDim(), config.eps()));
  }
}
