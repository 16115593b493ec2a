package dev.trine.model;

/**
 * Nomic's BERT (Nussbaum et al. 2024, arXiv:2402.01613): BERT with rotary positions, a gated MLP,
 * and no biases.
 */
final class NomicBert {
  private NomicBert() {}

  static Encoder open(Checkpoint checkpoint) {
    Bert.nameEmbeddings(checkpoint);
    checkpoint
        .naming("encoder.layers", "blk")
        .naming("emb_ln", "token_embd_norm")
        .naming("attn.Wqkv", "attn_qkv")
        .naming("attn.out_proj", "attn_output")
        .naming("norm1", "attn_output_norm")
        .naming("norm2", "layer_output_norm")
        .naming("mlp.fc11", "ffn_up")
        .naming("mlp.fc12", "ffn_gate")
        .naming("mlp.fc2", "ffn_down");
    checkpoint.leaveOut("^(cls|pooler|classifier)\\.");
    checkpoint.require("activation_function", "swiglu");
    checkpoint.require("prenorm", "false");
    checkpoint.require("rotary_emb_interleaved", "false");
    checkpoint.require("rotary_scaling_factor", "null");
    int hidden = checkpoint.count("hidden_size", "n_embd");
    int inner = checkpoint.count("intermediate_size", "n_inner");
    double eps =
        checkpoint
            .positive("layer_norm_epsilon")
            .or(() -> checkpoint.positive("layer_norm_eps"))
            .orElse(1e-12);
    Attention plain =
        Attention.ofParts(checkpoint, hidden, checkpoint.count("num_attention_heads", "n_head"));
    Attention spec = plain.bothWays().withRope(rope(checkpoint, plain.keyDim()));
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            checkpoint.count("max_position_embeddings", "n_positions"),
            Config.checkedLayers(checkpoint, checkpoint.count("num_hidden_layers", "n_layer")),
            layer -> {
              String at = "encoder.layers." + layer + ".";
              Linear o = checkpoint.linear(at + "attn.out_proj", hidden, hidden);
              return new PostNorm(
                  FusedHeads.of(checkpoint, at + "attn.Wqkv", hidden, spec)
                      .attention(layer, o, spec),
                  checkpoint.layerNorm(at + "norm1", hidden, eps),
                  Mlp.gated(
                      checkpoint.linear(at + "mlp.fc12", inner, hidden),
                      checkpoint.linear(at + "mlp.fc11", inner, hidden),
                      checkpoint.linear(at + "mlp.fc2", hidden, inner),
                      Activation.of(checkpoint, "hidden_act", Activation.SILU)),
                  checkpoint.layerNorm(at + "norm2", hidden, eps));
            })
        .withTypes(checkpoint.typesIfPresent("embeddings.token_type_embeddings.weight", hidden))
        .withEmbeddingNorm(checkpoint.layerNorm("emb_ln", hidden, eps));
  }

  /** The first folders call the base otherwise than those that transformers writes. */
  private static Rope rope(Checkpoint checkpoint, int dim) {
    return checkpoint
        .positive("rotary_emb_base")
        .map(theta ->
            Rope.unscaled(dim, Rope.turned(checkpoint, "rotary_emb_fraction", dim), theta, false))
        .orElseGet(() -> Rope.of(checkpoint, dim, false));
  }
}
