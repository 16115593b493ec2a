package dev.trine.cli;

import dev.trine.runtime.Sampling;
import picocli.CommandLine.Option;

/** How the next token is chosen; without any of these always the most probable one. */
final class SamplingOptions {

  /** How many of the latest tokens the repetition penalty looks at. */
  private static final int RECENT = 64;

  @Option(names = "--temp", defaultValue = "0", description = "Temperature (${DEFAULT-VALUE}).")
  private float temperature;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      description = "Keeps the K most probable tokens; 0 keeps all.")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      description = "Keeps the most probable tokens that together reach P; 1 keeps all.")
  private float topP;

  @Option(
      names = "--min-p",
      defaultValue = "0",
      description = "Drops tokens less probable than P times the most probable one.")
  private float minP;

  @Option(
      names = "--repeat-penalty",
      defaultValue = "1",
      description = "Makes the last " + RECENT + " tokens less probable; 1 does not.")
  private float penalty;

  @Option(names = "--seed", defaultValue = "0", description = "The same seed, the same choices.")
  private long seed;

  Sampling sampling() {
    return Sampling.temperature(temperature, seed)
        .withTopK(topK)
        .withTopP(topP)
        .withMinP(minP)
        .withRepetitionPenalty(penalty, RECENT);
  }
}
