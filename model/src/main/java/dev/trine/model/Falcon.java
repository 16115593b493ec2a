package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * Falcon (Almazrouei et al. 2023, arXiv:2311.16867): attention and MLP side by side, query, key and
 * value in one weight; the first model of 7 B has one key head for all queries and one norm, the
 * later ones groups and a norm for each part.
 */
final class Falcon {
  private Falcon() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("transformer.word_embeddings", "token_embd")
        .naming("transformer.ln_f", "output_norm")
        .naming("transformer.h.", "blk.")
        .naming("self_attention.query_key_value", "attn_qkv")
        .naming("self_attention.dense", "attn_output")
        .naming("ln_attn", "attn_norm_2")
        .naming("ln_mlp", "attn_norm")
        .naming("mlp.dense_h_to_4h", "ffn_up")
        .naming("mlp.dense_4h_to_h", "ffn_down")
        .setting("num_kv_heads", "attention.head_count_kv")
        .setting("layer_norm_epsilon", "attention.layer_norm_epsilon")
        .setting("ffn_hidden_size", "feed_forward_length");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads", "n_head");
    int layers = Config.checkedLayers(checkpoint, checkpoint.count("num_hidden_layers", "n_layer"));
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    boolean grouped = checkpoint.flag("new_decoder_architecture", false);
    boolean single = checkpoint.flag("multi_query", true);
    int kvHeads =
        grouped || checkpoint.gguf()
            ? checkpoint.countIfPresent("num_kv_heads").orElse(1)
            : single ? 1 : heads;
    if (heads % kvHeads != 0) {
      throw checkpoint.error("%d heads do not share %d keys".formatted(heads, kvHeads));
    }
    boolean alibi = checkpoint.flag("alibi", false);
    boolean parallel = checkpoint.flag("parallel_attn", true);
    if (alibi || !parallel || checkpoint.flag("bias", false)) {
      checkpoint.noteUntold("alibi, biases, or attention before the MLP");
    }
    int inner = checkpoint.countIfPresent("ffn_hidden_size").orElse(4 * hidden);
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    int dim = hidden / heads;
    Rope rope = Rope.of(checkpoint, dim, false);
    Attention plain = Attention.of(heads, kvHeads, dim);
    Attention spec =
        alibi
            ? plain.withAlibi(Alibi.of(heads, dim, 8, 1)) // the biases are scaled like the scores
            : plain.withRope(rope);
    Activation activation = Activation.of(checkpoint, "activation", Activation.GELU);
    Tensor embedding = Config.embedding(checkpoint, "transformer.word_embeddings.weight", hidden);
    return new Decoder(
        embedding,
        layer -> {
          String at = "transformer.h." + layer + ".";
          Mixer attention =
              FusedHeads.grouped(checkpoint, at + "self_attention.query_key_value", hidden, plain)
                  .attention(
                      layer, checkpoint.linear(at + "self_attention.dense", hidden, hidden), spec);
          Mlp mlp =
              Mlp.plain(
                  checkpoint,
                  at + "mlp.dense_h_to_4h",
                  at + "mlp.dense_4h_to_h",
                  inner,
                  hidden,
                  activation);
          if (checkpoint.has(at + "ln_attn")) {
            return new Parallel(
                checkpoint.layerNorm(at + "ln_attn", hidden, eps),
                attention,
                checkpoint.layerNorm(at + "ln_mlp", hidden, eps),
                mlp);
          }
          Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, eps);
          return parallel
              ? new Parallel(norm, attention, norm, mlp)
              : new PreNorm(
                  norm,
                  attention,
                  checkpoint.layerNorm(at + "post_attention_layernorm", hidden, eps),
                  mlp);
        },
        layers,
        checkpoint.layerNorm("transformer.ln_f", hidden, eps),
        checkpoint.output(embedding),
        checkpoint.countIfPresent("max_position_embeddings").orElse(2048));
  }
}
