package dev.trine.model;

import java.util.Arrays;
import java.util.Optional;

/** OLMo (Groeneveld et al. 2024, arXiv:2402.00838): Llama with layer norms that have no weights. */
final class Olmo {
  static final double EPS = 1e-5;

  private Olmo() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.setting("clip_qkv", "attention.clamp_kqv");
    double clip =
        checkpoint.number("clip_qkv").filter(it -> it > 0).orElse(Double.POSITIVE_INFINITY);
    Config config = Config.of(checkpoint, EPS);
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    float[] ones = new float[hidden];
    Arrays.fill(ones, 1);
    Norm norm = Norm.layer(ones, Optional.empty(), EPS);
    return new Decoder(
        config.embedding(),
        layer -> {
          String at = "model.layers." + layer + ".";
          Attention spec = config.attention(layer).withRope(rope);
          return new PreNorm(
              norm,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec).withClip(clip),
              norm,
              Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        },
        config.layers(),
        norm,
        checkpoint.output(config.embedding()),
        config.contextLength());
  }
}
