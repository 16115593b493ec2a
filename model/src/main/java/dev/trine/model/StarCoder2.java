package dev.trine.model;

/**
 * StarCoder2 (Lozhkov et al. 2024, arXiv:2402.19173): Llama with layer norms, biases everywhere, an
 * MLP without a gate, and a window.
 */
final class StarCoder2 {
  private StarCoder2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("mlp.c_fc", "ffn_up")
        .naming("mlp.c_proj", "ffn_down")
        .setting("norm_epsilon", "attention.layer_norm_epsilon");
    checkpoint.require("norm_type", "layer_norm");
    checkpoint.require("mlp_type", "default");
    double eps = checkpoint.positive("norm_epsilon").orElse(1e-5);
    Config config = Config.of(checkpoint, layer -> true, eps);
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU_TANH);
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.layerNorm("model.norm", hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          int inner = config.inner()[layer];
          Attention spec = config.attention(layer).withRope(rope);
          return PreNorm.ofLayerNorms(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              Mlp.plain(checkpoint, at + "mlp.c_fc", at + "mlp.c_proj", inner, hidden, activation));
        });
  }
}
