package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * BLOOM (BigScience 2022, arXiv:2211.05100): layer norms with biases, one of them behind the
 * embeddings; attention with linear biases.
 */
final class Bloom {
  private Bloom() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("h.", "blk.") // the last to be replaced, since others end with an h
        .naming("word_embeddings", "token_embd")
        .naming("word_embeddings_layernorm", "token_embd_norm")
        .naming("ln_f", "output_norm")
        .naming("self_attention.query_key_value", "attn_qkv")
        .naming("self_attention.dense", "attn_output")
        .naming("post_attention_layernorm", "ffn_norm")
        .naming("mlp.dense_h_to_4h", "ffn_up")
        .naming("mlp.dense_4h_to_h", "ffn_down")
        .setting("n_layer", "block_count")
        .setting("n_head", "attention.head_count")
        .setting("layer_norm_epsilon", "attention.layer_norm_epsilon");
    checkpoint.require("apply_residual_connection_post_layernorm", "false");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("n_head", "num_attention_heads");
    int layers = checkpoint.count("n_layer", "num_hidden_layers");
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    Attention plain = Attention.ofParts(checkpoint, hidden, heads);
    Attention spec = plain.withAlibi(Alibi.of(heads, plain.keyDim(), 8, plain.scale()));
    checkpoint.number("attention.max_alibi_bias"); // 8 in all of them
    Tensor embedding = Config.embedding(checkpoint, "word_embeddings.weight", hidden);
    return new Decoder(
            embedding,
            layer -> {
              String at = "h." + layer + ".";
              return new PreNorm(
                  checkpoint.layerNorm(at + "input_layernorm", hidden, eps),
                  FusedHeads.grouped(
                          checkpoint, at + "self_attention.query_key_value", hidden, plain)
                      .attention(
                          layer,
                          checkpoint.linear(at + "self_attention.dense", hidden, hidden),
                          spec),
                  checkpoint.layerNorm(at + "post_attention_layernorm", hidden, eps),
                  Mlp.plain(
                      checkpoint,
                      at + "mlp.dense_h_to_4h",
                      at + "mlp.dense_4h_to_h",
                      4 * hidden,
                      hidden,
                      Activation.GELU_TANH));
            },
            Config.checkedLayers(checkpoint, layers),
            checkpoint.layerNorm("ln_f", hidden, eps),
            checkpoint.output(embedding),
            checkpoint.countIfPresent("seq_length").orElse(2048))
        .withEmbeddingNorm(checkpoint.layerNorm("word_embeddings_layernorm", hidden, eps));
  }
}
