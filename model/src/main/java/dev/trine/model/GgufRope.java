package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * What a GGUF file says of the turning of queries and keys: how many numbers turn, the base of
 * their frequencies, and how these are scaled. Factors of single frequencies are tensors.
 */
final class GgufRope {
  private final Checkpoint checkpoint;
  private final GgufMetadata metadata;
  private final GgufWriter writer;

  GgufRope(Checkpoint checkpoint, GgufMetadata metadata, GgufWriter writer) {
    this.checkpoint = checkpoint;
    this.metadata = metadata;
    this.writer = writer;
  }

  /** Writes it for heads of so many numbers. */
  void write(int headDim) {
    int turned = Rope.turned(checkpoint, headDim);
    double theta = Rope.theta(checkpoint);
    String at = RopeScaling.place(checkpoint);
    String kind =
        checkpoint
            .text(at + ".rope_type")
            .or(() -> checkpoint.text(at + ".type"))
            .orElse("default");
    boolean dynamic = kind.equals("dynamic");
    metadata.put("rope.dimension_count", turned);
    metadata.put("rope.freq_base", dynamic ? largerBase(at, theta, turned) : theta);
    switch (kind) {
      case "default", "none", "mrope", "dynamic" -> {}
      case "linear", "yarn" -> {
        metadata.put("rope.scaling.type", kind);
        double factor = checkpoint.positive(at + ".factor").orElse(1.0);
        metadata.put("rope.scaling.factor", factor);
        originalLength(at);
        if (kind.equals("yarn")) {
          yarn(at, factor, RopeScaling.of(checkpoint, at, turned, theta).amplitude());
        }
      }
      case "llama3" -> {
        double[] plain = RopeScaling.none(turned, theta).frequencies(0);
        double[] scaled = RopeScaling.of(checkpoint, at, turned, theta).frequencies(0);
        divisors("rope_freqs.weight", plain.length, i -> plain[i] / scaled[i]);
      }
      case "longrope", "su" -> {
        metadata.put("rope.scaling.type", "longrope");
        originalLength(at);
        float amplitude = RopeScaling.of(checkpoint, at, turned, theta).amplitude();
        metadata.put("rope.scaling.attn_factor", (double) amplitude);
        for (String length : List.of("long", "short")) {
          List<Double> factors = checkpoint.numbers(at + "." + length + "_factor").toList();
          divisors("rope_factors_" + length + ".weight", factors.size(), factors::get);
        }
      }
      default ->
          throw checkpoint.error(
              "the rope scaling " + kind + " cannot be converted; its folder runs as it is");
    }
  }

  /** Readers multiply the amplitude by {@code 1 + log(factor) / 10}, but for latent attention. */
  private void yarn(String at, double factor, double amplitude) {
    for (String setting : List.of("beta_fast", "beta_slow")) {
      checkpoint
          .positive(at + "." + setting)
          .ifPresent(n -> metadata.put("rope.scaling.yarn_" + setting, n));
    }
    if (!metadata.architecture().equals("deepseek2")) {
      metadata.put("rope.scaling.attn_factor", amplitude / (1 + 0.1 * Math.log(factor)));
      return;
    }
    double ofAll = checkpoint.number(at + ".mscale_all_dim").orElse(0.0);
    if (amplitude != 1) {
      throw checkpoint.notInGguf("mscale and mscale_all_dim of the rope scaling differ");
    }
    metadata.put("rope.scaling.yarn_log_multiplier", 0.1 * ofAll);
  }

  /** Hunyuan's scaling is a larger base. */
  private double largerBase(String at, double theta, int turned) {
    double alpha =
        checkpoint
            .positive(at + ".alpha")
            .orElseThrow(() ->
                checkpoint.error(
                    "dynamic rope scaling cannot be converted; its folder runs as it is"));
    return theta * Math.pow(alpha, turned / (turned - 2.0));
  }

  private void originalLength(String at) {
    checkpoint
        .countIfPresent(at + ".original_max_position_embeddings")
        .or(() -> checkpoint.countIfPresent("original_max_position_embeddings"))
        .ifPresent(n -> metadata.put("rope.scaling.original_context_length", n));
  }

  /** By what readers divide each frequency. */
  private void divisors(String name, int count, IntToDoubleFunction divisor) {
    float[] divisors = new float[count];
    for (int i = 0; i < count; i++) {
      divisors[i] = (float) divisor.applyAsDouble(i);
    }
    writer.put(Tensor.of(name, divisors, count));
  }
}
