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
        .naming("self_attn.q_layernorm", "attn_q_norm")
        .naming("self_attn.k_layernorm", "attn_k_norm")
        .naming("mlp.fc1", "ffn_up")
        .naming("mlp.fc2", "ffn_down")
        .naming("model.final_layernorm", "output_norm");
    Config config = Config.of(checkpoint, checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU_TANH);
    boolean normalises = checkpoint.flag("qk_layernorm", false);
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.layerNorm("model.final_layernorm", hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          Attention spec = config.attention(layer).withRope(rope);
          SelfAttention attention = attention(checkpoint, at + "self_attn.", layer, hidden, spec);
          Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps());
          return new Parallel(
              norm,
              normalises
                  ? attention.withHeadNorms(
                      headNorm(checkpoint, at + "self_attn.q_layernorm", config),
                      headNorm(checkpoint, at + "self_attn.k_layernorm", config))
                  : attention,
              norm,
              Mlp.plain(
                  checkpoint,
                  at + "mlp.fc1",
                  at + "mlp.fc2",
                  config.inner()[layer],
                  hidden,
                  activation));
        });
  }

  private static Norm headNorm(Checkpoint checkpoint, String name, Config config) {
    return checkpoint.layerNorm(name, config.headDim(), config.eps());
  }

  /** GGUF files have query, key and value in one. */
  private static SelfAttention attention(
      Checkpoint checkpoint, String at, int layer, int hidden, Attention spec) {
    int queries = spec.heads() * spec.keyDim();
    Linear o = checkpoint.linear(at + "dense", hidden, queries);
    return checkpoint.has(at + "qkv_proj")
        ? FusedHeads.of(checkpoint, at + "qkv_proj", hidden, spec).attention(layer, o, spec)
        : new SelfAttention(
            layer,
            checkpoint.linear(at + "q_proj", queries, hidden),
            checkpoint.linear(at + "k_proj", spec.keyWidth(), hidden),
            checkpoint.linear(at + "v_proj", spec.valueWidth(), hidden),
            o,
            spec);
  }
}
