package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the processor's own meters have counted (Intel and AMD RAPL, as Linux shows it), at one
 * moment.
 *
 * @param meters of each package, by its folder
 */
record Energy(Map<Path, Meter> meters) {
  private static final Path METERS = Path.of("/sys/class/powercap");

  /**
   * One package.
   *
   * @param microjoules since an unknown moment
   * @param range what the count begins anew after
   */
  record Meter(long microjoules, long range) {}

  /** Now; empty where there is no meter or it may not be read. */
  static Optional<Energy> now() {
    return read(METERS);
  }

  /**
   * Reads the meters of a folder. Packages alone count: cores and memory are parts of them, and the
   * whole machine (psys), where it has a meter, holds them.
   */
  static Optional<Energy> read(Path folder) {
    Map<Path, Meter> meters = new TreeMap<>();
    try (var each = Files.newDirectoryStream(folder, "intel-rapl:*")) {
      for (Path meter : each) {
        if (Files.readString(meter.resolve("name")).startsWith("package")) {
          meters.put(
              meter, new Meter(number(meter, "energy_uj"), number(meter, "max_energy_range_uj")));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
    return meters.isEmpty() ? Optional.empty() : Optional.of(new Energy(meters));
  }

  private static long number(Path meter, String file) throws IOException {
    return Long.parseLong(Files.readString(meter.resolve(file)).strip());
  }

  /** Joules since an earlier moment; a meter that came to its end in between went on from zero. */
  double since(Energy before) {
    long sum = 0;
    for (var meter : meters.entrySet()) {
      Meter now = meter.getValue();
      Meter then = before.meters.getOrDefault(meter.getKey(), now);
      long spent = now.microjoules - then.microjoules;
      sum += spent < 0 ? spent + now.range : spent;
    }
    return sum / 1e6;
  }

  /** Whether there are meters, in words for a certificate. */
  static String words() {
    return now().isPresent()
        ? "energy by the processor's meters"
        : "no energy meter that may be read";
  }
}
