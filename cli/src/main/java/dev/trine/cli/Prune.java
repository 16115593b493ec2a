package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.ExpertPruning;
import dev.trine.compress.Goal;
import dev.trine.compress.Method;
import dev.trine.compress.Pruner;
import dev.trine.compress.Pruner.Subject;
import dev.trine.compress.Pruning;
import dev.trine.model.Gguf;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
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
import picocli.CommandLine.Option;

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
  private static final int TRIALS = 8;
  private static final double MOST_REMOVED = 0.9; // of the inner widths, for a speed

  @Mixin private CompressionOptions files;

  @Option(
      names = "--method",
      defaultValue = "transact",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Method method;

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

  @Option(
      names = "--experts",
      paramLabel = "F",
      description = "Share of the experts to keep, by what they add when they are asked.")
  private Optional<Double> experts = Optional.empty();

  @Option(names = "--uniform", description = "All layers stay alike, also for a target.")
  private boolean uniform;

  @Option(names = "--seed", defaultValue = "1", description = "For random and for recovery.")
  private long seed;

  @Option(
      names = "--shots",
      paramLabel = "K",
      defaultValue = "1",
      description = "Go to the goal in K steps, measuring anew before each (${DEFAULT-VALUE}).")
  private int shots;

  @Mixin private Recovery recovery;

  @Override
  public void run() {
    if (shots < 1 || shots > 100) {
      throw new BadInput("--shots " + shots + ": give 1 to 100");
    }
    List<Goal> goals = goals();
    if (goals.size() + count(targetSpeed) + count(experts) != 1) {
      throw new BadInput(
          "give the shares to keep (--attention, --mlp, --head, --layers or --experts) or one target;"
              + " see --help");
    }
    recovery.check(files.text());
    files.run(() -> {
      try (LanguageModel language = LanguageModel.open(files.in())) {
        Subject original = subject(files.in(), language);
        if (experts.isPresent()) {
          dropExperts(original, share("--experts", experts.get()));
        } else {
          prune(language, original, goals.isEmpty() ? fastEnough(original) : goals.getFirst());
        }
      }
    });
  }

  private static int count(Optional<?> option) {
    return option.isPresent() ? 1 : 0;
  }

  private void prune(LanguageModel language, Subject original, Goal goal) {
    Pruner pruner = pruner(language, original, goal);
    Pruning pruning =
        files.dryRun()
            ? pruner.shot(original, original, goal, 1)
            : new Shots(original, pruner, goal).run();
    print(original, pruning);
  }

  private void dropExperts(Subject original, double share) {
    ExpertPruning pruning = ExpertPruning.of(original, share, files.progress());
    if (!files.dryRun()) {
      List<String> steps =
          new ArrayList<>(List.of("experts dropped by router-weighted activation"));
      steps.addAll(pruning.lines());
      original.text().ifPresent(text -> steps.add("calibrated on " + text));
      pruning.write(files.out(), steps, files.progress());
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("weightsBefore", weights(original));
    result.put("weights", pruning.weights());
    result.put("bytesBefore", original.file().size());
    result.put("bytes", files.dryRun() ? pruning.bytes() : files.out().toFile().length());
    files.print(result, Map.of("layers", pruning.lines()), pruning.lines());
  }

  private static long weights(Subject model) {
    return model.file().tensors().values().stream()
        .mapToLong(it -> it.shape().stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  /** As many weights as the largest trial has that is fast enough: found by bisection. */
  private Goal fastEnough(Subject original) {
    double wanted = targetSpeed.orElseThrow();
    double low = 0; // removed
    double high = 0;
    long weights = weights(original);
    for (int trial = 0; trial < TRIALS; trial++) {
      double removed = trial == 0 ? 0 : trial == 1 ? MOST_REMOVED : (low + high) / 2;
      Pruning tried =
          new Pruner(Method.RANDOM, seed, true, files.progress())
              .shot(original, original, new Goal.Shares(1 - removed, 1 - removed), 1);
      double speed = speed(tried);
      files.tell(String.format(Locale.ROOT, "%d weights: %.1f tokens/s", tried.weights(), speed));
      if (speed >= wanted) {
        high = removed;
        weights = tried.weights();
        if (trial == 0) {
          break;
        }
      } else if (trial == 1) {
        throw new BadInput(
            String.format(
                Locale.ROOT,
                "--target-tokens-per-second %s: the smallest that can be pruned to writes %.1f",
                wanted,
                speed));
      } else {
        low = removed;
      }
    }
    return new Goal.Weights(weights);
  }

  private double speed(Pruning pruning) {
    Path trial = files.beside("trial");
    try {
      pruning.write(trial, List.of(), files.progress());
      try (LanguageModel model = LanguageModel.open(trial)) {
        return Race.decode(model.transformer());
      }
    } finally {
      CompressionOptions.delete(trial);
    }
  }

  /**
   * Widths allotted across layers or uniform ones: where a target leaves the choice, both are tried
   * and the one that diverges less on the calibration text is taken.
   */
  private Pruner pruner(LanguageModel language, Subject original, Goal goal) {
    Pruner alike = new Pruner(method, seed, true, files.progress());
    boolean target = !(goal instanceof Goal.Shares || goal instanceof Goal.Layers);
    if (uniform || !target || !method.calibrated()) {
      return alike;
    }
    Pruner allotted = new Pruner(method, seed, false, files.progress());
    double before = divergence(language, allotted.shot(original, original, goal, 1));
    double after = divergence(language, alike.shot(original, original, goal, 1));
    files.tell(
        String.format(
            Locale.ROOT,
            "KL %.4f with widths allotted across layers, %.4f with uniform ones: taking %s",
            before,
            after,
            before < after ? "the former" : "the latter"));
    return before < after ? allotted : alike;
  }

  /** The mean KL divergence of a trial file, which is thrown away. */
  private double divergence(LanguageModel original, Pruning pruning) {
    Path trial = files.beside("trial");
    try {
      pruning.write(trial, List.of(), files.progress());
      return files.divergence(original, trial);
    } finally {
      CompressionOptions.delete(trial);
    }
  }

  /**
   * All shots, each followed by recovery if that is asked for. What a shot leaves stays beside the
   * result until the end, so that the same call goes on after the last whole shot.
   */
  private final class Shots {
    private final Subject original;
    private final Pruner pruner;
    private final Goal goal;
    private final List<Path> trials = new ArrayList<>();

    Shots(Subject original, Pruner pruner, Goal goal) {
      this.original = original;
      this.pruner = pruner;
      this.goal = goal;
    }

    /** The last shot's plan. */
    Pruning run() {
      begin();
      Path now = files.in();
      for (int shot = 1; ; shot++) {
        boolean last = shot == shots;
        Path pruned = last && !recovery.wanted() ? files.out() : trial("shot" + shot);
        Path done = last ? files.out() : recovery.wanted() ? trial("recovered" + shot) : pruned;
        if (last || !Files.exists(done)) {
          Pruning pruning = shot(shot, now, pruned);
          if (recovery.wanted()) {
            recovery.run(pruned, files.in(), done, files.text(), shot, shots, seed);
          }
          if (last) {
            trials.forEach(CompressionOptions::delete);
            return pruning;
          }
        }
        now = done;
      }
    }

    private Pruning shot(int shot, Path now, Path to) {
      try (LanguageModel language = LanguageModel.open(now)) {
        Subject subject = shot == 1 ? original : subject(now, language);
        Pruning pruning = pruner.shot(original, subject, goal, shots - shot + 1);
        List<String> steps = pruner.steps(pruning, subject.text(), shot, shots);
        steps.addAll(recovery.steps(shot, shots, files.text()));
        pruning.write(to, steps, files.progress());
        return pruning;
      }
    }

    /** Throws away what another call left: what this one does is written down beside the result. */
    private void begin() {
      Path job = trial("job");
      String mine =
          "%s %d, %s, %s, seed %d, uniform %s, %d shots, %s, %s"
              .formatted(
                  files.in().toAbsolutePath(),
                  original.file().size(),
                  method,
                  goal,
                  seed,
                  uniform,
                  shots,
                  original.text(),
                  recovery.steps(1, shots, files.text()));
      try {
        if (!Files.exists(job) || !Files.readString(job).equals(mine)) {
          for (int shot = 1; shot <= shots; shot++) {
            Files.deleteIfExists(files.beside("shot" + shot));
            Files.deleteIfExists(files.beside("recovered" + shot));
          }
          Files.writeString(job, mine);
        }
      } catch (IOException e) {
        throw new BadInput(job + ": cannot be written (" + e.getMessage() + ")");
      }
    }

    private Path trial(String ending) {
      Path trial = files.beside(ending);
      trials.add(trial);
      return trial;
    }
  }

  private Subject subject(Path file, LanguageModel language) {
    Optional<Calibration> read =
        files
            .text()
            .filter(it -> method.calibrated() || experts.isPresent())
            .map(path -> files.windows().read(path, language));
    return new Subject(Gguf.open(file), language.transformer(), read);
  }

  private List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    if (attention.isPresent() || mlp.isPresent() || head.isPresent()) {
      goals.add(
          new Goal.Shares(
              share("--attention", attention.orElse(1.0)),
              share("--mlp", mlp.orElse(1.0)),
              share("--head", head.orElse(1.0))));
    }
    layers.ifPresent(it -> goals.add(new Goal.Layers(share("--layers", it))));
    targetWeights.ifPresent(it -> goals.add(new Goal.Weights(Size.parse("--target-params", it))));
    targetBytes.ifPresent(it -> goals.add(new Goal.FileBytes(Size.parse("--target-bytes", it))));
    targetCache.ifPresent(
        it -> goals.add(new Goal.CacheNumbers(Size.parse("--target-kv-bytes", it) / Short.BYTES)));
    return goals;
  }

  private static double share(String option, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new BadInput(option + " " + value + ": give a share above 0, at most 1");
    }
    return value;
  }

  private void print(Subject original, Pruning pruning) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("method", method.toString());
    result.put("weightsBefore", weights(original));
    result.put("weights", pruning.weights());
    result.put("bytesBefore", original.file().size());
    result.put("bytes", files.dryRun() ? pruning.bytes() : files.out().toFile().length());
    result.put("kvBytesPerToken", pruning.cacheNumbers() * Short.BYTES);
    result.put("uniform", pruning.uniform());
    pruning.note().ifPresent(note -> result.put("note", note));
    files.print(result, Map.of("layers", pruning.lines()), pruning.lines());
  }
}
