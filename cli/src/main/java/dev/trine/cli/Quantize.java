package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.Imatrix;
import dev.trine.compress.Mix;
import dev.trine.compress.MixSearch;
import dev.trine.compress.Quantization;
import dev.trine.compress.Rule;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Stores a model's weights in fewer bits. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Stores a model's weights in fewer bits.",
      "",
      "Which type? Q8_0 is as good as the original; Q6_K nearly; Q4_K_M is the usual choice; below 4 bits take an --imatrix.",
      "Give --type, or a target: --target-bytes or --max-kl finds a mix of types that errs least for its size.",
      "Look first with --dry-run; see afterwards with trine certify. IN is never touched; a call that was cut off is gone on",
      "with by the same call again.",
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

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A .gguf file, or a folder in Hugging Face layout.")
  private Path given;

  @Parameters(index = "1", paramLabel = "OUT", description = "The .gguf file to write.")
  private Path out;

  @Option(names = "--type", paramLabel = "T", description = "Such as Q8_0, Q4_K_M, IQ4_XS, MXFP4.")
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
      description = "A type for tensors whose name matches; the first that matches counts.")
  private List<String> rules = List.of();

  @Option(names = "--imatrix", paramLabel = "F", description = "An importance matrix.")
  private Optional<Path> imatrix = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "TEXT",
      description = "A text to make the importance matrix from.")
  private Optional<Path> text = Optional.empty();

  @Mixin private CalibrationOptions calibration;

  @Option(names = "--dry-run", description = "Only shows the types and sizes.")
  private boolean dryRun;

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  private Path in = Path.of(""); // what is quantized: the file given, or made of the folder given

  @Override
  public void run() {
    threads.ifPresent(Threads::use);
    int goals =
        (type.isPresent() ? 1 : 0)
            + (targetBytes.isPresent() ? 1 : 0)
            + (maxDivergence.isPresent() ? 1 : 0);
    if (goals != 1) {
      throw new BadInput("give one of --type, --target-bytes and --max-kl; see --help");
    }
    if (maxDivergence.isPresent() && text.isEmpty()) {
      throw new BadInput("--max-kl is measured on a text: name it with --calibrate");
    }
    try (GgufSource from = GgufSource.of(given, out)) {
      in = from.file();
      quantize();
    }
  }

  private void quantize() {
    Gguf source = Gguf.open(in);
    List<String> steps = new ArrayList<>();
    Optional<Imatrix> importance = importance(source, steps);
    Quantization plan =
        type.map(name -> planned(source, name, importance))
            .orElseGet(() -> searched(source, importance));
    steps.addFirst("quantized to " + plan.name() + (rules.isEmpty() ? "" : ", " + rules));
    if (!dryRun) {
      plan.write(out, steps, progress());
    }
    print(source, plan);
  }

  private Quantization planned(Gguf source, String name, Optional<Imatrix> importance) {
    return Quantization.of(
        source, Mix.of(name), rules.stream().map(Rule::parse).toList(), importance);
  }

  private Quantization searched(Gguf source, Optional<Imatrix> importance) {
    MixSearch search = new MixSearch(planned(source, "Q4_K_M", importance), progress());
    return targetBytes
        .map(size -> search.atMost(Size.parse("--target-bytes", size)))
        .orElseGet(() -> search.within(maxDivergence.orElseThrow(), this::divergence));
  }

  /** The mean KL divergence of a trial file, which is thrown away. */
  private double divergence(Quantization trial) {
    Path file = out.resolveSibling(out.getFileName() + ".trial");
    try {
      trial.write(file, List.of(), progress());
      try (LanguageModel original = LanguageModel.open(in);
          LanguageModel model = LanguageModel.open(file)) {
        double mean = calibration.divergence(text.orElseThrow(), original, model).mean();
        spec.commandLine().getErr().printf("trine: %d bytes, KL %.5f%n", trial.bytes(), mean);
        return mean;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Optional<Imatrix> importance(Gguf source, List<String> steps) {
    if (imatrix.isPresent()) {
      Imatrix read = Imatrix.read(imatrix.get());
      steps.add("importance matrix " + imatrix.get().getFileName() + " of " + read.dataset());
      return Optional.of(read);
    }
    return text.map(path -> {
      try (LanguageModel model = LanguageModel.open(in)) {
        Calibration read = calibration.read(path, model);
        steps.add("importance from " + read);
        return Imatrix.of(model.transformer(), source.tensors().keySet(), read, progress());
      }
    });
  }

  private ProgressLine progress() {
    return new ProgressLine(spec.commandLine().getErr());
  }

  private void print(Gguf source, Quantization plan) {
    Map<String, Object> result = new LinkedHashMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    plan.plans().forEach(tensor -> counts.merge(tensor.to().name(), 1, Integer::sum));
    result.put("type", plan.name());
    result.put("bytesBefore", source.size());
    result.put("bytes", dryRun ? plan.bytes() : out.toFile().length());
    result.put("formats", counts);
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      result.put("tensors", plan.plans());
      to.println(JsonMapper.shared().writeValueAsString(result));
      return;
    }
    if (dryRun) {
      plan.plans()
          .forEach(tensor ->
              to.printf(
                  "%-32s %-18s %-6s -> %-6s %d%n",
                  tensor.name(), tensor.shape(), tensor.from(), tensor.to(), tensor.bytes()));
    }
    result.forEach((name, value) -> to.println(name + " = " + value));
  }
}
