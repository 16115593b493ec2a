package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/** Weights of linear layers that a folder keeps in fewer bits, as its configuration says. */
final class QuantizedWeights {
  private static final String AT = "quantization_config.";
  static final String METHOD = AT + "quant_method";

  private QuantizedWeights() {}

  /**
   * The weights of a layer; empty if they are kept as they are.
   *
   * @return {@code [out, in]}
   */
  static Optional<Tensor> of(Checkpoint checkpoint, String name, long out, long in) {
    Optional<Tensor> scales = checkpoint.find(name + ".weight_scale_inv");
    if (scales.isPresent()) {
      return Optional.of(
          scaled(checkpoint, checkpoint.tensor(name + ".weight", out, in), scales.get()));
    }
    boolean ternary = checkpoint.quantization().equals("bitnet") && !name.equals("lm_head");
    return ternary ? Optional.of(ternary(checkpoint, name, out, in)) : Optional.empty();
  }

  /** Eight-bit floats with a scale for each square of weights; in memory they become BF16. */
  private static Tensor scaled(Checkpoint checkpoint, Tensor weight, Tensor scales) {
    checkpoint.require(METHOD, "fp8");
    int[] square =
        checkpoint.numbers(AT + "weight_block_size").mapToInt(Double::intValue).toArray();
    return ScaledSquares.of(weight, scales, square)
        .orElseThrow(() ->
            checkpoint.error(
                "tensor %s does not fit its weight_block_size".formatted(scales.name())));
  }

  /** BitNet's weights, packed with a scale or yet to be rounded. */
  private static Tensor ternary(Checkpoint checkpoint, String name, long out, long in) {
    checkpoint.require(AT + "use_rms_norm", "false");
    Optional<Tensor> scale = checkpoint.tensorIfPresent(name + ".weight_scale", 1);
    if (scale.isEmpty()) {
      checkpoint.require(AT + "quantization_mode", "online");
      return TernaryWeights.rounded(checkpoint.tensor(name + ".weight", out, in));
    }
    float stated = scale.get().floats()[0];
    // One of the two kinds of layers divides by what is called the scale.
    boolean multiplies = checkpoint.text(AT + "linear_class").orElse("").equals("autobitlinear");
    Tensor packed = checkpoint.bytes(name + ".weight", Math.ceilDiv(out, 4L), in);
    return TernaryWeights.unpacked(packed, (int) out, multiplies ? stated : 1 / stated);
  }
}
