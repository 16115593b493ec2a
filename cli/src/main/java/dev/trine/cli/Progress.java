package dev.trine.cli;

import java.io.PrintWriter;
import java.util.OptionalLong;

/** Says on standard error how a download goes: once a second on a terminal, else every tenth. */
final class Progress {
  private final PrintWriter err;
  private final boolean terminal;
  private final long began = System.nanoTime();
  private long first = -1; // bytes that were there before
  private long shown = System.nanoTime();
  private long tenth = -1;
  private boolean open;

  Progress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  void at(long bytes, OptionalLong size) {
    first = first < 0 ? bytes : first;
    long now = System.nanoTime();
    long step = size.isPresent() ? bytes * 10 / Math.max(1, size.getAsLong()) : bytes >> 28;
    if (terminal ? now - shown < 1_000_000_000L : step == tenth) {
      return;
    }
    shown = now;
    tenth = step;
    double seconds = Math.max(1e-9, (now - began) / 1e9);
    double rate = (bytes - first) / seconds;
    String line =
        size.isPresent()
            ? "%,.1f of %,.1f MB, %d %%"
                .formatted(
                    bytes / 1e6,
                    size.getAsLong() / 1e6,
                    bytes * 100 / Math.max(1, size.getAsLong()))
            : "%,.1f MB".formatted(bytes / 1e6);
    line += ", %,.1f MB/s".formatted(rate / 1e6);
    if (size.isPresent() && rate > 0) {
      line += ", %,d s left".formatted((long) ((size.getAsLong() - bytes) / rate));
    }
    err.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
    err.flush();
    open = terminal;
  }

  void note(String sentence) {
    done();
    err.println("trine: " + sentence);
  }

  /** Ends a line that would be written over. */
  void done() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
