package dev.trine.model;

/**
 * BitNet b1.58 (Ma et al. 2024, arXiv:2402.17764; 2B4T arXiv:2504.12285): Llama with squared ReLU
 * in the gate and a norm before each part's last product. Ternary weights are a matter of the
 * file's block format.
 */
final class BitNet {
  private BitNet() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.attn_sub_norm", "attn_sub_norm")
        .naming("mlp.ffn_sub_norm", "ffn_sub_norm");
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation =
        Activation.of(
            checkpoint,
            "hidden_act",
            // The first models, in GGUF files, bend with SiLU; that of 2025 has a name of its own.
            checkpoint.gguf() && checkpoint.architecture().equals("bitnet")
                ? Activation.SILU
                : Activation.RELU_SQUARED);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          int inner = config.inner()[layer];
          Attention spec = config.attention(layer).withRope(rope);
          Norm attentionNorm =
              checkpoint.rmsNorm(
                  at + "self_attn.attn_sub_norm", spec.heads() * spec.valueDim(), config.eps());
          Norm mlpNorm = checkpoint.rmsNorm(at + "mlp.ffn_sub_norm", inner, config.eps());
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec)
                  .withInnerNorm(attentionNorm),
              Mlp.gated(checkpoint, at + "mlp.", inner, hidden, activation).withInnerNorm(mlpNorm));
        });
  }
}
