package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.Divergence;
import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How a text for calibration is cut. */
final class CalibrationOptions {

  @Option(
      names = "--ctx",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a window of the calibration text (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "256",
      description = "Windows to read at most (${DEFAULT-VALUE}).")
  private int limit;

  /** The text as this model's tokens. */
  Calibration read(Path text, LanguageModel model) {
    if (window < 2 || limit < 1) {
      throw new BadInput("--ctx: give 2 or more; --windows: 1 or more");
    }
    Tokenizer tokenizer = model.tokenizer();
    String content = new TextInput(text).text();
    return Calibration.of(
        new TextInput(text).name(),
        content,
        tokenizer.encode(content, false),
        Math.min(window, model.transformer().contextLength()),
        tokenizer.addsBos() ? tokenizer.bos() : OptionalInt.empty(),
        limit);
  }

  /** How far a model is from its original on the same windows. */
  Divergence divergence(Path text, LanguageModel original, LanguageModel model) {
    Tokenizer tokenizer = original.tokenizer();
    int[] ids = tokenizer.encode(new TextInput(text).text(), false);
    return Divergence.of(
        original.transformer(),
        model.transformer(),
        Arrays.copyOf(ids, (int) Math.min(ids.length, (long) limit * window)),
        Math.min(window, original.transformer().contextLength()),
        tokenizer.addsBos() ? tokenizer.bos() : OptionalInt.empty());
  }
}
