package dev.trine.cli;

import dev.trine.compress.Goal;
import dev.trine.compress.Method;
import dev.trine.compress.Pruner;
import dev.trine.compress.Pruner.Subject;
import dev.trine.compress.Pruning;
import dev.trine.runtime.LanguageModel;
import java.util.List;
import java.util.Locale;

/** Choices of prune that are made by trying: files are written, measured and thrown away. */
record Trials(CompressionOptions files, Subject original) {
  private static final int MOST = 8;
  private static final double MOST_REMOVED = 0.9; // of the inner widths

  /** As many weights as the largest trial has that writes so fast: found by bisection. */
  Goal fastEnough(double tokensPerSecond) {
    double low = 0; // removed
    double high = 0;
    long weights = Prune.weights(original);
    Pruner any = new Pruner(Method.RANDOM, 1, true, false, files.progress());
    for (int trial = 0; trial < MOST; trial++) {
      double removed = trial == 0 ? 0 : trial == 1 ? MOST_REMOVED : (low + high) / 2;
      Pruning tried = any.shot(original, original, new Goal.Shares(1 - removed, 1 - removed), 1);
      double speed = speed(tried);
      files.tell(String.format(Locale.ROOT, "%d weights: %.1f tokens/s", tried.weights(), speed));
      if (speed >= tokensPerSecond) {
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
                tokensPerSecond,
                speed));
      } else {
        low = removed;
      }
    }
    return new Goal.Weights(weights);
  }

  private double speed(Pruning pruning) {
    return files.trial(
        trial -> pruning.write(trial, List.of(), files.progress()),
        trial -> {
          try (LanguageModel model = LanguageModel.open(trial)) {
            return Race.decode(model.transformer());
          }
        });
  }

  /** Which of widths allotted across layers and uniform ones diverges less on the text. */
  Pruner closer(LanguageModel language, Goal goal, Pruner allotted, Pruner uniform) {
    double before = divergence(language, allotted.shot(original, original, goal, 1));
    double after = divergence(language, uniform.shot(original, original, goal, 1));
    files.tell(
        String.format(
            Locale.ROOT,
            "KL %.4f with widths allotted across layers, %.4f with uniform ones: taking %s",
            before,
            after,
            before < after ? "the former" : "the latter"));
    return before < after ? allotted : uniform;
  }

  private double divergence(LanguageModel language, Pruning pruning) {
    return files.trial(
        trial -> pruning.write(trial, List.of(), files.progress()),
        trial -> files.divergence(language, trial));
  }
}
