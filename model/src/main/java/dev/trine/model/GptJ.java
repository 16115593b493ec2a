package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * GPT-J (Wang and Komatsuzaki 2021): attention without biases and an MLP with them side by side
 * behind one layer norm, neighbouring pairs turned in a part of each head.
 */
final class GptJ {
  private GptJ() {}

  static Transformer open(Checkpoint checkpoint) {
    int hidden = checkpoint.count("n_embd");
    int heads = checkpoint.count("n_head");
    int inner = checkpoint.countIfPresent("n_inner").orElse(4 * hidden);
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    int dim = hidden / heads;
    Attention spec = Attention.of(heads, heads, dim).withRope(Rope.of(checkpoint, dim, true));
    Activation activation = Activation.of(checkpoint, "activation_function", Activation.GELU_TANH);
    Tensor embedding = Config.embedding(checkpoint, "wte.weight", hidden);
    return new Decoder(
        embedding,
        layer -> {
          String at = "h." + layer + ".";
          String self = at + "attn.";
          Norm norm = checkpoint.layerNorm(at + "ln_1", hidden, eps);
          return new Parallel(
              norm,
              new SelfAttention(
                  layer,
                  checkpoint.linear(self + "q_proj", hidden, hidden),
                  checkpoint.linear(self + "k_proj", hidden, hidden),
                  checkpoint.linear(self + "v_proj", hidden, hidden),
                  checkpoint.linear(self + "out_proj", hidden, hidden),
                  spec),
              norm,
              Mlp.plain(
                  checkpoint, at + "mlp.fc_in", at + "mlp.fc_out", inner, hidden, activation));
        },
        Config.checkedLayers(checkpoint, checkpoint.count("n_layer")),
        checkpoint.layerNorm("ln_f", hidden, eps),
        checkpoint.output(embedding),
        checkpoint.countIfPresent("n_positions").orElse(2048));
  }
}
