package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.Correlations;
import dev.trine.compress.Imatrix;
import dev.trine.compress.Mix;
import dev.trine.compress.MixSearch;
import dev.trine.compress.Quantization;
import dev.trine.compress.Rule;
import dev.trine.model.Gguf;
import dev.trine.model.Model;
import dev.trine.model.ModelException;
import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stores a model's weights in fewer bits. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Stores a model's weights in fewer bits. IN is never touched; a call that was cut off is gone"
          + " on with by the same call again.",
      "",
      "Which type? Q8_0 is as good as the original; Q6_K nearly; Q4_K_M is the usual choice; below"
          + " 4 bits take a text (--calibrate) or an --imatrix. Or give a target: --target-bytes or"
          + " --max-kl finds a mix of types that errs least for its size.",
      "",
      "--tensor gives single tensors a type of their own, also beside a target. --feedback rounds"
          + " better and takes longer. Look first with --dry-run; see afterwards with trine"
          + " certify.",
      ""
    },
    footer = {
      "",
      "Examples",
      "  trine quantize model.gguf small.gguf --type Q4_K_M --calibrate talk.txt",
      "  trine quantize model.gguf small.gguf --type Q4_K_M --tensor 'ffn_down=Q6_K' --dry-run",
      "  trine quantize model.gguf small.gguf --max-kl 0.03 --calibrate talk.txt"
    })
final class Quantize implements Runnable {

