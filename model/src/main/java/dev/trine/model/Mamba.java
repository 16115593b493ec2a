package dev.trine.model;

import dev.trine.tensor.Tensor;

/**
 * Mamba (Gu and Dao 2023, arXiv:2312.00752): each channel has a row of state that fades by numbers
 * of its own and steps that depend on the token; layers have nothing besides.
 */
final class Mamba {
  private static final int CONTEXT = 1 << 20; // without an end

  private Mamba() {}

  static Transformer open(Checkpoint checkpoint) {
    names(checkpoint);
    int hidden = checkpoint.count("hidden_size");
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    int kernel = checkpoint.count("conv_kernel");
    return decoder(
        checkpoint,
        hidden,
        eps,
        (at, layer) -> mixer(checkpoint, at + "mixer.", layer, hidden, kernel));
  }

  private static Mixer mixer(Checkpoint checkpoint, String at, int layer, int hidden, int kernel) {
    return StateSpace.of(
        checkpoint,
        at,
        layer,
        hidden,
        checkpoint.count(checkpoint.gguf() ? "ssm.inner_size" : "intermediate_size"),
        checkpoint.count("time_step_rank"),
        checkpoint.count("state_size"),
        kernel);
  }

  /** Makes a layer's mixer. */
  @FunctionalInterface
  interface Mixers {
    Mixer of(String at, int layer);
  }

  /** Layers of a mixer alone, as both versions name them. */
  static Decoder decoder(Checkpoint checkpoint, int hidden, double eps, Mixers mixers) {
    Tensor embedding = Config.embedding(checkpoint, "backbone.embeddings.weight", hidden);
    return new Decoder(
        embedding,
        layer -> {
          String at = "backbone.layers." + layer + ".";
          return new Single(checkpoint.rmsNorm(at + "norm", hidden, eps), mixers.of(at, layer));
        },
        Config.layers(checkpoint),
        checkpoint.rmsNorm("backbone.norm_f", hidden, eps),
        checkpoint.output(embedding),
        CONTEXT);
  }

  /** What GGUF files call the parts of a model that is nothing but mixers. */
  static void names(Checkpoint checkpoint) {
    checkpoint
        .naming(".norm.", ".attn_norm.")
        .naming("backbone.embeddings", "token_embd")
        .naming("backbone.layers", "blk")
        .naming("backbone.norm_f", "output_norm");
    names(checkpoint, "mixer.");
  }

  /** What GGUF files call the parts of a mixer that folders have under this name. */
  static void names(Checkpoint checkpoint, String mixer) {
    checkpoint
        .naming(mixer + "in_proj", "ssm_in")
        .naming(mixer + "conv1d", "ssm_conv1d")
        .naming(mixer + "x_proj", "ssm_x")
        .naming(mixer + "dt_proj", "ssm_dt")
        .naming(mixer + "dt_bias", "ssm_dt.bias")
        .naming(mixer + "A_log", "ssm_a")
        .naming(mixer + "D", "ssm_d")
        .naming(mixer + "norm", "ssm_norm")
        .naming(mixer + "out_proj", "ssm_out")
        .setting("layer_norm_epsilon", "attention.layer_norm_rms_epsilon")
        .setting("conv_kernel", "ssm.conv_kernel")
        .setting("state_size", "ssm.state_size")
        .setting("time_step_rank", "ssm.time_step_rank");
  }

  /** Below zero; GGUF files have them so, others the logarithm of their size. */
  static float[] decays(Checkpoint checkpoint, String name, int count) {
    float[] decays = checkpoint.numbersOf(name, count);
    for (int i = 0; i < count && !checkpoint.gguf(); i++) {
      decays[i] = (float) -Math.exp(decays[i]);
    }
    return decays;
  }

  static double softPlus(double x) {
    return x > 20 ? x : Math.log1p(Math.exp(x));
  }
}
