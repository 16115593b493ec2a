package dev.trine.model;

import java.util.function.IntPredicate;

/**
 * Qwen3 (Qwen team 2025, arXiv:2505.09388): Llama's layer, but each query and key head is
 * normalised before it is turned.
 */
final class Qwen3 {
  private Qwen3() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint, slides(checkpoint));
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          return PreNorm.of(
              checkpoint,
              at,
              config,
              attention(checkpoint, at + "self_attn.", layer, config, rope),
              Mlp.gated(
                  checkpoint, at + "mlp.", config.inner()[layer], config.hiddenSize(), activation));
        });
  }

  /** Qwen's window is in use only where a switch says so, and then from a certain layer on. */
  static IntPredicate slides(Checkpoint checkpoint) {
    boolean used = checkpoint.flag("use_sliding_window", false);
    int full = checkpoint.number("max_window_layers").map(Double::intValue).orElse(28);
    return layer -> used && layer >= full;
  }

  static SelfAttention attention(
      Checkpoint checkpoint, String at, int layer, Config config, Rope rope) {
    Attention spec = config.attention(layer).withRope(rope);
    return SelfAttention.of(checkpoint, at, layer, config.hiddenSize(), spec)
        .withHeadNorms(
            checkpoint.rmsNorm(at + "q_norm", config.headDim(), config.eps()),
            checkpoint.rmsNorm(at + "k_norm", config.headDim(), config.eps()));
  }
}
