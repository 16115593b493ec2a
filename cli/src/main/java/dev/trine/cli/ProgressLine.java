package dev.trine.cli;

import dev.trine.compress.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Says on standard error, every two seconds, how far a piece of work is and what it still takes.
 */
final class ProgressLine implements Progress {
  private static final long INTERVAL = 2_000_000_000;

  private final PrintWriter err;
  private long begun = System.nanoTime();
  private long told = begun;
  private long first = -1; // what was done before, for instance by an earlier call

  ProgressLine(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void step(String what, long done, long all) {
    long now = System.nanoTime();
    if (first < 0 || done < first) {
      first = done;
      begun = now;
      told = now;
    } else if (now - told >= INTERVAL && done > first && done < all) {
      told = now;
      double left = (now - begun) / 1e9 / (done - first) * (all - done);
      err.printf(Locale.ROOT, "trine: %s, %.0f %%, %.0f s left%n", what, 100.0 * done / all, left);
    }
  }

  /** Says something besides. */
  void note(String sentence) {
    err.println("trine: " + sentence);
  }
}
