package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The numbers of a tensor on their way into a GGUF file, a row at a time. */
@FunctionalInterface
interface GgufRows {

  /** Reads the numbers of one row. */
  void read(int row, float[] out);

  /** The rows of a matrix. */
  static GgufRows of(Tensor matrix) {
    return (row, out) -> matrix.row(row, out, 0);
  }

  /** Rows of so many numbers of a tensor that has other dimensions in the folder. */
  static GgufRows of(Tensor tensor, int columns) {
    float[] all = tensor.floats();
    return (row, out) -> System.arraycopy(all, row * columns, out, 0, columns);
  }

  /** The rows of layers one under the other. */
  static GgufRows of(List<Linear> parts) {
    return (row, out) -> {
      int within = row;
      int part = 0;
      while (within >= parts.get(part).out()) {
        within -= parts.get(part++).out();
      }
      parts.get(part).weight().row(within, out, 0);
    };
  }

  /** The rows of each head in another order: one of each half in turn. Biases are one row. */
  default GgufRows interleaved(long[] shape, int heads) {
    int size = Math.toIntExact(shape[0]) / heads;
    if (shape.length > 1) {
      return (row, out) -> read(source(row, size), out);
    }
    return (row, out) -> {
      float[] plain = new float[out.length];
      read(row, plain);
      for (int i = 0; i < out.length; i++) {
        out[i] = plain[source(i, size)];
      }
    };
  }

  private static int source(int row, int headDim) {
    int in = row % headDim;
    return row - in + in / 2 + (in % 2) * (headDim / 2);
  }

  /** All rows of a tensor of this shape, in the blocks of a format. */
  default MemorySegment encode(long[] shape, BlockFormat format) {
    int columns = Math.toIntExact(shape[shape.length - 1]);
    long count = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      count *= shape[i];
    }
    int bytes = Math.toIntExact(format.bytes(columns));
    MemorySegment out = Arena.ofAuto().allocate(Math.max(1, count * bytes), 32);
    float[] row = new float[columns];
    for (int r = 0; r < count; r++) {
      read(r, row);
      byte[] encoded = format.encode(row, 0, columns);
      MemorySegment.copy(encoded, 0, out, ValueLayout.JAVA_BYTE, (long) r * bytes, bytes);
    }
    return out.asSlice(0, count * bytes);
  }
}
