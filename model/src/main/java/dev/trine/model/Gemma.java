package dev.trine.model;

import java.util.function.IntFunction;

/**
 * Gemma (Gemma team 2024, arXiv:2403.08295): embeddings scaled by the root of their width, norms
 * whose weights are added to one, GELU in the gate.
 */
final class Gemma {
  private Gemma() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    return decoder(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          Attention spec = config.attention(layer).withRope(rope);
          return new PreNorm(
              norm(checkpoint, at + "input_layernorm", config),
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              norm(checkpoint, at + "post_attention_layernorm", config),
              Mlp.gated(
                  checkpoint, at + "mlp.", config.inner()[layer], hidden, activation(checkpoint)));
        });
  }

  static Decoder decoder(Checkpoint checkpoint, Config config, IntFunction<? extends Layer> stack) {
    return new Decoder(
            config.embedding(),
            stack,
            config.layers(),
            norm(checkpoint, "model.norm", config),
            checkpoint.usuallyTied(config.embedding()),
            config.contextLength())
        .withEmbeddingScale(Math.sqrt(config.hiddenSize()));
  }

  static Norm norm(Checkpoint checkpoint, String name, Config config) {
    return norm(checkpoint, name, config.hiddenSize(), config.eps());
  }

  /** The converter to GGUF adds the one. */
  static Norm norm(Checkpoint checkpoint, String name, int width, double eps) {
    Norm norm = checkpoint.rmsNorm(name, width, eps);
    return checkpoint.gguf() ? norm : norm.plusOne();
  }

  /** The older setting {@code hidden_act} says gelu and means its approximation. */
  static Activation activation(Checkpoint checkpoint) {
    checkpoint.require("hidden_act", "gelu", "gelu_pytorch_tanh");
    return Activation.of(checkpoint, "hidden_activation", Activation.GELU_TANH);
  }
}
