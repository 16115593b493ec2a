package dev.trine.compress;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Some rows and columns of a tensor. Whole rows are copied as they are stored; where columns go,
 * rows are decoded and stored anew, in the same format if the narrower row is whole blocks of it.
 *
 * @param rows to keep, ascending; a vector is one row
 * @param columns to keep, ascending
 * @param scale what all weights are multiplied by
 * @param reconstruction what the columns that stay take over from the others, if they do
 */
record Selection(
    Tensor tensor,
    int[] rows,
    int[] columns,
    float scale,
    Optional<Reconstruction> reconstruction) {
  private static final int PIECE = 1 << 20; // bytes

  Selection(Tensor tensor, int[] rows, int[] columns) {
    this(tensor, rows, columns, 1);
  }

  Selection(Tensor tensor, int[] rows, int[] columns, float scale) {
    this(tensor, rows, columns, scale, Optional.empty());
  }

  /** Every row or column of so many. */
  static int[] all(long count) {
    return IntStream.range(0, Math.toIntExact(count)).toArray();
  }

  BlockFormat format() {
    return columns.length == tensor.columns()
        ? tensor.format()
        : Mix.fitting(tensor.format(), columns.length);
  }

  long[] shape() {
    return tensor.shape().length == 1
        ? new long[] {columns.length}
        : new long[] {rows.length, columns.length};
  }

  long bytes() {
    return rows.length * format().bytes(columns.length);
  }

  GgufWriter.Content content() {
    if (columns.length == tensor.columns() && rows.length == tensor.rows() && scale == 1) {
      return file -> file.accept(tensor.data());
    }
    return file -> {
      var piece = new ByteArrayOutputStream();
      for (int row : rows) {
        piece.writeBytes(row(row));
        if (piece.size() >= PIECE) {
          file.accept(MemorySegment.ofArray(piece.toByteArray()));
          piece.reset();
        }
      }
      file.accept(MemorySegment.ofArray(piece.toByteArray()));
    };
  }

  private byte[] row(int row) {
    if (columns.length == tensor.columns() && scale == 1) {
      return tensor
          .data()
          .asSlice(row * tensor.rowBytes(), tensor.rowBytes())
          .toArray(ValueLayout.JAVA_BYTE);
    }
    float[] whole = new float[tensor.columns()];
    tensor.row(row, whole, 0);
    float[] narrow = new float[columns.length];
    for (int c = 0; c < narrow.length; c++) {
      narrow[c] = scale * whole[columns[c]];
    }
    reconstruction.ifPresent(it -> it.add(whole, narrow));
    return Quantizer.of(format()).encode(narrow, Quantizer.uniform(narrow.length));
  }

  /** What the removed columns give for these inputs: {@code [rows]}; the rows are all there. */
  float[] removed(double[] inputs) {
    boolean[] kept = new boolean[tensor.columns()];
    Arrays.stream(columns).forEach(c -> kept[c] = true);
    float[] sums = new float[tensor.rows()];
    float[] row = new float[tensor.columns()];
    for (int r = 0; r < sums.length; r++) {
      tensor.row(r, row, 0);
      double sum = 0;
      for (int c = 0; c < row.length; c++) {
        sum += kept[c] ? 0 : row[c] * inputs[c];
      }
      sums[r] = (float) sum;
    }
    return sums;
  }
}
