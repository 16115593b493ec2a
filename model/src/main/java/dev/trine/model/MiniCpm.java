package dev.trine.model;

/**
 * MiniCPM (Hu et al. 2024, arXiv:2404.06395): Llama with the scales of maximal update
 * parametrisation on embeddings, residuals and logits.
 */
final class MiniCpm {
  private MiniCpm() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int hidden = config.hiddenSize();
    double embeddingScale;
    double residualScale;
    double logitDivisor;
    if (checkpoint.gguf()) {
      // Files from before these keys are of the 2.4B model.
      embeddingScale = checkpoint.positive("embedding_multiplier").orElse(12.0);
      residualScale =
          checkpoint.positive("residual_multiplier").orElse(1.4 / Math.sqrt(config.layers()));
      logitDivisor = checkpoint.positive("logits_scaling").orElse(hidden / 256.0);
    } else {
      embeddingScale = checkpoint.positive("scale_emb").orElse(1.0);
      residualScale =
          checkpoint
              .positive("scale_depth")
              .map(depth -> depth / Math.sqrt(config.layers()))
              .orElse(1.0);
      logitDivisor = checkpoint.positive("dim_model_base").map(width -> hidden / width).orElse(1.0);
    }
    return Decoder.of(
            checkpoint,
            config,
            layer -> {
              String at = "model.layers." + layer + ".";
              Attention spec = config.attention(layer).withRope(rope);
              return PreNorm.of(
                      checkpoint,
                      at,
                      config,
                      SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
                      Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation))
                  .withScale(residualScale);
            })
        .withEmbeddingScale(embeddingScale)
        .withLogitScale(1 / logitDivisor);
  }
}
