package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.Goal;
import dev.trine.compress.Method;
import dev.trine.compress.Pruner;
import dev.trine.compress.Pruner.Subject;
import dev.trine.compress.Pruning;
import dev.trine.model.Gguf;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Makes a model's layers narrower, or fewer. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a model's layers narrower: less to read for each token, and less to keep of it. The result is a plain dense model.",
      "",
      "The model reads a text, and what its activations use least is taken out: heads (with grouped queries whole groups, so that",
      "the cache of keys and values shrinks too) and channels of the MLPs. The residual stream keeps its width.",
      "--attention and --mlp are the shares to keep in every layer. For a target, widths allotted across layers and uniform ones are",
      "both tried, and what diverges less on the text is taken; --uniform tries the latter only. Prune F16 or F32 files and quantize",
      "afterwards. Without recovery training 10 to 20 percent is what most models bear: see with trine certify. IN is never touched.",
      "",
      "Methods: transact (activations), wanda (activations x weights), flap (their variance; the mean stays as a bias),",
      "magnitude (weights), random; layers drops whole layers.",
      ""
    },
    footer = {
      "",
      "Examples",
      "  trine prune model.gguf small.gguf --mlp 0.8 --calibrate talk.txt",
      "  trine prune model.gguf small.gguf --target-params 900M --calibrate talk.txt --dry-run",
      "  trine prune model.gguf small.gguf --attention 0.5 --mlp 0.5 --calibrate talk.txt --shots 8 --recover 2M"
    })
final class Prune implements Runnable {

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A .gguf file, or a folder in Hugging Face layout.")
  private Path given;

  @Parameters(index = "1", paramLabel = "OUT", description = "The .gguf file to write.")
  private Path out;

  @Option(
      names = "--method",
      defaultValue = "transact",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Method method;

  @Option(names = "--attention", paramLabel = "F", description = "Share of the heads to keep.")
  private Optional<Double> attention = Optional.empty();

  @Option(names = "--mlp", paramLabel = "F", description = "Share of the MLP channels to keep.")
  private Optional<Double> mlp = Optional.empty();

  @Option(names = "--layers", paramLabel = "F", description = "Share of the layers to keep.")
  private Optional<Double> layers = Optional.empty();

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

  @Option(names = "--uniform", description = "All layers stay alike, also for a target.")
  private boolean uniform;

  @Option(names = "--calibrate", paramLabel = "TEXT", description = "The text to read.")
  private Optional<Path> text = Optional.empty();

  @Mixin private CalibrationOptions calibration;

  @Option(names = "--seed", defaultValue = "1", description = "For random and for recovery.")
  private long seed;

  @Option(
      names = "--shots",
      paramLabel = "K",
      defaultValue = "1",
      description = "Go to the goal in K steps, measuring anew before each (${DEFAULT-VALUE}).")
  private int shots;

  @Mixin private Recovery recovery;

  @Option(names = "--dry-run", description = "Only shows the widths and sizes.")
  private boolean dryRun;

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  private Path in = Path.of(""); // what is pruned: the file given, or made of the folder given

  @Override
  public void run() {
    threads.ifPresent(Threads::use);
    if (shots < 1 || shots > 100) {
      throw new BadInput("--shots " + shots + ": give 1 to 100");
    }
    Goal goal = goal();
    recovery.check(text);
    try (GgufSource from = GgufSource.of(given, out)) {
      in = from.file();
      prune(goal);
    }
  }

  private void prune(Goal goal) {
    try (LanguageModel language = LanguageModel.open(in)) {
      Subject original = subject(in, language);
      Pruner pruner = pruner(language, original, goal);
      Pruning pruning =
          dryRun ? pruner.shot(original, original, goal, 1) : prune(pruner, original, goal);
      print(original, pruning);
    }
  }

  /**
   * Widths allotted across layers or uniform ones: where a target leaves the choice, both are tried
   * and the one that diverges less on the calibration text is taken.
   */
  private Pruner pruner(LanguageModel language, Subject original, Goal goal) {
    Pruner alike = new Pruner(method, seed, true, progress());
    boolean target = !(goal instanceof Goal.Shares || goal instanceof Goal.Layers);
    if (uniform || !target || !method.calibrated()) {
      return alike;
    }
    Pruner allotted = new Pruner(method, seed, false, progress());
    double before = divergence(language, allotted.shot(original, original, goal, 1));
    double after = divergence(language, alike.shot(original, original, goal, 1));
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "trine: KL %.4f with widths allotted across layers, %.4f with uniform ones: taking %s%n",
            before,
            after,
            before < after ? "the former" : "the latter");
    return before < after ? allotted : alike;
  }

