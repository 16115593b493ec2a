package dev.trine.model;

/**
 * Command R (Cohere 2024) and Command R7B (2025): attention and MLP side by side behind one layer
 * norm without bias, scaled logits, output and embedding tied; in the newer models a window in
 * three layers of four, and no turns in the others.
 */
final class Cohere {
  private Cohere() {}

  static Transformer open(Checkpoint checkpoint) {
    boolean newer = checkpoint.architecture().endsWith("2");
    int pattern = checkpoint.countIfPresent("sliding_window_pattern").orElse(4);
    Config config =
        Config.of(
            checkpoint,
            layer -> newer && (layer + 1) % pattern != 0,
            checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), true);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return new Decoder(
            config.embedding(),
            layer -> {
              String at = "model.layers." + layer + ".";
              boolean slides = config.windows()[layer] != Integer.MAX_VALUE;
              Attention spec = config.attention(layer);
              Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps());
              return new Parallel(
                  norm,
                  SelfAttention.of(
                      checkpoint,
                      at + "self_attn.",
                      layer,
                      hidden,
                      newer && !slides ? spec : spec.withRope(rope)),
                  norm,
                  Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
            },
            config.layers(),
            checkpoint.layerNorm("model.norm", hidden, config.eps()),
            checkpoint.tied(config.embedding()),
            config.contextLength())
        .withLogitScale(checkpoint.positive("logit_scale").orElse(0.0625));
  }
}
