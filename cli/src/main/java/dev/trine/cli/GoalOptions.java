package dev.trine.cli;

import dev.trine.compress.Goal;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What prune is to keep: shares of what a model has inside, or as much as a target allows. */
final class GoalOptions {

  @Option(names = "--attention", paramLabel = "F", description = "Share of the heads to keep.")
  private Optional<Double> attention = Optional.empty();

  @Option(names = "--mlp", paramLabel = "F", description = "Share of the MLP channels to keep.")
  private Optional<Double> mlp = Optional.empty();

  @Option(
      names = "--head",
      paramLabel = "F",
      description = "Share of the numbers inside each head to keep, in whole rotated pairs.")
  private Optional<Double> head = Optional.empty();

  @Option(names = "--layers", paramLabel = "F", description = "Share of the layers to keep.")
  private Optional<Double> layers = Optional.empty();

  @Option(
      names = "--experts",
      paramLabel = "F",
      description = "Share of the experts to keep, by what they add when they are asked.")
  private Optional<Double> experts = Optional.empty();

  @Option(
      names = "--merge",
      description = "Experts that go become part of those that answer the same tokens.")
  private boolean merge;

  @Option(
      names = "--latent",
      paramLabel = "F",
      description = "Share of the latents of DeepSeek's attention to keep, and so of its cache.")
  private Optional<Double> latent = Optional.empty();

  @Option(
      names = "--target-params",
      paramLabel = "N",
      description = "At most so many weights: 900M.")
  private Optional<String> targetWeights = Optional.empty();

  @Option(names = "--target-bytes", paramLabel = "N", description = "A file of at most this size.")
  private Optional<String> targetBytes = Optional.empty();

  @Option(
      names = "--target-kv-bytes",
      paramLabel = "N",
      description = "At most so many bytes a token in a 16 bit cache of keys and values.")
  private Optional<String> targetCache = Optional.empty();

  @Option(
      names = "--target-tokens-per-second",
      paramLabel = "X",
      description = "The largest that writes so fast, measured on this machine.")
  private Optional<Double> targetSpeed = Optional.empty();

  /** Complains if there is not one thing to reach. */
  void check() {
    long given =
        Stream.of(
                widths(),
                layers,
                experts,
                latent,
                targetWeights,
                targetBytes,
                targetCache,
                targetSpeed)
            .filter(Optional::isPresent)
            .count();
    if (given != 1) {
      throw new BadInput(
          "give the shares to keep (--attention, --mlp, --head, --layers, --experts or --latent) or"
              + " one target; see --help");
    }
    if (merge && experts.isEmpty()) {
      throw new BadInput("--merge goes with --experts");
    }
  }

  private Optional<Goal> widths() {
    return attention.isPresent() || mlp.isPresent() || head.isPresent()
        ? Optional.of(
            new Goal.Shares(
                share("--attention", attention.orElse(1.0)),
                share("--mlp", mlp.orElse(1.0)),
                share("--head", head.orElse(1.0))))
        : Optional.empty();
  }

  /** What can be planned without measuring: widths, layers, sizes. */
  Optional<Goal> planned() {
    return widths()
        .or(() -> layers.map(it -> new Goal.Layers(share("--layers", it))))
        .or(() -> targetWeights.map(it -> new Goal.Weights(Size.parse("--target-params", it))))
        .or(() -> targetBytes.map(it -> new Goal.FileBytes(Size.parse("--target-bytes", it))))
        .or(() ->
            targetCache.map(
                it -> new Goal.CacheNumbers(Size.parse("--target-kv-bytes", it) / Short.BYTES)));
  }

  /** The share of the experts. */
  Optional<Double> experts() {
    return experts.map(it -> share("--experts", it));
  }

  /** Whether experts that go are merged into those that stay. */
  boolean merges() {
    return merge;
  }

  /** The share of the latents. */
  Optional<Double> latent() {
    return latent.map(it -> share("--latent", it));
  }

  /** Tokens a second. */
  Optional<Double> speed() {
    return targetSpeed;
  }

  private static double share(String option, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new BadInput(option + " " + value + ": give a share above 0, at most 1");
    }
    return value;
  }
}
