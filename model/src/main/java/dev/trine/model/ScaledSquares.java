package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Weights in eight-bit floats with a scale for each square of them, as DeepSeek-V3
 * (arXiv:2412.19437, 3.3.2) and Qwen3 are published.
 */
final class ScaledSquares {
  private ScaledSquares() {}

  /**
   * The weights as BF16; empty if the scales do not fit.
   *
   * @param scales {@code [ceil(rows / height), ceil(columns / width)]}
   * @param square height and width
   */
  static Optional<Tensor> of(Tensor weight, Tensor scales, int[] square) {
    if (square.length != 2 || square[0] < 1 || square[1] < 1) {
      return Optional.empty();
    }
    int columns = weight.columns();
    int across = Math.ceilDiv(columns, square[1]);
    long[] shape = {Math.ceilDiv(weight.rows(), square[0]), across};
    if (!Arrays.equals(scales.shape(), shape)) {
      return Optional.empty();
    }
    float[] factors = scales.floats();
    float[] row = new float[columns];
    MemorySegment data =
        MemorySegment.ofArray(new byte[Math.toIntExact(BlockFormat.BF16.bytes(weight.size()))]);
    for (int r = 0; r < weight.rows(); r++) {
      weight.row(r, row, 0);
      for (int c = 0; c < columns; c++) {
        row[c] *= factors[r / square[0] * across + c / square[1]];
      }
      byte[] bytes = BlockFormat.BF16.encode(row, 0, columns);
      MemorySegment.copy(
          bytes, 0, data, ValueLayout.JAVA_BYTE, (long) r * bytes.length, bytes.length);
    }
    return Optional.of(new Tensor(weight.name(), BlockFormat.BF16, weight.shape(), data));
  }
}
