package dev.trine.cli;

import dev.trine.model.Precision;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What the commands have in common that make a smaller file of a model. */
final class CompressionOptions {

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A .gguf file, or a folder in Hugging Face layout.")
  private Path given = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "The .gguf file to write.")
  private Path out = Path.of("");

  @Option(
      names = "--calibrate",
      paramLabel = "TEXT",
      description =
          "A text that shows how the model is used: plain, or .jsonl with a prompt and an answer a"
              + " line.")
  private Optional<Path> text = Optional.empty();

  @Mixin private CalibrationOptions windows;

  @Option(names = "--dry-run", description = "Only shows what would be done, and the sizes.")
  private boolean dryRun;

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Path in = Path.of(""); // the file given, or made of the folder given

  /**
   * Runs a piece of work while the source is there as a file.
   *
   * @param more what is read besides the source and the text
   */
  void run(Optional<Path> more, Runnable work) {
    threads.ifPresent(Threads::use);
    text.filter(it -> !Files.exists(it) && !new TextInput(it).isStandard())
        .ifPresent(it -> {
          throw new BadInput(it + ": no such file; check the path");
        });
    List<Path> texts = Stream.of(text, more).flatMap(Optional::stream).toList();
    try (GgufSource source = GgufSource.of(given, out, texts)) {
      in = source.file();
      work.run();
    }
  }

  Path in() {
    return in;
  }

  Path out() {
    return out;
  }

  Optional<Path> text() {
    return text;
  }

  CalibrationOptions windows() {
    return windows;
  }

  boolean dryRun() {
    return dryRun;
  }

  ProgressLine progress() {
    return new ProgressLine(command.commandLine().getErr());
  }

  /** Says something beside the result. */
  void tell(String line) {
    command.commandLine().getErr().println("trine: " + line);
  }

  /** The mean KL divergence of a trial from the original, on the calibration text. */
  double divergence(LanguageModel original, Path trial) {
    try (LanguageModel model = LanguageModel.open(trial)) {
      return windows
          .divergences(text.orElseThrow(), original, model, List.of(Precision.EXACT), progress())
          .getFirst()
          .mean();
    }
  }

  /** Measures a file that is made for that alone. */
  double trial(Consumer<Path> make, ToDoubleFunction<Path> measure) {
    Path trial = beside("trial");
    try {
      make.accept(trial);
      return measure.applyAsDouble(trial);
    } finally {
      for (String left : List.of("trial", "trial.part", "trial.part.done")) {
        delete(beside(left));
      }
    }
  }

  /** A file beside the result. */
  Path beside(String ending) {
    return out.resolveSibling(out.getFileName() + "." + ending);
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Prints the result.
   *
   * @param details what only JSON has
   * @param lines what only people see, before it
   */
  void print(Map<String, Object> result, Map<String, Object> details, List<String> lines) {
    PrintWriter to = command.commandLine().getOut();
    if (json) {
      result.putAll(details);
      to.println(JsonMapper.shared().writeValueAsString(result));
    } else {
      lines.forEach(to::println);
      result.forEach((name, value) -> to.println(name + " = " + value));
    }
  }
}
