package dev.trine.model;

import java.util.Optional;

/**
 * Command R (Cohere 2024) and Command R7B (2025): attention and MLP side by side behind one layer
 * norm without bias, scaled logits, output and embedding tied; in the newer models a window in
 * three layers of four, and no turns in the others.
 */
final class Cohere {
  private static final int LAYERS_OF_PLUS = 64;

  private Cohere() {}

  static Transformer open(Checkpoint checkpoint) {
    boolean newer = checkpoint.architecture().endsWith("2");
    int pattern = checkpoint.countIfPresent("sliding_window_pattern").orElse(4);
    Config config =
        Config.of(
            checkpoint,
            layer -> newer && (layer + 1) % pattern != 0,
            checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), true);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    boolean normalises =
        checkpoint.flag("use_qk_norm", checkpoint.has("model.layers.0.self_attn.q_norm"));
    if (normalises && config.layers() < LAYERS_OF_PLUS) {
      checkpoint.noteUntold("use_qk_norm in a model of less than 64 layers");
    }
    return new Decoder(
            config.embedding(),
            layer -> {
              String at = "model.layers." + layer + ".";
              boolean slides = config.windows()[layer] != Integer.MAX_VALUE;
              Attention spec = config.attention(layer);
              Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps());
              String self = at + "self_attn.";
              SelfAttention attention =
                  SelfAttention.of(
                      checkpoint,
                      self,
                      layer,
                      hidden,
                      newer && !slides ? spec : spec.withRope(rope));
              return new Parallel(
                  norm,
                  normalises
                      ? attention.withHeadNorms(
                          headNorm(checkpoint, self + "q_norm", spec.heads(), config),
                          headNorm(checkpoint, self + "k_norm", spec.kvHeads(), config))
                      : attention,
                  norm,
                  Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
            },
            config.layers(),
            checkpoint.layerNorm("model.norm", hidden, config.eps()),
            checkpoint.usuallyTied(config.embedding()),
            config.contextLength())
        .withLogitScale(checkpoint.positive("logit_scale").orElse(0.0625));
  }

  /** Weights of its own for each head; in Command R+. */
  private static Norm headNorm(Checkpoint checkpoint, String name, int heads, Config config) {
    float[] all = checkpoint.numbersOf(name + ".weight", (long) heads * config.headDim());
    return Norm.layer(all, Optional.empty(), config.eps()).ofHeads(config.headDim());
  }
}