  /** The mean KL divergence of a trial file, which is thrown away. */
  private double divergence(LanguageModel original, Pruning pruning) {
    List<Path> trials = new ArrayList<>();
    Path file = trial(trials, "trial");
    try {
      pruning.write(file, List.of(), progress());
      try (LanguageModel model = LanguageModel.open(file)) {
        return calibration.divergence(text.orElseThrow(), original, model).mean();
      }
    } finally {
      trials.forEach(Prune::delete);
    }
  }

  /** All shots, each followed by recovery if that is asked for; the last one's plan. */
  private Pruning prune(Pruner pruner, Subject original, Goal goal) {
    Path now = in;
    List<Path> trials = new ArrayList<>();
    try {
      for (int shot = 1; ; shot++) {
        Pruning pruning;
        try (LanguageModel language = LanguageModel.open(now)) {
          Subject subject = shot == 1 ? original : subject(now, language);
          pruning = pruner.shot(original, subject, goal, shots - shot + 1);
          boolean last = shot == shots && !recovery.wanted();
          now = last ? out : trial(trials, "shot" + shot);
          List<String> steps = pruner.steps(pruning, subject.text(), shot, shots);
          steps.addAll(recovery.steps(shot, shots, text));
          pruning.write(now, steps, progress());
        }
        if (recovery.wanted()) {
          Path recovered = shot == shots ? out : trial(trials, "recovered" + shot);
          recovery.run(now, in, recovered, text, shot, shots, seed);
          now = recovered;
        }
        if (shot == shots) {
          return pruning;
        }
      }
    } finally {
      trials.forEach(Prune::delete);
    }
  }

  private Path trial(List<Path> trials, String name) {
    Path trial = out.resolveSibling(out.getFileName() + "." + name);
    trials.add(trial);
    return trial;
  }

  private static void delete(Path trial) {
    try {
      Files.deleteIfExists(trial);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Subject subject(Path file, LanguageModel language) {
    Optional<Calibration> read =
        text.filter(it -> method.calibrated()).map(path -> calibration.read(path, language));
    return new Subject(Gguf.open(file), language.transformer(), read);
  }

  private Goal goal() {
    List<Goal> goals = new ArrayList<>();
    if (attention.isPresent() || mlp.isPresent()) {
      goals.add(
          new Goal.Shares(
              share("--attention", attention.orElse(1.0)), share("--mlp", mlp.orElse(1.0))));
    }
    layers.ifPresent(it -> goals.add(new Goal.Layers(share("--layers", it))));
    targetWeights.ifPresent(it -> goals.add(new Goal.Weights(Size.parse("--target-params", it))));
    targetBytes.ifPresent(it -> goals.add(new Goal.FileBytes(Size.parse("--target-bytes", it))));
    targetCache.ifPresent(
        it -> goals.add(new Goal.CacheNumbers(Size.parse("--target-kv-bytes", it) / Short.BYTES)));
    if (goals.size() != 1) {
      throw new BadInput(
          "give the shares to keep (--attention, --mlp or --layers) or one target; see --help");
    }
    return goals.getFirst();
  }

  private static double share(String option, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new BadInput(option + " " + value + ": give a share above 0, at most 1");
    }
    return value;
  }

  private ProgressLine progress() {
    return new ProgressLine(spec.commandLine().getErr());
  }

  private void print(Subject original, Pruning pruning) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("method", method.toString());
    result.put(
        "weightsBefore",
        original.file().tensors().values().stream()
            .mapToLong(it -> it.shape().stream().reduce(1L, (a, b) -> a * b))
            .sum());
    result.put("weights", pruning.weights());
    result.put("bytesBefore", original.file().size());
    result.put("bytes", dryRun ? pruning.bytes() : out.toFile().length());
    result.put("kvBytesPerToken", pruning.cacheNumbers() * Short.BYTES);
    result.put("uniform", pruning.uniform());
    pruning.note().ifPresent(note -> result.put("note", note));
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      result.put("layers", pruning.lines());
      to.println(JsonMapper.shared().writeValueAsString(result));
    } else {
      pruning.lines().forEach(to::println);
      result.forEach((name, value) -> to.println(name + " = " + value));
    }
  }
}
