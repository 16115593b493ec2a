package dev.trine.model;

import java.util.Optional;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * How rotary embeddings are stretched, so that a model reaches further than it was trained for.
 *
 * @param byLength radians a position of each pair, for a text of so many tokens
 * @param amplitude that cosines and sines are multiplied by
 * @param least what {@link Transformer#turnedFor} tells of a text
 * @param sharpness that the scale of attention is multiplied by in models that put YaRN's
 *     temperature there (DeepSeek)
 */
record RopeScaling(
    IntFunction<double[]> byLength, IntBinaryOperator least, float amplitude, double sharpness) {

  double[] frequencies(int length) {
    return byLength.apply(length);
  }

  static RopeScaling none(int turned, double theta) {
    return fixed(plain(turned, theta), 1, 1);
  }

  private static RopeScaling fixed(double[] frequencies, double amplitude, double sharpness) {
    return new RopeScaling(_ -> frequencies, (_, _) -> 0, (float) amplitude, sharpness);
  }

  private static double[] plain(int turned, double theta) {
    double[] frequencies = new double[(turned + 1) / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(theta, -2.0 * i / turned);
    }
    return frequencies;
  }

  /** Where the settings are: transformers moved them in its version 5. */
  static String place(Checkpoint checkpoint) {
    boolean older =
        Stream.of("rope_type", "type").anyMatch(it -> has(checkpoint, "rope_scaling", it));
    return Stream.of("rope_parameters", "rope_parameters.full_attention")
        .filter(
            at -> has(checkpoint, at, "rope_type") || !older && has(checkpoint, at, "rope_theta"))
        .findFirst()
        .orElse("rope_scaling");
  }

  private static boolean has(Checkpoint checkpoint, String at, String name) {
    return checkpoint.text(at + "." + name).isPresent();
  }

  static RopeScaling of(Checkpoint checkpoint, String at, int turned, double theta) {
    double[] plain = plain(turned, theta);
    // Llama 3 in a GGUF file: the divisors are a tensor.
    checkpoint
        .tensorIfPresent("rope_freqs.weight", plain.length)
        .ifPresent(divisors -> divide(plain, divisors.floats()));
    Kinds kinds = new Kinds(checkpoint, at, plain, theta);
    String type =
        checkpoint
            .text(at + ".rope_type")
            .or(() -> checkpoint.text(at + ".type"))
            // GGUF files of old have a factor alone.
            .orElse(checkpoint.text(at + ".factor").isPresent() ? "linear" : "default");
    if (checkpoint.gguf() && checkpoint.find("rope_factors_long.weight").isPresent()) {
      type = "longrope";
    }
    return switch (type) {
      case "default", "none", "mrope" -> fixed(plain, 1, 1);
      case "linear" -> kinds.linear();
      case "dynamic" -> kinds.dynamic();
      case "llama3" -> kinds.llama3();
      case "yarn" -> kinds.yarn();
      case "longrope", "su" -> kinds.longRope();
      default ->
          throw checkpoint.error(
              "unknown rope scaling \"%s\"; known are default, linear, dynamic, llama3, yarn and"
                      .formatted(type)
                  + " longrope");
    };
  }

  private static void divide(double[] frequencies, float[] divisors) {
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= divisors[i];
    }
  }

  /** The kinds, each by its source. */
  private record Kinds(Checkpoint checkpoint, String at, double[] plain, double theta) {

    private double required(String name) {
      return checkpoint
          .positive(at + "." + name)
          .orElseThrow(
              () -> checkpoint.error(at + "." + name + " is missing, the rope scaling needs it"));
    }

    private double optional(String name, double otherwise) {
      return checkpoint.positive(at + "." + name).orElse(otherwise);
    }

    /** The length that the model was trained for, before it was stretched. */
    private double trained() {
      return checkpoint
          .positive(at + ".original_max_position_embeddings")
          .or(() -> checkpoint.positive("original_max_position_embeddings"))
          .or(() -> checkpoint.positive("max_position_embeddings"))
          .orElseThrow(() ->
              checkpoint.error("max_position_embeddings is missing, the rope scaling needs it"));
    }

    /** Position interpolation (Chen et al. 2023, arXiv:2306.15595). */
    RopeScaling linear() {
      double factor = required("factor");
      double[] frequencies = plain.clone();
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= factor;
      }
      return fixed(frequencies, 1, 1);
    }

    /**
     * NTK-aware scaling whose base grows with a text longer than the model was trained for, or, as
     * Hunyuan has it, by a fixed {@code alpha}.
     */
    RopeScaling dynamic() {
      Optional<Double> alpha = checkpoint.number(at + ".alpha").filter(it -> it > 0);
      if (alpha.isPresent()) {
        double base = theta * Math.pow(alpha.get(), plain.length / (plain.length - 1.0));
        return fixed(RopeScaling.plain(2 * plain.length, base), 1, 1);
      }
      double factor = required("factor");
      double trained = trained();
      int turned = 2 * plain.length;
      return new RopeScaling(
          length -> {
            if (length <= trained) {
              return plain;
            }
            double stretch = factor * length / trained - (factor - 1);
            return RopeScaling.plain(turned, theta * Math.pow(stretch, turned / (turned - 2.0)));
          },
          // What is made turns by the length it came at, or each token would cost as much as all.
          (prompt, _) -> prompt > trained ? prompt : 0,
          1,
          1);
    }

    /** Long waves are stretched by the factor, short ones kept, between them a ramp (Llama 3.1). */
    RopeScaling llama3() {
      double factor = required("factor");
      double low = required("low_freq_factor");
      double high = required("high_freq_factor");
      double trained = required("original_max_position_embeddings");
      double[] frequencies = plain.clone();
      for (int i = 0; i < frequencies.length; i++) {
        double turns = trained * frequencies[i] / (2 * Math.PI);
        double keep = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
        frequencies[i] *= keep + (1 - keep) / factor;
      }
      return fixed(frequencies, 1, 1);
    }

    /**
     * YaRN (Peng et al. 2023, arXiv:2309.00071): as above, with a ramp over the pairs, and a
     * temperature in the amplitude.
     */
    RopeScaling yarn() {
      double factor = required("factor");
      double trained = trained();
      double low = pairOfTurns(optional("beta_fast", 32), trained);
      double high = pairOfTurns(optional("beta_slow", 1), trained);
      if (checkpoint.flag(at + ".truncate", true)) {
        low = Math.floor(low);
        high = Math.ceil(high);
      }
      low = Math.max(low, 0);
      high = Math.min(high, 2 * plain.length - 1);
      double ramp = high == low ? 0.001 : high - low; // falls where both bounds lie before pair 0
      double[] frequencies = plain.clone();
      for (int i = 0; i < frequencies.length; i++) {
        double keep = 1 - Math.clamp((i - low) / ramp, 0.0, 1.0);
        frequencies[i] *= keep + (1 - keep) / factor;
      }
      if (checkpoint.gguf()) {
        // DeepSeek's files hold a tenth of mscale_all_dim, and its amplitude is 1.
        Optional<Double> multiplier = checkpoint.number("rope.scaling.yarn_log_multiplier");
        double temperature = 1 + multiplier.orElse(0.1) * Math.log(factor);
        return multiplier.isPresent()
            ? fixed(frequencies, 1, temperature * temperature)
            : fixed(frequencies, optional("attention_factor", 1) * temperature, 1);
      }
      Optional<Double> ofAll = checkpoint.number(at + ".mscale_all_dim").filter(it -> it != 0);
      Optional<Double> own = checkpoint.number(at + ".mscale").filter(it -> it != 0);
      double sharpness = ofAll.map(it -> Math.pow(temperature(factor, it), 2)).orElse(1.0);
      double amplitude =
          own.isPresent() && ofAll.isPresent()
              ? temperature(factor, own.get()) / temperature(factor, ofAll.get())
              : temperature(factor, 1);
      return fixed(frequencies, optional("attention_factor", amplitude), sharpness);
    }

    private static double temperature(double factor, double scale) {
      return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    /** Which pair makes so many turns over the trained length. */
    private double pairOfTurns(double turns, double trained) {
      return plain.length * Math.log(trained / (turns * 2 * Math.PI)) / Math.log(theta);
    }

    /** LongRoPE (Ding et al. 2024, arXiv:2402.13753): divisors for short texts and for long. */
    RopeScaling longRope() {
      double trained = trained();
      double[] shorter = divided("short_factor", "rope_factors_short.weight");
      double[] longer = divided("long_factor", "rope_factors_long.weight");
      double factor =
          checkpoint
              .positive(at + ".factor")
              .or(() -> checkpoint.positive("max_position_embeddings").map(it -> it / trained))
              .orElse(1.0);
      double usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(trained));
      double amplitude = optional("short_mscale", usual); // in Phi-3.5-MoE
      if (optional("long_mscale", amplitude) != amplitude) {
        throw checkpoint.error(
            at + ": short_mscale and long_mscale differ, which is not known; take another version");
      }
      return new RopeScaling(
          length -> length > trained ? longer : shorter,
          (prompt, length) -> Math.max(prompt, length) > trained ? (int) trained + 1 : 0,
          (float) optional("attention_factor", amplitude),
          1);
    }

    private double[] divided(String name, String tensor) {
      double[] frequencies = plain.clone();
      if (checkpoint.gguf()) {
        divide(frequencies, checkpoint.vector(tensor, plain.length));
        return frequencies;
      }
      double[] divisors =
          checkpoint.numbers(at + "." + name).mapToDouble(Double::doubleValue).toArray();
      if (divisors.length != plain.length) {
        throw checkpoint.error(
            "%s.%s has %d numbers; the heads need %d"
                .formatted(at, name, divisors.length, plain.length));
      }
      for (int i = 0; i < divisors.length; i++) {
        frequencies[i] /= divisors[i];
      }
      return frequencies;
    }
  }
}
