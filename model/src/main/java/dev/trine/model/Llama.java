package dev.trine.model;

import java.util.Set;

/**
 * Llama 1 to 3 (Touvron et al. 2023, arXiv:2302.13971; grouped queries and rope scaling came
 * later); Mistral (arXiv:2310.06825), which attends to a window; Qwen2 (arXiv:2407.10671), which
 * has biases on query, key and value. SmolLM 1 and 2, Yi and many others call themselves Llama.
 * ERNIE 4.5 and Helium turn neighbouring pairs in their own checkpoints already; Arcee's MLP has no
 * gate.
 */
final class Llama {
  private Llama() {}

  static Transformer open(Checkpoint checkpoint) {
    if (checkpoint.gguf() && checkpoint.number("num_experts").orElse(0.0) > 0) {
      return Mixtral.open(checkpoint);
    }
    return decoder(checkpoint);
  }

  static Decoder decoder(Checkpoint checkpoint) {
    String architecture = checkpoint.architecture();
    boolean qwen = Set.of("qwen2", "mimo").contains(architecture);
    // Mistral slides in every layer; what calls itself Llama does in GGUF files alone.
    boolean slides = checkpoint.gguf() || !architecture.equals("llama");
    Config config = Config.of(checkpoint, qwen ? Qwen3.slides(checkpoint) : layer -> slides);
    // The converter to GGUF reorders the rows of Llama's queries and keys.
    boolean reordered = checkpoint.gguf() && !qwen && !architecture.equals("seed_oss");
    boolean interleaved = reordered || Set.of("ernie4_5", "helium").contains(architecture);
    Rope rope = Rope.of(checkpoint, config.headDim(), interleaved);
    Activation activation =
        Activation.of(
            checkpoint,
            "hidden_act",
            architecture.equals("arcee") ? Activation.RELU_SQUARED : Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(
                  checkpoint,
                  at + "self_attn.",
                  layer,
                  hidden,
                  config.attention(layer).withRope(rope)),
              mlp(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        });
  }

  private static Mlp mlp(
      Checkpoint checkpoint, String at, int inner, int hidden, Activation activation) {
    return checkpoint.has(at + "gate_proj") || !checkpoint.architecture().equals("arcee")
        ? Mlp.gated(checkpoint, at, inner, hidden, activation)
        : Mlp.plain(checkpoint, at + "up_proj", at + "down_proj", inner, hidden, activation);
  }
}
