package dev.trine.model;

import java.util.function.DoubleUnaryOperator;

/** The bend between the two products of an MLP, or of a gate. */
enum Activation {
  /** Elfwing et al. 2017, arXiv:1702.03118. */
  SILU(x -> x / (1 + Math.exp(-x))),
  /** Hendrycks and Gimpel 2016, arXiv:1606.08415. */
  GELU(x -> x * 0.5 * (1 + erf(x / Math.sqrt(2)))),
  /** Its approximation, as GPT-2 and Gemma were trained with. */
  GELU_TANH(x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
  GELU_QUICK(x -> x / (1 + Math.exp(-1.702 * x))),
  RELU(x -> Math.max(0, x)),
  /** So et al. 2021, arXiv:2109.08668. */
  RELU_SQUARED(x -> x > 0 ? x * x : 0),
  SIGMOID(x -> 1 / (1 + Math.exp(-x))),
  TANH(Math::tanh);

  private final DoubleUnaryOperator function;

  Activation(DoubleUnaryOperator function) {
    this.function = function;
  }

  /** The activation that the checkpoint names, or this one if it names none. */
  static Activation of(Checkpoint checkpoint, String setting, Activation otherwise) {
    Activation activation = named(checkpoint, setting, otherwise);
    // Readers of GGUF files know one for each architecture, and have one GELU only.
    if (activation != otherwise && !(activation.gelu() && otherwise.gelu())) {
      checkpoint.noteUntold(setting + " is " + checkpoint.text(setting).orElseThrow());
    }
    return activation;
  }

  private boolean gelu() {
    return this == GELU || this == GELU_TANH;
  }

  private static Activation named(Checkpoint checkpoint, String setting, Activation otherwise) {
    return checkpoint
        .text(setting)
        .map(name ->
            switch (name) {
              case "silu", "swish" -> SILU;
              case "gelu" -> GELU;
              case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GELU_TANH;
              case "quick_gelu" -> GELU_QUICK;
              case "relu" -> RELU;
              case "relu2" -> RELU_SQUARED;
              default ->
                  throw checkpoint.error(
                      "%s is %s, which is not known; known are silu, gelu, gelu_new,"
                              .formatted(setting, name)
                          + " gelu_pytorch_tanh, quick_gelu, relu and relu2");
            })
        .orElse(otherwise);
  }

  /** Refuses what wants another bend in recurrent layers, which know SiLU alone. */
  static void requireSilu(Checkpoint checkpoint) {
    if (named(checkpoint, "hidden_act", SILU) != SILU) {
      throw checkpoint.error(
          "hidden_act is %s, which is not known for recurrent layers; known is silu"
              .formatted(checkpoint.text("hidden_act").orElseThrow()));
    }
  }

  /** Bends every number. */
  void apply(float[] x) {
    Layers.inParts(
        x.length,
        (at, n) -> {
          for (int i = at; i < at + n; i++) {
            x[i] = (float) function.applyAsDouble(x[i]);
          }
        });
  }

  /** The error function, to 2e-7 (Abramowitz and Stegun 1964, formula 7.1.26). */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double tail =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
            * Math.exp(-x * x);
    return Math.copySign(1 - tail, x);
  }
}
