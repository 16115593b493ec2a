package dev.trine.model;

/**
 * Granite 3 and 4 dense (IBM 2024): Llama with multipliers on embeddings, scores, residuals and
 * logits.
 */
final class Granite {
  private Granite() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    // transformers' own default is 1, not the root of the head's size.
    double scale =
        checkpoint
            .positive("attention_multiplier")
            .orElse(checkpoint.gguf() ? 1 / Math.sqrt(config.headDim()) : 1.0);
    double residualScale = checkpoint.positive("residual_multiplier").orElse(1.0);
    return Decoder.of(
            checkpoint,
            config,
            layer -> {
              String at = "model.layers." + layer + ".";
              int hidden = config.hiddenSize();
              Attention spec = config.attention(layer).withRope(rope).withScale(scale);
              return PreNorm.of(
                      checkpoint,
                      at,
                      config,
                      SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
                      Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation))
                  .withScale(residualScale);
            })
        .withEmbeddingScale(checkpoint.positive("embedding_multiplier").orElse(1.0))
        .withLogitScale(1 / checkpoint.positive("logits_scaling").orElse(1.0));
  }
}
