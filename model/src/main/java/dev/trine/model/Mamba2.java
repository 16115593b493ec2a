package dev.trine.model;

import java.util.List;
import java.util.Optional;

/**
 * Mamba-2 (Dao and Gu 2024, arXiv:2405.21060): each head has a matrix of state that fades by one
 * number, which depends on the token as what is written and what is read do.
 */
final class Mamba2 {
  private Mamba2() {}

  static Transformer open(Checkpoint checkpoint) {
    Mamba.names(checkpoint);
    int hidden = checkpoint.count("hidden_size");
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    Sizes sizes = sizes(checkpoint);
    return Mamba.decoder(
        checkpoint,
        hidden,
        eps,
        (at, layer) -> of(checkpoint, at + "mixer.", layer, hidden, sizes, eps));
  }

  static Sizes sizes(Checkpoint checkpoint) {
    return Sizes.of(checkpoint, "num_heads", "head_dim", "state_size", "conv_kernel", "n_groups");
  }

  /**
   * How large the parts are.
   *
   * @param groups of heads that share what is written and read
   */
  record Sizes(int heads, int headDim, int state, int kernel, int groups) {

    /** By the names that a family has; GGUF files have one set of names. */
    static Sizes of(
        Checkpoint checkpoint,
        String heads,
        String headDim,
        String state,
        String kernel,
        String groups) {
      int count = checkpoint.count(checkpoint.gguf() ? "ssm.time_step_rank" : heads);
      int dim =
          checkpoint.gguf()
              ? checkpoint.count("ssm.inner_size") / count
              : checkpoint.count(headDim);
      int parts = checkpoint.count(checkpoint.gguf() ? "ssm.group_count" : groups);
      if (count % parts != 0) {
        throw checkpoint.error("%d heads do not part into %d groups".formatted(count, parts));
      }
      return new Sizes(
          count,
          dim,
          checkpoint.count(checkpoint.gguf() ? "ssm.state_size" : state),
          checkpoint.count(checkpoint.gguf() ? "ssm.conv_kernel" : kernel),
          parts);
    }

    int inner() {
      return heads * headDim;
    }

    /** What is convolved: the values, what is written and what is read. */
    int convolved() {
      return inner() + 2 * groups * state;
    }
  }

  /** The mixer under a name. */
  static Mixer of(
      Checkpoint checkpoint, String at, int layer, int hidden, Sizes sizes, double eps) {
    if (sizes.groups > 1) {
      checkpoint.noteUntold("a norm of all groups together");
    }
    // llama.cpp normalises each group by itself, and shapes the weight so; transformers all at
    // once.
    Norm whole = Norm.rms(checkpoint.numbersOf(at + "norm.weight", sizes.inner()), eps);
    Norm norm = checkpoint.gguf() ? whole.ofHeads(sizes.inner() / sizes.groups) : whole;
    return of(checkpoint, at, layer, hidden, sizes, Optional.of(norm), false, Optional.empty());
  }

  /** The same, with a norm of its own, and scales of what the first layer gives. */
  static HeadedStateSpace of(
      Checkpoint checkpoint,
      String at,
      int layer,
      int hidden,
      Sizes sizes,
      Optional<Norm> norm,
      boolean normsFirst,
      Optional<float[]> scales) {
    Activation.requireSilu(checkpoint);
    int heads = sizes.heads;
    CausalConvolution convolution =
        CausalConvolution.of(checkpoint, at + "conv1d", sizes.convolved(), sizes.kernel);
    return new HeadedStateSpace(
        layer,
        sizes,
        checkpoint.linear(at + "in_proj", (long) sizes.inner() + sizes.convolved() + heads, hidden),
        convolution,
        Mamba.decays(checkpoint, at + "A_log", heads),
        checkpoint.numbersOf(at + "dt_bias", heads),
        limits(checkpoint),
        checkpoint.numbersOf(at + "D", heads),
        scales,
        norm,
        normsFirst,
        checkpoint.linear(at + "out_proj", hidden, sizes.inner()),
        Attention.ofState(
            convolution.stateWidth() + Math.multiplyExact(sizes.inner(), sizes.state)));
  }

  /** Between which steps stay; a list may end with something that is no number, for no end. */
  private static float[] limits(Checkpoint checkpoint) {
    List<String> stated = checkpoint.texts("time_step_limit");
    float[] limits = {0, Float.POSITIVE_INFINITY};
    for (int i = 0; i < Math.min(2, stated.size()); i++) {
      if (stated.get(i).matches("[-+.0-9eE]+")) {
        limits[i] = Float.parseFloat(stated.get(i));
      }
    }
    if (!(limits[0] <= limits[1])) {
      throw checkpoint.error("time_step_limit " + stated + " is no range; give [least, most]");
    }
    return limits;
  }
}
