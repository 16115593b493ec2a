package dev.trine.cli;

import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What this process needs of the machine's memory, and how fast the machine reads it. */
final class Memory {
  /** Longs of the array that is read: 256 MiB, more than caches hold. */
  private static final int LONGS = 1 << 25;

  private static final int PASSES = 5;

  private Memory() {}

  /**
   * The most bytes that were resident at once: on Linux what the kernel says, mapped files
   * included; elsewhere the heap that is in use.
   */
  static long peakBytes() {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      try (var lines = Files.lines(status)) {
        return lines
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow()
            * 1024;
      } catch (IOException e) {
        throw new IllegalStateException(status + " cannot be read", e);
      }
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The best of a few passes in which a team sums an array, each thread a part of it. */
  static long readBytesPerSecond(ThreadTeam team) {
    long[] numbers = new long[LONGS];
    Arrays.fill(numbers, 1);
    int part = LONGS / team.size();
    LongAdder sum = new LongAdder();
    long best = Long.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long begun = System.nanoTime();
      team.run(team.size(), task -> sum.add(sum(numbers, task * part, (task + 1) * part)));
      best = Math.min(best, System.nanoTime() - begun);
    }
    if (sum.sum() != (long) PASSES * part * team.size()) {
      throw new IllegalStateException("memory was read wrongly");
    }
    return (long) ((double) part * team.size() * Long.BYTES / best * 1e9);
  }

  private static long sum(long[] numbers, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += numbers[i];
    }
    return sum;
  }
}
