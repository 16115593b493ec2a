package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;

/**
 * Training after pruning, in a process of its own: libtorch is no part of this class path. The
 * launcher builds the teaching room and says where it is.
 */
final class Recovery {

  @Option(
      names = "--recover",
      paramLabel = "TOKENS",
      description = "Train on so many tokens in all, over the shots ever more: 200K.")
  private Optional<String> tokens = Optional.empty();

  @Option(
      names = "--recover-text",
      paramLabel = "TEXT",
      description =
          "What to train on, plain or .jsonl with a prompt and an answer a line; without it the"
              + " calibration text.")
  private Optional<Path> ownText = Optional.empty();

  @Option(
      names = "--recover-rate",
      paramLabel = "X",
      defaultValue = "5e-4",
      description = "Peak learning rate (${DEFAULT-VALUE}).")
  private double rate;

  /** What to train on, where that is another text than the one to calibrate on. */
  Optional<Path> text() {
    return ownText;
  }

  boolean wanted() {
    return tokens.isPresent();
  }

  /** Complains before any work about what would fail after it. */
  void check(Optional<Path> calibration) {
    if (tokens.isEmpty()) {
      return;
    }
    if (Size.parse("--recover", tokens.get()) < 1 || !(rate > 0 && rate < 1)) {
      throw new BadInput("--recover: give 1 or more tokens; --recover-rate: between 0 and 1");
    }
    if (ownText.or(() -> calibration).isEmpty()) {
      throw new BadInput("--recover needs a text: --recover-text or --calibrate");
    }
    if (System.getProperty("trine.trainer") == null) {
      throw new BadInput("--recover is started by the launcher: call ./trine prune ...");
    }
  }

  /** What is to happen after a shot, for the history of the file. */
  List<String> steps(int shot, int shots, Optional<Path> calibration, long seed) {
    return wanted()
        ? List.of(
            "recovered on %d tokens of %s, distilled from the original, rate %s, seed %d"
                .formatted(
                    share(shot, shots), ownText.or(() -> calibration).orElseThrow(), rate, seed))
        : List.of();
  }

  /**
   * How many tokens follow a shot: one half of all is spread over the shots, as many times more as
   * the shot comes later; the other half follows the last.
   */
  private long share(int shot, int shots) {
    long all = Size.parse("--recover", tokens.orElseThrow());
    long spread = all / 2 * 2 * shot / (shots * (shots + 1L));
    return shot == shots ? spread + all - all / 2 : spread;
  }

  /**
   * Trains a pruned model, its original being the teacher. As TransAct has it, tokens grow with the
   * shots and the longest training follows the last; the rate rises once and falls over all of
   * them, so that shots differ from one shot in nothing but when channels go.
   */
  void run(
      Path pruned,
      Path teacher,
      Path out,
      Optional<Path> calibration,
      int shot,
      int shots,
      long seed) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("trine.trainer", ""),
                "dev.trine.train.Main",
                "recover"));
    command.addAll(List.of("--model", pruned.toString(), "--teacher", teacher.toString()));
    command.addAll(List.of("--text", ownText.or(() -> calibration).orElseThrow().toString()));
    command.addAll(List.of("--tokens", String.valueOf(share(shot, shots))));
    long before = LongStream.range(1, shot).map(each -> share((int) each, shots)).sum();
    command.addAll(List.of("--before", String.valueOf(before)));
    command.addAll(List.of("--all", String.valueOf(Size.parse("--recover", tokens.orElseThrow()))));
    command.addAll(List.of("--rate", String.valueOf(rate)));
    command.addAll(List.of("--seed", String.valueOf(seed), "--out", out.toString()));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread ending = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(ending);
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(ending);
      if (code != 0) {
        throw new BadInput("recovery ended with " + code + "; its reason is above");
      }
    } catch (IOException e) {
      throw new BadInput("recovery cannot be started (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("recovery was interrupted");
    }
  }
}
