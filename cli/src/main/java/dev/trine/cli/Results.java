package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go. */
final class Results {
  private Results() {}

  /** Refuses a result that would take the place of what it is made from. */
  static void refuse(Path in, Path out) {
    try {
      if (Files.exists(out) && Files.isSameFile(in, out)) {
        throw new BadInput(out + ": is the model itself; choose another name for the result");
      }
    } catch (IOException e) {
      throw new BadInput(in + ": cannot be read (" + e.getMessage() + ")");
    }
  }
}
