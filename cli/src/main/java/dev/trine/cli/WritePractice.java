package dev.trine.cli;

import dev.trine.assistant.Practice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what the default model learns from. */
@Command(
    name = "practice",
    mixinStandardHelpOptions = true,
    description =
        "Writes practice sentences about random households, each with what should be done.")
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

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (examples < 1) {
      throw new BadInput("--examples " + examples + ": give 1 or more");
    }
    PrintWriter err = spec.commandLine().getErr();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (Writer out = Files.newBufferedWriter(part)) {
        Practice.write(out, examples, seed, new Progress(err, examples)::show);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be written (" + e.getMessage() + ")");
    }
  }

  /** A line for every tenth. */
  private static final class Progress {
    private final PrintWriter err;
    private final int all;
    private int tenths;

    Progress(PrintWriter err, int all) {
      this.err = err;
      this.all = all;
    }

    void show(int written) {
      int now = (int) (10L * written / all);
      if (now > tenths) {
        tenths = now;
        err.printf("practice: %d of %d%n", written, all);
      }
    }
  }
}
