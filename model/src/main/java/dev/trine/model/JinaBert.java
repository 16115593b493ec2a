package dev.trine.model;

import dev.trine.model.Checkpoint.LaidOut;
import java.util.List;

/**
 * Jina's BERT of its second embeddings (Günther et al. 2023, arXiv:2310.19923): scores fall with
 * the distance to both sides instead of learned positions, and the MLP is gated. Folders call
 * themselves BERT. The one for code also normalises queries and keys, and adds what a layer was
 * given once more before a second norm.
 */
final class JinaBert {
  private static final double STEEPEST = 8;
  private static final int POSITIONS = 8192;

  private JinaBert() {}

  /** Whether what calls itself BERT is one of these. */
  static boolean is(Checkpoint checkpoint) {
    return checkpoint.architecture().equals("jina-bert-v2")
        || checkpoint.text("position_embedding_type").orElse("").equals("alibi");
  }

  static Encoder open(Checkpoint checkpoint) {
    Bert.nameEmbeddings(checkpoint);
    checkpoint
        .naming("encoder.layer", "blk")
        .naming("attention.self.query", "attn_q")
        .naming("attention.self.key", "attn_k")
        .naming("attention.self.value", "attn_v")
        .naming("attention.self.layer_norm_q", "attn_q_norm")
        .naming("attention.self.layer_norm_k", "attn_k_norm")
        .naming("attention.output.dense", "attn_output")
        .naming("attention.output.LayerNorm", "attn_output_norm")
        .naming("layer_norm_1", "attn_norm_2")
        .naming("layer_norm_2", "layer_output_norm")
        .naming("mlp.layernorm", "layer_output_norm")
        .naming("mlp.gate", "ffn_gate")
        .naming("mlp.up_gated_layer", "ffn_up")
        .naming("mlp.wo", "ffn_down")
        .naming("mlp.down_layer", "ffn_down");
    checkpoint.leaveOut("pooler\\.|^cls\\.|classifier");
    checkpoint.require("position_embedding_type", "alibi");
    checkpoint.require("is_decoder", "false");
    checkpoint.setting("alibi_steepest", "attention.max_alibi_bias");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    double eps = checkpoint.positive("layer_norm_eps").orElse(1e-12);
    Attention spec = Attention.ofParts(checkpoint, hidden, heads).bothWays();
    float[] slopes = Alibi.slopes(heads, checkpoint.positive("alibi_steepest").orElse(STEEPEST), 1);
    String types = "embeddings.token_type_embeddings.weight";
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            checkpoint.countIfPresent("max_position_embeddings").orElse(POSITIONS),
            Config.layers(checkpoint),
            layer -> layer(checkpoint, "encoder.layer." + layer + ".", hidden, eps, slopes, spec))
        .withTypes(checkpoint.typesIfPresent(types, hidden))
        .withEmbeddingNorm(checkpoint.layerNorm("embeddings.LayerNorm", hidden, eps));
  }

  private static PostNorm layer(
      Checkpoint checkpoint, String at, int hidden, double eps, float[] slopes, Attention spec) {
    String self = at + "attention.self.";
    boolean code = checkpoint.has(at + "layer_norm_1");
    return new PostNorm(
        new DistanceAttention(
            checkpoint.linear(self + "query", hidden, hidden),
            checkpoint.linear(self + "key", hidden, hidden),
            checkpoint.linear(self + "value", hidden, hidden),
            checkpoint.linear(at + "attention.output.dense", hidden, hidden),
            checkpoint.layerNormIfPresent(self + "layer_norm_q", hidden, eps),
            checkpoint.layerNormIfPresent(self + "layer_norm_k", hidden, eps),
            (head, distance) -> -slopes[head] * Math.abs(distance),
            spec),
        checkpoint.layerNorm(at + "attention.output.LayerNorm", hidden, eps),
        checkpoint.layerNormIfPresent(at + "layer_norm_1", hidden, eps),
        mlp(checkpoint, at + "mlp.", hidden, code),
        checkpoint.layerNorm(at + (code ? "layer_norm_2" : "mlp.layernorm"), hidden, eps));
  }

  /** Folders keep the gate and what it gates in one; which of them is first differs. */
  private static Mlp mlp(Checkpoint checkpoint, String at, int hidden, boolean code) {
    int inner = checkpoint.count("intermediate_size");
    Activation activation =
        checkpoint.text("feed_forward_type").orElse("geglu").equals("reglu")
            ? Activation.RELU
            : Activation.GELU;
    checkpoint.require("feed_forward_type", "geglu", "reglu");
    Linear down = checkpoint.linear(at + (code ? "down_layer" : "wo"), hidden, inner);
    if (checkpoint.gguf() && checkpoint.has(at + "gate")) {
      return Mlp.gated(
          checkpoint.linear(at + "gate", inner, hidden),
          checkpoint.linear(at + "up_gated_layer", inner, hidden),
          down,
          activation);
    }
    String name = at + (code || checkpoint.gguf() ? "up_gated_layer" : "gated_layers");
    Linear both = checkpoint.linear(name, 2L * inner, hidden);
    boolean gateLast = code && !checkpoint.gguf();
    Linear gate = both.rows(gateLast ? inner : 0, inner);
    Linear up = both.rows(gateLast ? 0 : inner, inner);
    checkpoint.noteLayout(at + "gate", new LaidOut(name + ".", false, List.of(gate)));
    checkpoint.noteLayout(at + "up_gated_layer", new LaidOut(name + ".", false, List.of(up)));
    return Mlp.gated(gate, up, down, activation);
  }
}
