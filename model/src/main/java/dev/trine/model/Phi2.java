package dev.trine.model;

/**
 * Phi-1 to Phi-2 (Li et al. 2023, arXiv:2309.05463): attention and MLP side by side behind one
 * layer norm, biases everywhere, a part of each head turned.
 */
final class Phi2 {
  private Phi2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.dense", "attn_output")
        .naming("mlp.fc1", "ffn_up")
        .naming("mlp.fc2", "ffn_down")
        .naming("model.final_layernorm", "output_norm");
    Config config = Config.of(checkpoint, checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU_TANH);
    return new Decoder(
        config.embedding(),
        layer -> {
          String at = "model.layers." + layer + ".";
          int inner = config.inner()[layer];
          Attention spec = config.attention(layer).withRope(rope);
          Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps());
          return new Parallel(
              norm,
              attention(checkpoint, at + "self_attn.", layer, hidden, spec),
              norm,
              Mlp.plain(
                  checkpoint.linear(at + "mlp.fc1", inner, hidden),
                  checkpoint.linear(at + "mlp.fc2", hidden, inner),
                  activation));
        },
        config.layers(),
        checkpoint.layerNorm("model.final_layernorm", hidden, config.eps()),
        checkpoint.output(config.embedding()),
        config.contextLength());
  }

  /** GGUF files have query, key and value in one. */
  private static SelfAttention attention(
      Checkpoint checkpoint, String at, int layer, int hidden, Attention spec) {
    int queries = spec.heads() * spec.keyDim();
    int keys = spec.keyWidth();
    Linear o = checkpoint.linear(at + "dense", hidden, queries);
    if (checkpoint.has(at + "qkv_proj")) {
      Linear qkv = checkpoint.linear(at + "qkv_proj", queries + 2L * keys, hidden);
      return new SelfAttention(
          layer,
          qkv.rows(0, queries),
          qkv.rows(queries, keys),
          qkv.rows(queries + keys, keys),
          o,
          spec);
    }
    return new SelfAttention(
        layer,
        checkpoint.linear(at + "q_proj", queries, hidden),
        checkpoint.linear(at + "k_proj", keys, hidden),
        checkpoint.linear(at + "v_proj", keys, hidden),
        o,
        spec);
  }
}
