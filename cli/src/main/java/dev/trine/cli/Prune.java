package dev.trine.cli;

import dev.trine.compress.ExpertPruning;
import dev.trine.compress.Goal;
import dev.trine.compress.LatentPruning;
import dev.trine.compress.Method;
import dev.trine.compress.PrunedModel;
import dev.trine.compress.Pruner;
import dev.trine.compress.Pruner.Subject;
import dev.trine.compress.Pruning;
import dev.trine.model.Gguf;
import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a model's layers narrower, or fewer. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a model's layers narrower: less to read for each token, and less to keep of it. The"
          + " result is a plain dense model. IN is never touched; a call that was cut off is gone"
          + " on with by the same call again.",
      "",
      "How: the model reads a text, and what its activations use least is taken out: heads (with"
          + " grouped queries whole groups, so that the cache of keys and values shrinks too) and"
          + " channels of the MLPs. The residual stream keeps its width. Methods are transact"
          + " (activations), wanda (activations x weights), flap (their variance; the mean stays as"
          + " a bias), magnitude (weights) and random; layers drops whole layers.",
      "",
      "How much: --attention and --mlp are the shares to keep in every layer. For a target, widths"
          + " allotted across layers and uniform ones are both tried, and what diverges less on the"
          + " text is taken; --uniform tries the latter only. Of a mixture --experts drops whole"
          + " experts, or merges them; of DeepSeek's attention --latent narrows what the cache"
          + " keeps.",
      "",
      "How well: add --reconstruct; it costs one more reading. Without --recover 10 to 20 percent"
          + " is what most models bear. Prune F16 or F32 files and quantize afterwards. Look first"
          + " with --dry-run; see afterwards with trine certify.",
      ""
    },
    footer = {
      "",
      "Examples",
      "  trine prune model.gguf small.gguf --mlp 0.8 --calibrate talk.txt",
      "  trine prune model.gguf small.gguf --target-params 900M --calibrate talk.txt --dry-run",
      "  trine prune model.gguf small.gguf --attention 0.5 --mlp 0.5 --calibrate talk.txt --shots 8"
          + " --recover 2M"
    })
final class Prune implements Runnable {

  @Mixin private CompressionOptions files;

  @Option(
      names = "--method",
      defaultValue = "transact",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Method method;

  @Mixin private GoalOptions goals;

  @Option(names = "--uniform", description = "All layers stay alike, also for a target.")
  private boolean uniform;

  @Option(
      names = "--reconstruct",
      description =
          "What stays of each output matrix makes up for what goes: least squares on the"
              + " --calibrate text, which is read once more for it.")
  private boolean reconstruct;

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
    goals.check();
    recovery.check(files.text());
    files.run(
        recovery.text(),
        () -> {
          try (LanguageModel language = LanguageModel.open(files.in())) {
            Subject original = subject(files.in(), language);
            if (reconstruct && goals.experts().or(goals::latent).isPresent()) {
              throw new BadInput("--reconstruct goes with --attention, --mlp, --head and targets");
            }
            if (goals.experts().isPresent()) {
              experts(original, goals.experts().get());
            } else if (goals.latent().isPresent()) {
              latent(original, goals.latent().get());
            } else {
              widths(language, original);
            }
          }
        });
  }

  /** The model, and what the calibration text is to it where a text is needed. */
  private Subject subject(Path file, LanguageModel language) {
    boolean measured =
        method.calibrated() || reconstruct || goals.experts().or(goals::latent).isPresent();
    if (measured && files.text().isEmpty()) {
      throw new BadInput("method " + method + " needs a text: name one with --calibrate");
    }
    return new Subject(
        Gguf.open(file),
        language.transformer(),
        files.text().filter(it -> measured).map(path -> files.windows().read(path, language)));
  }

