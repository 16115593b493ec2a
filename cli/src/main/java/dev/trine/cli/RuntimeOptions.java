package dev.trine.cli;

import dev.trine.model.Adapter;
import dev.trine.runtime.Generation;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Limits;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.Speculation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What makes a generation quicker, bounds it, or changes the model's weights. */
final class RuntimeOptions implements AutoCloseable {
  private static final long MEBI = 1 << 20;

  /** How tokens are guessed ahead. */
  static final class Guesses {
    @Option(
        names = "--lookup",
        required = true,
        paramLabel = "K",
        description = "Guesses K tokens ahead, as they stood before in the text.")
    private Optional<Integer> lookup = Optional.empty();

    @Option(
        names = "--draft",
        required = true,
        paramLabel = "MODEL",
        description = "A smaller model of the same vocabulary guesses ahead.")
    private Optional<Path> draft = Optional.empty();

    @Option(
        names = "--mtp",
        required = true,
        paramLabel = "K",
        description = "The model's own layer for further tokens guesses K of them ahead.")
    private Optional<Integer> own = Optional.empty();
  }

  @ArgGroup(exclusive = true)
  private Guesses guesses = new Guesses();

  @Option(
      names = "--draft-tokens",
      defaultValue = "4",
      paramLabel = "K",
      description = "How many the smaller model guesses at once (${DEFAULT-VALUE}).")
  private int draftTokens;

  @Option(
      names = "--lora",
      paramLabel = "FILE[=SCALE]",
      description = "A low-rank adapter, of PEFT or GGUF; repeatable.")
  private List<String> adapters = List.of();

  @Option(
      names = "--prompt-cache",
      paramLabel = "FOLDER",
      description = "Keeps what was computed of prompts there, and reuses it.")
  private Optional<Path> cache = Optional.empty();

  @Option(
      names = "--prompt-cache-size",
      defaultValue = "4096",
      paramLabel = "MIB",
      description = "What it may take; the least recently used goes first (${DEFAULT-VALUE}).")
  private long cacheSize;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Ends when they are over, with what there is.")
  private Optional<Double> seconds = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The most memory for keys and values.")
  private Optional<Long> memory = Optional.empty();

  @Option(
      names = "--shift",
      paramLabel = "K",
      description =
          "Goes on in a full context: keeps the first K tokens and the later half of the others.")
  private Optional<Integer> sinks = Optional.empty();

  private Optional<LanguageModel> draftModel = Optional.empty();

  /** The same generation with these options. */
  Generation apply(Generation generation, LanguageModel model) {
    draftModel = guesses.draft.map(LanguageModel::open);
    Speculation speculation =
        draftModel
            .<Speculation>map(small -> new Speculation.Draft(small, draftTokens))
            .or(() -> guesses.lookup.map(Speculation.Lookup::new))
            .or(() -> guesses.own.map(Speculation.Own::new))
            .orElse(Speculation.none());
    List<Adapter> loaded = new ArrayList<>();
    adapters.forEach(adapter -> loaded.add(adapter(adapter, model)));
    return generation.with(speculation).with(loaded).within(limits());
  }

  private Limits limits() {
    Limits limits = Limits.NONE;
    if (seconds.isPresent()) {
      limits = limits.time(Duration.ofNanos((long) (seconds.get() * 1e9)));
    }
    if (memory.isPresent()) {
      limits = limits.memory(memory.get() * MEBI);
    }
    return sinks.isPresent() ? limits.shifting(sinks.get()) : limits;
  }

  /** The adapter of a file, written with its scale. */
  static Adapter adapter(String written, LanguageModel model) {
    int sign = written.lastIndexOf('=');
    if (sign < 0) {
      return model.adapter(Path.of(written), 1);
    }
    try {
      return model.adapter(
          Path.of(written.substring(0, sign)), Float.parseFloat(written.substring(sign + 1)));
    } catch (NumberFormatException e) {
      throw new BadInput("--lora " + written + ": the scale is no number; write FILE=0.5");
    }
  }

  /** Where prompts are kept, if they are. */
  Optional<PrefixStore> store(PrintWriter err) {
    return cache.map(folder ->
        PrefixStore.open(folder, cacheSize * MEBI, notice -> err.println("trine: " + notice)));
  }

  @Override
  public void close() {
    draftModel.ifPresent(LanguageModel::close);
  }
}
