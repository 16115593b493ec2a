package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * Rotary position embedding (Su et al. 2021, arXiv:2104.09864): pair i of a head turns by {@code
 * position * theta^(-2i/d)}.
 *
 * <p>A pair is two neighbours (interleaved: Llama's own and GGUF's order) or one number from each
 * half (Hugging Face, Qwen).
 */
final class Rope {
  private final boolean interleaved;
  private final double[] frequencies; // radians a position, [headDim / 2]

  private Rope(boolean interleaved, double[] frequencies) {
    this.interleaved = interleaved;
    this.frequencies = frequencies;
  }

  static Rope of(Checkpoint checkpoint, int headDim, boolean interleaved) {
    double theta =
        checkpoint
            .positive("rope_theta")
            .or(() -> checkpoint.positive("rope_parameters.rope_theta"))
            .orElse(10_000.0);
    double turned =
        checkpoint.positive("partial_rotary_factor").orElse(1.0) * headDim; // numbers of a head
    if (checkpoint.gguf()) {
      turned = checkpoint.positive("rope.dimension_count").orElse(turned);
    }
    if (turned != headDim) {
      throw checkpoint.error(
          "only %s of %d numbers of a head are to be turned, which is not known"
              .formatted(turned, headDim));
    }
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(theta, -2.0 * i / headDim);
    }
    scale(checkpoint, frequencies);
    Optional<Tensor> divisors = checkpoint.tensorIfPresent("rope_freqs.weight", frequencies.length);
    divisors.ifPresent(tensor -> {
      float[] divisor = tensor.floats();
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= divisor[i];
      }
    });
    return new Rope(interleaved, frequencies);
  }

  /** Makes a model reach further than it was trained for. */
  private static void scale(Checkpoint checkpoint, double[] frequencies) {
    String at =
        checkpoint.text("rope_parameters.rope_type").isPresent()
            ? "rope_parameters"
            : "rope_scaling";
    String type =
        checkpoint
            .text(at + ".rope_type")
            .or(() -> checkpoint.text(at + ".type"))
            // GGUF files of old have a factor alone.
            .orElse(checkpoint.text(at + ".factor").isPresent() ? "linear" : "default");
    switch (type) {
      case "default", "none" -> {}
      case "linear" -> {
        double factor = required(checkpoint, at + ".factor");
        for (int i = 0; i < frequencies.length; i++) {
          frequencies[i] /= factor;
        }
      }
      case "llama3" -> {
        // Long waves are stretched by the factor, short ones kept, between them a ramp (Llama 3.1).
        double factor = required(checkpoint, at + ".factor");
        double low = required(checkpoint, at + ".low_freq_factor");
        double high = required(checkpoint, at + ".high_freq_factor");
        double trained = required(checkpoint, at + ".original_max_position_embeddings");
        for (int i = 0; i < frequencies.length; i++) {
          double turns = trained * frequencies[i] / (2 * Math.PI);
          double keep = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
          frequencies[i] *= keep + (1 - keep) / factor;
        }
      }
      default ->
          throw checkpoint.error(
              "unknown rope scaling \"" + type + "\"; known are default, linear and llama3");
    }
  }

  private static double required(Checkpoint checkpoint, String name) {
    return checkpoint
        .positive(name)
        .orElseThrow(() -> checkpoint.error(name + " is missing, the rope scaling needs it"));
  }

  /**
   * Turns every head of every row by the position of its token.
   *
   * @param x {@code [rows, heads * headDim]}
   */
  void turn(float[] x, int heads, Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      turn(x, row * heads * 2 * frequencies.length, heads, batch.position(row));
    }
  }

  /** Turns the heads that begin at {@code at}; by a negative number of positions, back. */
  void turn(float[] x, int at, int heads, int positions) {
    int half = frequencies.length;
    int step = interleaved ? 2 : 1;
    int partner = interleaved ? 1 : half;
    for (int i = 0; i < half; i++) {
      double angle = positions * frequencies[i];
      float cos = (float) Math.cos(angle);
      float sin = (float) Math.sin(angle);
      for (int h = 0; h < heads; h++) {
        int a = at + h * 2 * half + i * step;
        int b = a + partner;
        float real = x[a];
        float imaginary = x[b];
        x[a] = real * cos - imaginary * sin;
        x[b] = real * sin + imaginary * cos;
      }
    }
  }
}
