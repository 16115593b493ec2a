package dev.trine.model;

/**
 * StableLM 2 (Bellagente et al. 2024, arXiv:2402.17834): Llama with layer norms, a quarter of each
 * head turned, and in its first models biases on query, key and value.
 */
final class StableLm {
  private StableLm() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint, checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return new Decoder(
        config.embedding(),
        layer -> {
          String at = "model.layers." + layer + ".";
          Attention spec = config.attention(layer).withRope(rope);
          return new PreNorm(
              checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps()),
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              checkpoint.layerNorm(at + "post_attention_layernorm", hidden, config.eps()),
              Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        },
        config.layers(),
        checkpoint.layerNorm("model.norm", hidden, config.eps()),
        checkpoint.output(config.embedding()),
        config.contextLength());
  }
}
