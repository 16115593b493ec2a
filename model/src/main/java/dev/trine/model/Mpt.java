package dev.trine.model;

import dev.trine.tensor.Tensor;

/** MPT (MosaicML 2023): GPT-2's layer without biases, and attention with linear biases. */
final class Mpt {
  static final double STEEPEST = 8; // of the slopes, where nothing says

  private Mpt() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("wte", "token_embd")
        .naming("norm_f", "output_norm")
        .naming("attn.Wqkv", "attn_qkv")
        .naming("attn.out_proj", "attn_output")
        .naming("norm_1", "attn_norm")
        .naming("norm_2", "ffn_norm")
        .naming("ffn.up_proj", "ffn_up")
        .naming("ffn.down_proj", "ffn_down")
        .naming("blocks.", "blk.")
        .setting("d_model", "embedding_length")
        .setting("n_layers", "block_count")
        .setting("n_heads", "attention.head_count")
        .setting("max_seq_len", "context_length")
        .setting("attn_config.clip_qkv", "attention.clamp_kqv")
        .setting("attn_config.alibi_bias_max", "attention.max_alibi_bias")
        .setting("layer_norm_epsilon", "attention.layer_norm_epsilon");
    checkpoint.require("attn_config.qk_ln", "false");
    checkpoint.require("attn_config.alibi", "true");
    int hidden = checkpoint.count("d_model");
    int heads = checkpoint.count("n_heads");
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    double steepest = checkpoint.positive("attn_config.alibi_bias_max").orElse(STEEPEST);
    double clip =
        checkpoint
            .number("attn_config.clip_qkv")
            .filter(it -> it > 0)
            .orElse(Double.POSITIVE_INFINITY);
    if (checkpoint.positive("attn_config.softmax_scale").isPresent()) {
      checkpoint.noteUntold("attn_config.softmax_scale");
    }
    Attention usual = Attention.ofParts(checkpoint, hidden, heads);
    Attention plain =
        checkpoint.positive("attn_config.softmax_scale").map(usual::withScale).orElse(usual);
    Attention spec = plain.withAlibi(Alibi.of(heads, plain.keyDim(), steepest, plain.scale()));
    Tensor embedding = Config.embedding(checkpoint, "wte.weight", hidden);
    return new Decoder(
        embedding,
        layer -> {
          String at = "blocks." + layer + ".";
          return new PreNorm(
              checkpoint.layerNorm(at + "norm_1", hidden, eps),
              FusedHeads.of(checkpoint, at + "attn.Wqkv", hidden, plain)
                  .attention(layer, checkpoint.linear(at + "attn.out_proj", hidden, hidden), spec)
                  .withClip(clip),
              checkpoint.layerNorm(at + "norm_2", hidden, eps),
              Mlp.plain(
                  checkpoint,
                  at + "ffn.up_proj",
                  at + "ffn.down_proj",
                  4 * hidden,
                  hidden,
                  Activation.GELU));
        },
        Config.checkedLayers(checkpoint, checkpoint.count("n_layers")),
        checkpoint.layerNorm("norm_f", hidden, eps),
        checkpoint.output(embedding),
        checkpoint.countIfPresent("max_seq_len").orElse(2048));
  }
}
