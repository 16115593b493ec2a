package dev.trine.cli;

import dev.trine.assistant.Practice;
import dev.trine.assistant.PracticeHeard;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what the default model learns from. */
@Command(
    name = "practice",
    mixinStandardHelpOptions = true,
    description = {
      "Writes practice sentences about random households, each with what should be done;",
      "and with --heard also sentences that people wrote to households of their own."
    })
final class WritePractice implements Runnable {

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON Lines.")
  private Path file;

  @Option(
      names = "--examples",
      defaultValue = "400000",
      description = "How many (${DEFAULT-VALUE}).")
  private int examples;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed, the same examples (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--heard",
      paramLabel = "TIMES",
      defaultValue = "0",
      description = {
        "How often each sentence that people wrote is there too (${DEFAULT-VALUE}), as it was",
        "written and said otherwise. The model is first to find the plan of each, which takes",
        "half an hour."
      })
  private int heard;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Finds the plans for --heard; without it Trine's own.")
  private Optional<Path> model = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (examples < 1) {
      throw new BadInput("--examples " + examples + ": give 1 or more");
    }
    if (heard < 0) {
      throw new BadInput("--heard " + heard + ": give 0 or more");
    }
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (Writer out = Files.newBufferedWriter(part)) {
        if (heard > 0) {
          out.write(heard(progress).repeat(heard));
        }
        Practice.write(out, examples, seed, done -> progress.step("practising", done, examples));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be written (" + e.getMessage() + ")");
    }
  }

  private String heard(ProgressLine progress) throws IOException {
    StringWriter out = new StringWriter();
    int all = PracticeHeard.size();
    try (LanguageModel language = Shipped.open(model.orElseGet(Shipped::model))) {
      PracticeHeard.write(out, language, done -> progress.step("hearing", done, all));
    }
    return out.toString();
  }
}
