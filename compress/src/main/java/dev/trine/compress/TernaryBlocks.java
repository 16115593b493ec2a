package dev.trine.compress;

import java.util.Comparator;
import java.util.stream.IntStream;

/** 256 weights of three levels with one f16 scale: TQ1_0 has five to a byte, TQ2_0 four. */
final class TernaryBlocks {
  private static final int N = 256;

  private TernaryBlocks() {}

  /** Five to a byte in 48 bytes, four in each of 4 more; digits of base 3, first the largest. */
  static BlockEncoder tq1_0() {
    return new ScaledBlock(N, Levels.TERNARY, TernaryBlocks::scale, 52, TernaryBlocks::fives);
  }

  private static void fives(int[] q, byte[] out, int to) {
    for (int i = 0; i < 32; i++) {
      out[to + i] = packed(q, i, 32, 5);
    }
    for (int i = 0; i < 16; i++) {
      out[to + 32 + i] = packed(q, 160 + i, 16, 5);
    }
    for (int i = 0; i < 4; i++) {
      out[to + 48 + i] = packed(q, 240 + i, 4, 4);
    }
  }

  /** {@code count} digits {@code step} apart as a fraction of 3^5, in 1/256, rounded up. */
  private static byte packed(int[] q, int first, int step, int count) {
    int number = 0;
    for (int i = 0; i < 5; i++) {
      number = 3 * number + (i < count ? q[first + i * step] : 0);
    }
    return (byte) ((number * 256 + 242) / 243);
  }

  /** Two bits each: byte i of a half holds weights i, i + 32, i + 64 and i + 96 of it. */
  static BlockEncoder tq2_0() {
    return new ScaledBlock(N, Levels.TERNARY, TernaryBlocks::scale, 64, TernaryBlocks::fours);
  }

  private static void fours(int[] q, byte[] out, int to) {
    for (int i = 0; i < N; i++) {
      out[to + i / 128 * 32 + i % 32] |= (byte) (q[i] << i % 128 / 32 * 2);
    }
  }

  /**
   * The best scale of all: of the k largest weights, the others being 0, it is {@code sum(w |x|) /
   * sum(w)}, which takes away {@code sum(w |x|)^2 / sum(w)} of the error; every k is tried.
   */
  private static float scale(float[] x, int at, float[] w, int wAt) {
    int[] largestFirst =
        IntStream.range(0, N)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(x[at + i])))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    double weight = 0;
    double most = 0;
    double scale = 0;
    for (int i : largestFirst) {
      sum += (double) w[wAt + i] * Math.abs(x[at + i]);
      weight += w[wAt + i];
      if (weight > 0 && sum * sum > most * weight) {
        most = sum * sum / weight;
        scale = sum / weight;
      }
    }
    return (float) scale;
  }
}
