package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A named array of weights that lies in a mapped file (or any other memory) in its block format.
 *
 * @param name the name in the file
 * @param format how the weights are stored
 * @param shape outermost dimension first, so a matrix is {@code [rows, columns]}; rows are
 *     contiguous
 * @param data exactly {@code format.bytes(weights)} bytes
 */
public record Tensor(String name, BlockFormat format, long[] shape, MemorySegment data) {

  public Tensor {
    shape = shape.clone();
    long weights = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("tensor " + name + " has a negative dimension");
      }
      weights = Math.multiplyExact(weights, dimension);
    }
    if (data.byteSize() != format.bytes(weights)) {
      throw new IllegalArgumentException(
          "tensor %s needs %d bytes as %s but has %d"
              .formatted(name, format.bytes(weights), format, data.byteSize()));
    }
  }

  /** A tensor of floats in the heap. */
  public static Tensor of(String name, float[] weights, long... shape) {
    byte[] bytes = BlockFormat.F32.encode(weights, 0, weights.length);
    return new Tensor(name, BlockFormat.F32, shape, MemorySegment.ofArray(bytes));
  }

  /** The dimensions, outermost first; a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** How many weights there are. */
  public long size() {
    long weights = 1;
    for (long dimension : shape) {
      weights *= dimension;
    }
    return weights;
  }

  /** The length of the innermost dimension; 1 for a single number. */
  public int columns() {
    return shape.length == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
  }

  /** The product of all dimensions but the innermost. */
  public int rows() {
    return columns() == 0 ? 0 : Math.toIntExact(size() / columns());
  }

  /** Bytes from one row to the next. */
  public long rowBytes() {
    return format.bytes(columns());
  }

  /** A view of {@code count} rows as a matrix, the leading dimensions taken together. */
  public Tensor rows(long from, int count) {
    long[] part = {count, columns()};
    return new Tensor(name, format, part, data.asSlice(from * rowBytes(), count * rowBytes()));
  }

  /** Decodes one row to {@code out[at .. at + columns)}. */
  public void row(long row, float[] out, int at) {
    format.decode(data, row * rowBytes(), out, at, columns());
  }

  /**
   * Decodes a row by way of {@code bytes}, at least {@link #rowBytes()} long: allocates nothing.
   */
  void row(long row, byte[] bytes, float[] out) {
    rowBytes(row, bytes);
    format.decode(bytes, 0, out, 0, columns());
  }

  /** Copies a row as it is stored; {@code bytes} is at least {@link #rowBytes()} long. */
  void rowBytes(long row, byte[] bytes) {
    int length = (int) rowBytes();
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, row * length, bytes, 0, length);
  }

  /** All weights, row after row. */
  public float[] floats() {
    float[] out = new float[Math.toIntExact(size())];
    for (int row = 0; row < rows(); row++) {
      row(row, out, row * columns());
    }
    return out;
  }
}
