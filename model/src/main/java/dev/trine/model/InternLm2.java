package dev.trine.model;

/**
 * InternLM2 and 2.5 (Cai et al. 2024, arXiv:2403.17297): Llama with names of its own, and query,
 * key and value in one weight, group by group.
 */
final class InternLm2 {
  private InternLm2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("model.tok_embeddings", "token_embd")
        .naming("attention.wo", "attn_output")
        .naming("attention_norm", "attn_norm")
        .naming("feed_forward.w1", "ffn_gate")
        .naming("feed_forward.w2", "ffn_down")
        .naming("feed_forward.w3", "ffn_up");
    if (checkpoint.gguf()) {
      return Llama.decoder(checkpoint); // the converter parts the heads, and reorders them
    }
    Config config = Config.of(checkpoint, "model.tok_embeddings.weight");
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int hidden = config.hiddenSize();
    return new Decoder(
        config.embedding(),
        layer -> {
          String at = "model.layers." + layer + ".";
          String mlp = at + "feed_forward.";
          int inner = config.inner()[layer];
          Attention spec = config.attention(layer).withRope(rope);
          return new PreNorm(
              checkpoint.rmsNorm(at + "attention_norm", hidden, config.eps()),
              FusedHeads.grouped(checkpoint, at + "attention.wqkv", hidden, spec)
                  .attention(
                      layer,
                      checkpoint.linear(
                          at + "attention.wo", hidden, (long) spec.heads() * spec.keyDim()),
                      spec),
              checkpoint.rmsNorm(at + "ffn_norm", hidden, config.eps()),
              Mlp.gated(
                  checkpoint.linear(mlp + "w1", inner, hidden),
                  checkpoint.linear(mlp + "w3", inner, hidden),
                  checkpoint.linear(mlp + "w2", hidden, inner),
                  activation));
        },
        config.layers(),
        checkpoint.rmsNorm("model.norm", hidden, config.eps()),
        checkpoint.linear("output", config.embedding().rows(), hidden),
        config.contextLength());
  }
}
