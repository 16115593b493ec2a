package dev.trine.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this process may take: what the machine has, or less where a control group of
 * Linux says so (a container, a service), or {@code -Dtrine.memory=BYTES}.
 */
final class AllowedMemory {
  private static final String KILOBYTES = "MemTotal:";
  private static final String RESIDENT = "VmRSS:"; // in kilobytes too

  private AllowedMemory() {}

  static long bytes() {
    return Long.getLong("trine.memory", bytes(Path.of("/")));
  }

  /**
   * As above, of the machine whose files lie under {@code root}; at most {@link Long#MAX_VALUE}.
   */
  static long bytes(Path root) {
    long least = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith(KILOBYTES)) {
        least = number(line.replaceAll("\\D", ""), least >> 10) << 10;
      }
    }
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3); // hierarchy, controllers, path
      boolean second = parts.length == 3 && parts[1].isEmpty();
      if (second || parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
        Path mounted = root.resolve(second ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
        String file = second ? "memory.max" : "memory.limit_in_bytes";
        Path group = mounted.resolve(parts[2].substring(1)).normalize();
        for (; group != null && group.startsWith(mounted); group = group.getParent()) {
          for (String limit : lines(group.resolve(file))) {
            least = Math.min(least, number(limit, least));
          }
        }
      }
    }
    return least;
  }

  /** What this process has in memory, parts of mapped files included; empty but on Linux. */
  static OptionalLong taken() {
    for (String line : lines(Path.of("/proc/self/status"))) {
      if (line.startsWith(RESIDENT)) {
        return OptionalLong.of(number(line.replaceAll("\\D", ""), 0) << 10);
      }
    }
    return OptionalLong.empty();
  }

  private static long number(String text, long otherwise) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
