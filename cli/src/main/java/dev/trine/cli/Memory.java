package dev.trine.cli;

import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/** What this process needs of the machine's memory, and how fast the machine reads it. */
final class Memory {
  /** Longs of the array that is read, where the heap has room: 256 MiB, more than caches hold. */
  private static final int LONGS = 1 << 25;

  private static final int PART_OF_HEAP = 4;

  private static final int PASSES = 5;

  private Memory() {}

  /**
   * The most bytes that were resident at once: on Linux what the kernel says, mapped files
   * included; elsewhere the heap that is in use.
   */
  static long peakBytes() {
    OptionalLong kilobytes = ofKernel("status", "VmHWM:");
    return kilobytes.isPresent()
        ? kilobytes.getAsLong() * 1024
        : Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The bytes that this process had read from disks, mapped files included, if Linux says. */
  static OptionalLong bytesFromDisk() {
    return ofKernel("io", "read_bytes:");
  }

  /** A number that the kernel says of this process. */
  private static OptionalLong ofKernel(String file, String label) {
    try (var lines = Files.lines(Path.of("/proc/self").resolve(file))) {
      return lines
          .filter(line -> line.startsWith(label))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The best of a few passes in which a team reads an array, each thread a part of it: it compares
   * the two halves of its part, which the JVM does with whole vectors whatever its compiler.
   */
  static long readBytesPerSecond(ThreadTeam team) {
    long room = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Long.BYTES;
    long[] numbers = new long[(int) Math.min(LONGS, room)];
    Arrays.fill(numbers, 1);
    int half = numbers.length / team.size() / 2;
    long best = Long.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long begun = System.nanoTime();
      team.run(team.size(), task -> compareHalves(numbers, task * 2 * half, half));
      best = Math.min(best, System.nanoTime() - begun);
    }
    return (long) (2.0 * half * team.size() * Long.BYTES / best * 1e9);
  }

  private static void compareHalves(long[] numbers, int from, int half) {
    int middle = from + half;
    if (!Arrays.equals(numbers, from, middle, numbers, middle, middle + half)) {
      throw new IllegalStateException("memory was read wrongly");
    }
  }
}
