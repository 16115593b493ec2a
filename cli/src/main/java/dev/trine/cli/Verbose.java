package dev.trine.cli;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Histograms;
import dev.trine.runtime.Usage;
import java.io.PrintWriter;
import java.util.Locale;

/** What a generation took, for a person. */
final class Verbose {
  private Verbose() {}

  /** Prints what one generation took. */
  static void print(End end, PrintWriter err) {
    Usage usage = end.usage();
    double rest = (usage.prompt() - usage.cached()) * 1e9 / Math.max(1, usage.promptNanos());
    err.printf(
        Locale.ROOT,
        "trine: prompt %d tokens, %d of them cached, %.1f ms (%.0f tokens/s)%n",
        usage.prompt(),
        usage.cached(),
        usage.promptNanos() / 1e6,
        rest);
    err.printf(
        Locale.ROOT,
        "trine: made %d tokens in %d steps, %.1f ms (%.1f tokens/s), first after %.1f ms%n",
        usage.generated(),
        usage.steps(),
        usage.nanos() / 1e6,
        usage.tokensPerSecond(),
        usage.firstTokenNanos() / 1e6);
    if (usage.forced() > 0) {
      err.printf("trine: the grammar left no choice for %d of them%n", usage.forced());
    }
    if (usage.drafted() > 0) {
      err.printf(
          Locale.ROOT,
          "trine: guessed %d tokens ahead, %d were right (%.0f %%)%n",
          usage.drafted(),
          usage.accepted(),
          100.0 * usage.accepted() / usage.drafted());
    }
  }

  /** Prints what was measured, a line each with the mean, by the names of OpenTelemetry. */
  static void print(Histograms taken, PrintWriter err) {
    for (Histograms.Histogram one : taken.snapshot()) {
      String type = one.attributes().getOrDefault("gen_ai.token.type", "");
      err.printf(
          Locale.ROOT,
          "trine: %s%s %.6g %s%s%n",
          one.metric().fullName(),
          type.isEmpty() ? "" : "." + type,
          one.mean(),
          one.metric().unit(),
          one.count() == 1 ? "" : " on the average of " + one.count());
    }
  }
}
