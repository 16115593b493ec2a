package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Weights of -1, 0 and 1 with one scale for all, as BitNet's folders hold them: packed, four in a
 * byte, or as floats that are yet to be rounded.
 */
final class TernaryWeights {
  private static final int BLOCK = BlockFormat.TQ2_0.weightsPerBlock();
  private static final int LINE = 32; // bytes that hold four runs of as many weights

  private TernaryWeights() {}

  /** The weights of a row, as 0, 1 and 2. */
  private interface Rows {
    void read(int row, byte[] out);
  }

  /**
   * What four in a byte stand for: the first pair of bits of all bytes are the first rows.
   *
   * @param packed {@code [ceil(rows / 4), columns]} of bytes
   */
  static Tensor unpacked(Tensor packed, int rows, float scale) {
    int columns = packed.columns();
    int each = packed.rows();
    return of(
        packed.name(),
        rows,
        columns,
        scale,
        (row, out) -> {
          long from = (long) (row % each) * columns;
          for (int i = 0; i < columns; i++) {
            int four = packed.data().get(ValueLayout.JAVA_BYTE, from + i);
            out[i] = (byte) (four >> 2 * (row / each) & 3);
          }
        });
  }

  /** Floats divided by their mean size and rounded (Ma et al. 2024, arXiv:2402.17764). */
  static Tensor rounded(Tensor weight) {
    int columns = weight.columns();
    float[] floats = new float[columns];
    double sum = 0;
    for (int row = 0; row < weight.rows(); row++) {
      weight.row(row, floats, 0);
      for (float number : floats) {
        sum += Math.abs(number);
      }
    }
    float mean = (float) Math.max(sum / weight.size(), 1e-5);
    return of(
        weight.name(),
        weight.rows(),
        columns,
        mean,
        (row, out) -> {
          weight.row(row, floats, 0);
          for (int i = 0; i < columns; i++) {
            out[i] = (byte) (1 + Math.clamp((long) Math.rint(floats[i] / mean), -1, 1));
          }
        });
  }

  /** As TQ2_0; rows that are no whole blocks as floats. */
  private static Tensor of(String name, int rows, int columns, float scale, Rows weights) {
    boolean whole = columns % BLOCK == 0;
    BlockFormat format = whole ? BlockFormat.TQ2_0 : BlockFormat.F32;
    MemorySegment to = Arena.ofAuto().allocate(rows * format.bytes(columns), 64);
    byte[] row = new byte[columns];
    long at = 0;
    for (int r = 0; r < rows; r++) {
      weights.read(r, row);
      for (int i = 0; i < columns && !whole; i++, at += Float.BYTES) {
        to.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (row[i] - 1) * scale);
      }
      for (int from = 0; from < columns && whole; from += BLOCK) {
        at = block(row, from, scale, to, at);
      }
    }
    return new Tensor(name, format, new long[] {rows, columns}, to);
  }

  /** Writes a block: the weights, then the scale; returns where the next one begins. */
  private static long block(byte[] row, int from, float scale, MemorySegment to, long at) {
    long next = at;
    for (int i = from; i < from + BLOCK; i += 4 * LINE) {
      for (int j = i; j < i + LINE; j++, next++) {
        int four = row[j] | row[j + LINE] << 2 | row[j + 2 * LINE] << 4 | row[j + 3 * LINE] << 6;
        to.set(ValueLayout.JAVA_BYTE, next, (byte) four);
      }
    }
    to.set(ValueLayout.JAVA_SHORT_UNALIGNED, next, Float.floatToFloat16(scale));
    return next + Short.BYTES;
  }
}
