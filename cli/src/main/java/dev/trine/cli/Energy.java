package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What the processor's own meter has counted (Intel and AMD RAPL, as Linux shows it). */
final class Energy {
  private static final Path METERS = Path.of("/sys/class/powercap");

  private Energy() {}

  /** Joules so far, of all packages; empty where there is no meter or it may not be read. */
  static OptionalDouble joules() {
    double sum = 0;
    boolean found = false;
    try (var packages = Files.newDirectoryStream(METERS, "intel-rapl:[0-9]")) {
      for (Path each : packages) {
        sum += Double.parseDouble(Files.readString(each.resolve("energy_uj")).strip()) / 1e6;
        found = true;
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty();
    }
    return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
