package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A known answer, asked of kernels before they are trusted on a processor that nobody here has
 * seen: some rows of each format with some tokens, in well under a millisecond.
 */
final class SelfCheck {
  private static final int ROWS = 5;
  private static final int COLUMNS = 256;
  private static final double TOLERANCE =
      0.02; // of the norms' product; int8 and bf16 stay far below

  private SelfCheck() {}

  /** Whether the kernels multiply as the scalar decoders say. */
  static boolean passes(Kernels kernels) {
    try (ThreadTeam alone = ThreadTeam.of(1)) {
      for (BlockFormat format :
          new BlockFormat[] {
            BlockFormat.Q4_0, BlockFormat.Q8_0, BlockFormat.Q4_K, BlockFormat.Q6_K, BlockFormat.F16
          }) {
        if (!passes(kernels, format, 1, alone)
            || !passes(kernels, format, NativeKernels.MANY_TOKENS, alone)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean passes(Kernels kernels, BlockFormat format, int tokens, ThreadTeam team) {
    byte[] bytes = new byte[(int) format.bytes(ROWS * COLUMNS)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 37 + i / 7) % 60); // as halfs, too, finite and of one magnitude
    }
    Tensor weights =
        new Tensor("check", format, new long[] {ROWS, COLUMNS}, MemorySegment.ofArray(bytes));
    float[] w = weights.floats();
    float[] x = new float[tokens * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i * 29 % 64 - 31) / 32f;
    }
    float[] out = new float[tokens * ROWS];
    Arrays.fill(out, Float.NaN);
    kernels.matmul(weights, x, tokens, out, team);
    for (int t = 0; t < tokens; t += 7) {
      for (int r = 0; r < ROWS; r++) {
        double sum = 0;
        double ours = 0;
        double theirs = 0;
        for (int c = 0; c < COLUMNS; c++) {
          double a = w[r * COLUMNS + c];
          double b = x[t * COLUMNS + c];
          sum += a * b;
          ours += a * a;
          theirs += b * b;
        }
        if (!(Math.abs(sum - out[t * ROWS + r]) <= TOLERANCE * Math.sqrt(ours * theirs))) {
          return false;
        }
      }
    }
    return true;
  }
}
