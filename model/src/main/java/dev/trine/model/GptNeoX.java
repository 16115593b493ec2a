package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * GPT-NeoX and Pythia (Black et al. 2022, arXiv:2204.06745): layer norms with biases, attention and
 * MLP side by side, a quarter of each head turned. Hugging Face keeps query, key and value in one
 * weight, head by head.
 */
final class GptNeoX {
  private GptNeoX() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("gpt_neox.embed_in", "token_embd")
        .naming("gpt_neox.final_layer_norm", "output_norm")
        .naming("embed_out", "output")
        .naming("gpt_neox.layers", "blk")
        .naming("attention.query_key_value", "attn_qkv")
        .naming("attention.dense", "attn_output")
        .naming("mlp.dense_h_to_4h", "ffn_up")
        .naming("mlp.dense_4h_to_h", "ffn_down");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    int inner = checkpoint.count("intermediate_size");
    double eps = checkpoint.positive("layer_norm_eps").orElse(1e-5);
    boolean parallel = checkpoint.flag("use_parallel_residual", true);
    Attention plain = Attention.ofParts(checkpoint, hidden, heads);
    Attention spec = plain.withRope(Rope.of(checkpoint, plain.keyDim(), false));
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU);
    Tensor embedding = Config.embedding(checkpoint, "gpt_neox.embed_in.weight", hidden);
    Tensor output =
        checkpoint.tensorIfPresent("embed_out.weight", embedding.rows(), hidden).orElse(embedding);
    return new Decoder(
        embedding,
        layer -> {
          String at = "gpt_neox.layers." + layer + ".";
          Norm first = checkpoint.layerNorm(at + "input_layernorm", hidden, eps);
          Norm second = checkpoint.layerNorm(at + "post_attention_layernorm", hidden, eps);
          SelfAttention attention =
              FusedHeads.grouped(checkpoint, at + "attention.query_key_value", hidden, spec)
                  .attention(
                      layer, checkpoint.linear(at + "attention.dense", hidden, hidden), spec);
          Mlp mlp =
              Mlp.plain(
                  checkpoint,
                  at + "mlp.dense_h_to_4h",
                  at + "mlp.dense_4h_to_h",
                  inner,
                  hidden,
                  activation);
          return parallel
              ? new Parallel(first, attention, second, mlp)
              : new PreNorm(first, attention, second, mlp);
        },
        Config.layers(checkpoint),
        checkpoint.layerNorm("gpt_neox.final_layer_norm", hidden, eps),
        new Linear("embed_out", output, Optional.empty()),
        checkpoint.count("max_position_embeddings"));
  }
}
