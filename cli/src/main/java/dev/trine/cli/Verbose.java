package dev.trine.cli;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Usage;
import java.io.PrintWriter;
import java.util.Locale;

/** What a generation took, for a person. */
final class Verbose {
  private Verbose() {}

  /**
   * Prints it.
   *
   * @param cached prompt tokens that came from a store
   * @param prefillNanos how long the prompt took
   */
  static void print(End end, int prompt, int cached, long prefillNanos, PrintWriter err) {
    Usage usage = end.usage();
    double rest = (prompt - cached) * 1e9 / Math.max(1, prefillNanos);
    err.printf(
        Locale.ROOT,
        "trine: prompt %d tokens, %d of them cached, %.1f ms (%.0f tokens/s)%n",
        prompt,
        cached,
        prefillNanos / 1e6,
        rest);
    err.printf(
        Locale.ROOT,
        "trine: made %d tokens in %d steps, %.1f ms (%.1f tokens/s), first after %.1f ms%n",
        usage.generated(),
        usage.steps(),
        usage.nanos() / 1e6,
        usage.tokensPerSecond(),
        (prefillNanos + usage.firstTokenNanos()) / 1e6);
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
}
