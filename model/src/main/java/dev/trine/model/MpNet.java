package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * MPNet (Song et al. 2020, arXiv:2004.09297): BERT whose scores also depend on how far two tokens
 * are apart, in the same way in all layers.
 */
final class MpNet {
  private static final int FIRST_POSITION = 2; // behind the padding's
  private static final int FURTHEST = 128; // from there on all is one bucket

  private MpNet() {}

  static Encoder open(Checkpoint checkpoint) {
    checkpoint.leaveOut("pooler\\.|lm_head\\.|classifier");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    int inner = checkpoint.count("intermediate_size");
    double eps = checkpoint.positive("layer_norm_eps").orElse(1e-12);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU);
    Attention spec = Attention.ofParts(checkpoint, hidden, heads).bothWays();
    Tensor positions = Encoder.table(checkpoint, "embeddings.position_embeddings.weight", hidden);
    int buckets = checkpoint.count("relative_attention_num_buckets");
    float[] bias =
        checkpoint.tensor("encoder.relative_attention_bias.weight", buckets, heads).floats();
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            Encoder.positions(checkpoint, positions, FIRST_POSITION),
            Config.layers(checkpoint),
            layer -> {
              String at = "encoder.layer." + layer + ".";
              String attention = at + "attention.attn.";
              return new PostNorm(
                  new DistanceAttention(
                      checkpoint.linear(attention + "q", hidden, hidden),
                      checkpoint.linear(attention + "k", hidden, hidden),
                      checkpoint.linear(attention + "v", hidden, hidden),
                      checkpoint.linear(attention + "o", hidden, hidden),
                      Optional.empty(),
                      Optional.empty(),
                      (head, distance) -> bias[bucket(buckets / 2, distance) * heads + head],
                      spec),
                  checkpoint.layerNorm(at + "attention.LayerNorm", hidden, eps),
                  Mlp.plain(
                      checkpoint,
                      at + "intermediate.dense",
                      at + "output.dense",
                      inner,
                      hidden,
                      activation),
                  checkpoint.layerNorm(at + "output.LayerNorm", hidden, eps));
            })
        .withPositions(positions, FIRST_POSITION)
        .withEmbeddingNorm(checkpoint.layerNorm("embeddings.LayerNorm", hidden, eps));
  }

  /**
   * Of distances (Raffel et al. 2019, arXiv:1910.10683). One half is for tokens behind; of each,
   * one half for short distances, the others by logarithm.
   */
  private static int bucket(int half, int distance) {
    int exact = half / 2;
    int far = Math.abs(distance);
    int bucket = far;
    if (far >= exact) {
      double share = (float) Math.log((float) far / exact) / Math.log((double) FURTHEST / exact);
      bucket = Math.min(half - 1, exact + (int) (share * (half - exact)));
    }
    return distance > 0 ? half + bucket : bucket;
  }
}
