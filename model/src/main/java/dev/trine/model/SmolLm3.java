package dev.trine.model;

/**
 * SmolLM3 (Hugging Face 2025): Llama in which every fourth layer does not turn queries and keys
 * (NoPE, Yang et al. 2025, arXiv:2501.18795).
 */
final class SmolLm3 {
  private SmolLm3() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint, Qwen3.slides(checkpoint));
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    double[] turns =
        checkpoint.numbers("no_rope_layers").mapToDouble(Double::doubleValue).toArray();
    int interval = checkpoint.countIfPresent("no_rope_layer_interval").orElse(4);
    if (turns.length > 0 && turns.length < config.layers()) {
      throw checkpoint.error("no_rope_layers has %d entries".formatted(turns.length));
    }
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          boolean turned = turns.length > 0 ? turns[layer] != 0 : (layer + 1) % interval != 0;
          Attention spec = config.attention(layer);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(
                  checkpoint,
                  at + "self_attn.",
                  layer,
                  hidden,
                  turned ? spec.withRope(rope) : spec),
              Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        });
  }
}
