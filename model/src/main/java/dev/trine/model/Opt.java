package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * OPT (Zhang et al. 2022, arXiv:2205.01068): GPT-2 with a rectifier; its table of positions begins
 * with two rows that no position has.
 */
final class Opt {
  private static final double EPS = 1e-5;
  private static final int UNUSED = 2; // rows of the table of positions

  private Opt() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.require("do_layer_norm_before", "true");
    int hidden = checkpoint.count("hidden_size");
    checkpoint.require("word_embed_proj_dim", String.valueOf(hidden));
    int heads = checkpoint.count("num_attention_heads");
    int inner = checkpoint.count("ffn_dim");
    Attention spec = Attention.ofParts(checkpoint, hidden, heads);
    Activation activation = Activation.of(checkpoint, "activation_function", Activation.RELU);
    String decoder = "model.decoder.";
    Tensor embedding = Config.embedding(checkpoint, decoder + "embed_tokens.weight", hidden);
    int positions = checkpoint.count("max_position_embeddings");
    Tensor table =
        checkpoint.tensor(decoder + "embed_positions.weight", positions + UNUSED, hidden);
    return new Decoder(
            embedding,
            layer -> {
              String at = decoder + "layers." + layer + ".";
              String self = at + "self_attn.";
              return new PreNorm(
                  checkpoint.layerNorm(at + "self_attn_layer_norm", hidden, EPS),
                  new SelfAttention(
                      layer,
                      checkpoint.linear(self + "q_proj", hidden, hidden),
                      checkpoint.linear(self + "k_proj", hidden, hidden),
                      checkpoint.linear(self + "v_proj", hidden, hidden),
                      checkpoint.linear(self + "out_proj", hidden, hidden),
                      spec),
                  checkpoint.layerNorm(at + "final_layer_norm", hidden, EPS),
                  Mlp.plain(checkpoint, at + "fc1", at + "fc2", inner, hidden, activation));
            },
            Config.layers(checkpoint),
            checkpoint.layerNorm(decoder + "final_layer_norm", hidden, EPS),
            checkpoint.output(embedding),
            positions)
        .withPositions(table.rows(UNUSED, positions));
  }
}
