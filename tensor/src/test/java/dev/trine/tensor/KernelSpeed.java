package dev.trine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * How fast the kernels of this machine are, one thread, by its own processor time, so that a busy
 * machine matters less. Run it with the class path of the tests; it is no test.
 */
final class KernelSpeed {
  private static final int COLUMNS = 2048;
  private static final int ROWS = 16384;

  private KernelSpeed() {}

  public static void main(String[] args) {
    Kernels kernels = Kernels.chosen().kernels();
    System.out.println(kernels.name());
    try (ThreadTeam alone = ThreadTeam.of(1)) {
      for (BlockFormat format :
          new BlockFormat[] {
            BlockFormat.Q8_0,
            BlockFormat.Q4_0,
            BlockFormat.Q4_K,
            BlockFormat.Q5_K,
            BlockFormat.Q6_K,
            BlockFormat.F16,
            BlockFormat.BF16
          }) {
        Tensor part = RandomWeights.of(format, 64, COLUMNS, new Random(1));
        MemorySegment data = Arena.ofAuto().allocate(part.data().byteSize() * ROWS / 64, 64);
        for (long at = 0; at < data.byteSize(); at += part.data().byteSize()) {
          MemorySegment.copy(part.data(), 0, data, at, part.data().byteSize());
        }
        Tensor weights = new Tensor("w", format, new long[] {ROWS, COLUMNS}, data);
        double one = best(kernels, weights, 1, alone);
        double many = best(kernels, weights.rows(0, 512), 512, alone);
        System.out.printf(
            "%-5s one token %5.1f GB/s, 512 tokens %5.0f GFLOP/s%n",
            format, data.byteSize() / one, 2.0 * 512 * COLUMNS * 512 / many);
      }
    }
  }

  /** Nanoseconds of processor time of the best of some calls. */
  private static double best(Kernels kernels, Tensor weights, int tokens, ThreadTeam team) {
    float[] x = KernelsTest.uniform(new Random(2), tokens * COLUMNS);
    float[] out = new float[tokens * weights.rows()];
    var threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 12; i++) {
      long begun = threads.getCurrentThreadCpuTime();
      kernels.matmul(weights, x, tokens, out, team);
      best = Math.min(best, threads.getCurrentThreadCpuTime() - begun);
    }
    return best;
  }
}
