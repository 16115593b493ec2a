package dev.trine.model;

/**
 * Nemotron 4 and Minitron (Parmar et al. 2024, arXiv:2402.16819): layer norms around one, an MLP of
 * two weights with a squared rectifier between, half of each head turned.
 */
final class Nemotron {
  private Nemotron() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.setting("norm_eps", "attention.layer_norm_epsilon");
    Config config = Config.of(checkpoint, checkpoint.positive("norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.RELU_SQUARED);
    return Decoder.of(
        checkpoint,
        config,
        norm(checkpoint, "model.norm", config),
        layer -> {
          String at = "model.layers." + layer + ".";
          int inner = config.inner()[layer];
          Attention spec = config.attention(layer).withRope(rope);
          return new PreNorm(
              norm(checkpoint, at + "input_layernorm", config),
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              norm(checkpoint, at + "post_attention_layernorm", config),
              Mlp.plain(
                  checkpoint, at + "mlp.up_proj", at + "mlp.down_proj", inner, hidden, activation));
        });
  }

  /** A folder holds what is added to one, a GGUF file the sum. */
  private static Norm norm(Checkpoint checkpoint, String name, Config config) {
    Norm norm = checkpoint.layerNorm(name, config.hiddenSize(), config.eps());
    return checkpoint.gguf() ? norm : norm.plusOne();
  }
}
