package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Weights in four-bit floats with a scale for each 32 of them (OCP Microscaling Formats 1.0), as
 * gpt-oss is published: neighbours share a byte, and the scales stand apart.
 */
final class MxFp4 {
  static final int WEIGHTS = 32; // that share a scale
  private static final int HALF = WEIGHTS / 2;

  private MxFp4() {}

  /**
   * Some rows as blocks, which begin with their scale, and where a byte holds a weight of each
   * half.
   *
   * @param blocks {@code [.., columns / 32, 16]}
   * @param scales {@code [.., columns / 32]}, powers of two
   * @param first of the rows
   * @param step from one row to the next
   */
  static Tensor rows(Tensor blocks, Tensor scales, long first, int step, int rows, int columns) {
    int across = columns / WEIGHTS;
    MemorySegment from = blocks.data();
    MemorySegment to = Arena.ofAuto().allocate(rows * BlockFormat.MXFP4.bytes(columns), 64);
    long at = 0;
    for (int row = 0; row < rows; row++) {
      for (int b = 0; b < across; b++) {
        long block = (first + (long) row * step) * across + b;
        to.set(ValueLayout.JAVA_BYTE, at++, scales.data().get(ValueLayout.JAVA_BYTE, block));
        for (int i = 0; i < HALF; i++) {
          int low = weight(from, block, i);
          to.set(ValueLayout.JAVA_BYTE, at++, (byte) (low | weight(from, block, i + HALF) << 4));
        }
      }
    }
    return new Tensor(blocks.name(), BlockFormat.MXFP4, new long[] {rows, columns}, to);
  }

  private static int weight(MemorySegment from, long block, int i) {
    int both = from.get(ValueLayout.JAVA_BYTE, block * HALF + i / 2) & 0xff;
    return i % 2 == 0 ? both & 15 : both >> 4;
  }
}