  /** Whether all that is asked for are sizes that no measurement changes. */
  private boolean sizesAlone() {
    return files.dryRun()
        && method != Method.FLAP // adds biases
        && goals
            .planned()
            .filter(goal ->
                switch (goal) {
                  case Goal.Shares shares -> shares.head() == 1; // which pairs stay is shown
                  case Goal.Layers _ -> false; // which layers stay is shown
                  default -> uniform;
                })
            .isPresent();
  }

  private void experts(Subject original, double share) {
    ExpertPruning pruning = ExpertPruning.of(original, share, goals.merges(), files.progress());
    String how = goals.merges() ? "merged" : "dropped";
    write(original, pruning, "experts " + how + " by router-weighted activation", Map.of());
  }

  private void latent(Subject original, double share) {
    LatentPruning pruning = LatentPruning.of(original, share, files.progress());
    write(
        original,
        pruning,
        "latents of attention narrowed by transact",
        Map.of("kvBytesPerToken", pruning.cacheNumbers() * Short.BYTES));
  }

  private void write(Subject original, PrunedModel pruning, String what, Map<String, Object> more) {
    List<String> steps = new ArrayList<>(List.of(what));
    steps.addAll(pruning.lines());
    original.text().ifPresent(text -> steps.add("calibrated on " + text));
    if (!files.dryRun()) {
      pruning.write(files.out(), steps, files.progress());
    }
    print(original, pruning, steps, more);
  }

  private void widths(LanguageModel language, Subject original) {
    if (sizesAlone()) {
      Pruner any = new Pruner(Method.RANDOM, seed, true, false, files.progress());
      print(
          original,
          any.shot(original, original, goals.planned().orElseThrow(), 1),
          new Pruner(method, seed, true, reconstruct, files.progress()));
      return;
    }
    Trials trials = new Trials(files, original);
    Goal goal = goals.planned().orElseGet(() -> trials.fastEnough(goals.speed().orElseThrow()));
    boolean target = !(goal instanceof Goal.Shares || goal instanceof Goal.Layers);
    Pruner alike = new Pruner(method, seed, true, reconstruct, files.progress());
    Pruner pruner =
        uniform || !target || !method.calibrated()
            ? alike
            : trials.closer(
                language,
                goal,
                new Pruner(method, seed, false, reconstruct, files.progress()),
                alike);
    Pruning pruning =
        files.dryRun()
            ? pruner.shot(original, original, goal, 1)
            : new Shots(files, recovery, shots, seed, this::subject)
                .run(original, pruner, goal, job(original, goal));
    print(original, pruning, pruner);
  }

  private void print(Subject original, Pruning pruning, Pruner pruner) {
    List<String> steps = new ArrayList<>();
    for (int shot = 1; shot <= shots; shot++) {
      steps.addAll(pruner.steps(pruning, original.text(), shot, shots));
      steps.addAll(recovery.steps(shot, shots, files.text(), seed));
    }
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("method", method.toString());
    more.put("kvBytesPerToken", pruning.cacheNumbers() * Short.BYTES);
    more.put("uniform", pruning.uniform());
    pruning.note().ifPresent(note -> more.put("note", note));
    print(original, pruning, steps, more);
  }

  private String job(Subject original, Goal goal) {
    return "%s %d, %s, %s, uniform %s, reconstruct %s, %s"
        .formatted(
            files.in().toAbsolutePath(),
            original.file().size(),
            method,
            goal,
            uniform,
            reconstruct,
            original.text());
  }

  static long weights(Subject model) {
    return model.file().tensors().values().stream()
        .mapToLong(it -> it.shape().stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  private void print(
      Subject original, PrunedModel pruning, List<String> steps, Map<String, Object> more) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("weightsBefore", weights(original));
    result.put("weights", pruning.weights());
    result.put("bytesBefore", original.file().size());
    result.put("bytes", files.dryRun() ? pruning.size(steps) : files.out().toFile().length());
    result.putAll(more);
    files.print(result, Map.of("layers", pruning.lines()), pruning.lines());
  }
}
