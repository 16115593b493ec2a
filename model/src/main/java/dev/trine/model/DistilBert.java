package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * DistilBERT (Sanh et al. 2019, arXiv:1910.01108): BERT that does not tell two texts apart, with
 * names of its own. GGUF files call it BERT.
 */
final class DistilBert {
  private static final double EPS = 1e-12;

  private DistilBert() {}

  static Encoder open(Checkpoint checkpoint) {
    Bert.nameEmbeddings(checkpoint);
    checkpoint
        .naming("transformer.layer", "blk")
        .naming("attention.q_lin", "attn_q")
        .naming("attention.k_lin", "attn_k")
        .naming("attention.v_lin", "attn_v")
        .naming("attention.out_lin", "attn_output")
        .naming("sa_layer_norm", "attn_output_norm")
        .naming("ffn.lin1", "ffn_up")
        .naming("ffn.lin2", "ffn_down")
        .naming("output_layer_norm", "layer_output_norm");
    checkpoint.leaveOut("^(vocab_|pre_classifier|classifier|qa_outputs)");
    int hidden = checkpoint.count("dim");
    int inner = checkpoint.count("hidden_dim");
    Activation activation = Activation.of(checkpoint, "activation", Activation.GELU);
    Attention spec = Attention.ofParts(checkpoint, hidden, checkpoint.count("n_heads")).bothWays();
    Tensor positions = Encoder.table(checkpoint, "embeddings.position_embeddings.weight", hidden);
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            positions.rows(),
            Config.checkedLayers(checkpoint, checkpoint.count("n_layers")),
            layer -> {
              String at = "transformer.layer." + layer + ".";
              return new PostNorm(
                  new SelfAttention(
                      layer,
                      checkpoint.linear(at + "attention.q_lin", hidden, hidden),
                      checkpoint.linear(at + "attention.k_lin", hidden, hidden),
                      checkpoint.linear(at + "attention.v_lin", hidden, hidden),
                      checkpoint.linear(at + "attention.out_lin", hidden, hidden),
                      spec),
                  checkpoint.layerNorm(at + "sa_layer_norm", hidden, EPS),
                  Mlp.plain(
                      checkpoint, at + "ffn.lin1", at + "ffn.lin2", inner, hidden, activation),
                  checkpoint.layerNorm(at + "output_layer_norm", hidden, EPS));
            })
        .withPositions(positions, 0)
        .withEmbeddingNorm(checkpoint.layerNorm("embeddings.LayerNorm", hidden, EPS));
  }
}
