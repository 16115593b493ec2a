package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * BERT (Devlin et al. 2018, arXiv:1810.04805) and RoBERTa (arXiv:1907.11692), also XLM-R. Most
 * sentence embedders are one of these with a pooling.
 */
final class Bert {
  static final String[] NAMES = {"bert", "roberta", "xlm-roberta"};

  private Bert() {}

  static Encoder open(Checkpoint checkpoint) {
    if (JinaBert.is(checkpoint)) {
      return JinaBert.open(checkpoint);
    }
    // Of two parts that overlap, the longer comes last, so that it is replaced first.
    nameEmbeddings(checkpoint);
    checkpoint
        .naming("encoder.layer", "blk")
        .naming("intermediate.dense", "ffn_up")
        .naming("output.dense", "ffn_down")
        .naming("output.LayerNorm", "layer_output_norm")
        .naming("attention.self.query", "attn_q")
        .naming("attention.self.key", "attn_k")
        .naming("attention.self.value", "attn_v")
        .naming("attention.output.dense", "attn_output")
        .naming("attention.output.LayerNorm", "attn_output_norm");
    checkpoint.require("position_embedding_type", "absolute");
    checkpoint.require("is_decoder", "false");
    checkpoint.leaveOut("pooler\\.|^cls\\.|lm_head\\.|classifier");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    int inner = checkpoint.count("intermediate_size");
    double eps = checkpoint.positive("layer_norm_eps").orElse(1e-12);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU);
    Attention spec = Attention.ofParts(checkpoint, hidden, heads).bothWays();
    Tensor positions = Encoder.table(checkpoint, "embeddings.position_embeddings.weight", hidden);
    // RoBERTa begins to count after the padding's id.
    boolean counted = checkpoint.architecture().contains("roberta");
    int first = counted ? checkpoint.number("pad_token_id").map(Double::intValue).orElse(1) + 1 : 0;
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            Encoder.positions(checkpoint, positions, first),
            Config.layers(checkpoint),
            layer -> {
              String at = "encoder.layer." + layer + ".";
              return new PostNorm(
                  new SelfAttention(
                      layer,
                      checkpoint.linear(at + "attention.self.query", hidden, hidden),
                      checkpoint.linear(at + "attention.self.key", hidden, hidden),
                      checkpoint.linear(at + "attention.self.value", hidden, hidden),
                      checkpoint.linear(at + "attention.output.dense", hidden, hidden),
                      spec),
                  checkpoint.layerNorm(at + "attention.output.LayerNorm", hidden, eps),
                  Mlp.plain(
                      checkpoint,
                      at + "intermediate.dense",
                      at + "output.dense",
                      inner,
                      hidden,
                      activation),
                  checkpoint.layerNorm(at + "output.LayerNorm", hidden, eps));
            })
        .withPositions(positions, first)
        .withTypes(types(checkpoint, hidden))
        .withEmbeddingNorm(checkpoint.layerNorm("embeddings.LayerNorm", hidden, eps));
  }

  /** Which of two texts a token belongs to; a GGUF file without may be of DistilBERT. */
  private static Optional<Tensor> types(Checkpoint checkpoint, int hidden) {
    String name = "embeddings.token_type_embeddings.weight";
    return checkpoint.gguf()
        ? checkpoint.typesIfPresent(name, hidden)
        : Optional.of(Encoder.table(checkpoint, name, hidden));
  }

  /** What BERT and its children call their embeddings. */
  static void nameEmbeddings(Checkpoint checkpoint) {
    checkpoint
        .naming("embeddings.word_embeddings", "token_embd")
        .naming("embeddings.position_embeddings", "position_embd")
        .naming("embeddings.token_type_embeddings", "token_types")
        .naming("embeddings.LayerNorm", "token_embd_norm");
  }
}