  @Mixin private CompressionOptions files;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "Such as Q8_0, Q6_K, Q4_K_M, IQ4_XS or MXFP4; a wrong one lists all.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--target-bytes",
      paramLabel = "N",
      description = "At most this size, such as 2.4G, 300M or 1000000.")
  private Optional<String> targetBytes = Optional.empty();

  @Option(
      names = "--max-kl",
      paramLabel = "X",
      description = "The smallest whose mean KL divergence on the --calibrate text is at most X.")
  private Optional<Double> maxDivergence = Optional.empty();

  @Option(
      names = "--tensor",
      paramLabel = "REGEX=T",
      description =
          "A type for tensors whose name matches; may be given several times, the first that"
              + " matches counts.")
  private List<String> rules = List.of();

  @Option(names = "--imatrix", paramLabel = "F", description = "An importance matrix.")
  private Optional<Path> imatrix = Optional.empty();

  @Option(
      names = "--feedback",
      description =
          "Let each weight make up for the errors of those before it in its row (GPTQ), as inputs"
              + " on the --calibrate text vary together.")
  private boolean feedback;

  private Optional<String> dataset = Optional.empty(); // what importance comes from

  @Override
  public void run() {
    int goals =
        (type.isPresent() ? 1 : 0)
            + (targetBytes.isPresent() ? 1 : 0)
            + (maxDivergence.isPresent() ? 1 : 0);
    if (goals != 1) {
      throw new BadInput("give one of --type, --target-bytes and --max-kl; see --help");
    }
    if (maxDivergence.isPresent() && files.text().isEmpty()) {
      throw new BadInput("--max-kl is measured on a text: name it with --calibrate");
    }
    if (feedback && files.text().isEmpty()) {
      throw new BadInput("--feedback is learnt from a text: name it with --calibrate");
    }
    if (imatrix.isPresent() && files.text().isPresent() && !feedback && maxDivergence.isEmpty()) {
      throw new BadInput(
          "--imatrix and --calibrate: give one; beside --imatrix a text is read for --feedback and"
              + " --max-kl alone");
    }
    if (maxDivergence.filter(most -> !(most > 0)).isPresent()) {
      throw new BadInput("--max-kl " + maxDivergence.get() + ": give nats above 0, such as 0.03");
    }
    targetBytes.ifPresent(size -> Size.parse("--target-bytes", size));
    files.run(imatrix, this::quantize);
  }

  private void quantize() {
    Gguf source = Gguf.open(files.in());
    warn();
    List<String> steps = new ArrayList<>();
    Quantization plan = plan(source, steps);
    steps.addFirst("quantized to " + plan.name() + (rules.isEmpty() ? "" : ", " + rules));
    if (feedback) {
      steps.add("with error feedback");
    }
    if (!files.dryRun()) {
      write(plan, steps);
    }
    print(source, plan, steps);
  }

  /** Of a type alone sizes are known before the text is run through the model. */
  private Quantization plan(Gguf source, List<String> steps) {
    if (!files.dryRun() || type.isEmpty() || imatrix.isPresent() || files.text().isEmpty()) {
      return plan(source, importance(source, steps));
    }
    try (LanguageModel model = LanguageModel.open(files.in())) {
      Calibration read = files.windows().read(files.text().get(), model);
      steps.add("importance from " + read);
      dataset = Optional.of(read.source());
    }
    return Quantization.of(source, Mix.of(type.get()), rules(), true);
  }

  /** Any well-formed file is quantized; where it lacks what running takes, the result will too. */
  private void warn() {
    try {
      Model.open(files.in()).requireWhole();
    } catch (ModelException e) {
      files.tell("warning: " + e.getMessage() + "; the result will not run either");
    }
  }

  private void write(Quantization plan, List<String> steps) {
    if (!feedback) {
      plan.write(files.out(), steps, files.progress());
      return;
    }
    try (Correlations known = correlations(plan)) {
      plan.with(known).write(files.out(), steps, files.progress());
    }
  }

  private Correlations correlations(Quantization plan) {
    try (LanguageModel model = LanguageModel.open(files.in())) {
      return Correlations.of(
          model.transformer(),
          plan.plans().stream().map(Quantization.Plan::name).collect(Collectors.toSet()),
          files.windows().read(files.text().orElseThrow(), model),
          files.beside("correlations"),
          files.progress());
    }
  }

  private List<Rule> rules() {
    return rules.stream().map(Rule::parse).toList();
  }

  /** What the type says, or the mix that a search finds. */
  private Quantization plan(Gguf source, Optional<Imatrix> importance) {
    Quantization plan = Quantization.of(source, Mix.of(type.orElse("Q4_K_M")), rules(), importance);
    if (type.isPresent()) {
      return plan;
    }
    MixSearch search = new MixSearch(plan, files.progress());
    return targetBytes
        .map(size -> search.atMost(Size.parse("--target-bytes", size)))
        .orElseGet(() -> search.within(maxDivergence.orElseThrow(), this::divergence));
  }

  private double divergence(Quantization trial) {
    try (LanguageModel original = LanguageModel.open(files.in())) {
      double mean =
          files.trial(
              file -> trial.write(file, List.of(), files.progress()),
              file -> files.divergence(original, file));
      files.tell(String.format(Locale.ROOT, "%d bytes, KL %.5f", trial.bytes(), mean));
      return mean;
    }
  }

  private Optional<Imatrix> importance(Gguf source, List<String> steps) {
    if (imatrix.isPresent()) {
      Imatrix read = Imatrix.read(imatrix.get());
      dataset = Optional.of(read.dataset());
      steps.add("importance matrix " + imatrix.get().getFileName() + " of " + read.dataset());
      return Optional.of(read);
    }
    return files
        .text()
        .map(path -> {
          try (LanguageModel model = LanguageModel.open(files.in())) {
            Calibration read = files.windows().read(path, model);
            steps.add("importance from " + read);
            dataset = Optional.of(read.source());
            return Imatrix.of(model.transformer(), source, read, files.progress());
          }
        });
  }

  private void print(Gguf source, Quantization plan, List<String> steps) {
    Map<String, Object> result = new LinkedHashMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    plan.plans().forEach(tensor -> counts.merge(tensor.to().name(), 1, Integer::sum));
    result.put("type", plan.name());
    result.put("bytesBefore", source.size());
    result.put("bytes", files.dryRun() ? plan.size(steps, dataset) : files.out().toFile().length());
    result.put("formats", counts);
    List<String> tensors =
        plan.plans().stream()
            .filter(tensor -> files.dryRun())
            .map(it ->
                "%-32s %-18s %-6s -> %-6s %d"
                    .formatted(it.name(), it.shape(), it.from(), it.to(), it.bytes()))
            .toList();
    files.print(result, Map.of("tensors", plan.plans()), tensors);
  }
}
