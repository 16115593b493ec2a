package dev.trine.runtime;

/**
 * What is measured, under the names, units and bucket boundaries of OpenTelemetry's semantic
 * conventions for generative AI (v1.37); what those do not know is named {@code trine}.
 */
public enum Metric {
  /** Tokens of one generation; {@code gen_ai.token.type} is input or output. */
  TOKEN_USAGE("gen_ai.client.token.usage", "{token}", Buckets.TOKENS),
  /** Prompt tokens of one generation that were not run again; the attribute of that name. */
  CACHED_TOKENS("gen_ai.usage.cache_read.input_tokens", "{token}", Buckets.TOKENS),
  /** From asking until the end, waiting for others included. */
  OPERATION_DURATION("gen_ai.client.operation.duration", "s", Buckets.DURATION),
  /** From beginning to run until the end. */
  REQUEST_DURATION("gen_ai.server.request.duration", "s", Buckets.DURATION),
  /** From beginning to run until the first token. */
  TIME_TO_FIRST_TOKEN("gen_ai.server.time_to_first_token", "s", Buckets.FIRST_TOKEN),
  /** Of each token after the first, on the average of one generation. */
  TIME_PER_OUTPUT_TOKEN("gen_ai.server.time_per_output_token", "s", Buckets.EACH_TOKEN),
  /** One run of the model. */
  STEP_DURATION("trine.step.duration", "s", Buckets.EACH_TOKEN),
  /** Tokens of all sequences in one run of the model. */
  STEP_TOKENS("trine.step.tokens", "{token}", Buckets.TOKENS);

  private static final class Buckets {
    private static final double[] TOKENS = powers(1, 4, 14);
    private static final double[] DURATION = powers(0.01, 2, 14);
    private static final double[] FIRST_TOKEN = {
      0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] EACH_TOKEN = {
      0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5
    };

    private static double[] powers(double first, double factor, int count) {
      double[] bounds = new double[count];
      for (int i = 0; i < count; i++) {
        bounds[i] = first * Math.pow(factor, i);
      }
      return bounds;
    }
  }

  private final String fullName;
  private final String unit;
  private final double[] boundaries;

  Metric(String fullName, String unit, double[] boundaries) {
    this.fullName = fullName;
    this.unit = unit;
    this.boundaries = boundaries;
  }

  /** Such as {@code gen_ai.server.time_to_first_token}. */
  public String fullName() {
    return fullName;
  }

  /** {@code s} or <code>{token}</code>, as UCUM writes units. */
  public String unit() {
    return unit;
  }

  /**
   * The upper bounds of a histogram's buckets, each inclusive; one more bucket is above the last.
   */
  public double[] boundaries() {
    return boundaries.clone();
  }
}
