package dev.trine.compress;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One tensor on its way to another format, some rows at a time.
 *
 * @param source where the tensor is, for messages
 * @param importance of its inputs, if known
 * @param feedback how later weights of a row make up for the errors of earlier ones, if they do
 */
record Encoding(
    Path source,
    Tensor tensor,
    BlockFormat to,
    Optional<Imatrix.Entry> importance,
    Optional<ErrorFeedback> feedback) {
  private static final int TASK = 1 << 14; // weights of a task, at least
  private static final int TASKS = 64; // a piece

  /**
   * The bytes, made as they are written.
   *
   * @param done told how many weights each piece had
   */
  GgufWriter.Content content(LongConsumer done) {
    if (tensor.format() == to) {
      return file -> {
        Finite.require(source, tensor);
        file.accept(tensor.data());
        done.accept(tensor.size());
      };
    }
    return file -> {
      int rows = tensor.rows();
      int step = Math.max(1, TASK / Math.max(1, tensor.columns())); // rows of a task
      for (int first = 0; first < rows; first += step * TASKS) {
        int end = (int) Math.min(rows, first + (long) step * TASKS);
        byte[][] pieces = encode(first, end, step);
        for (byte[] piece : pieces) {
          file.accept(MemorySegment.ofArray(piece));
        }
        done.accept((long) (end - first) * tensor.columns());
      }
    };
  }

  private byte[][] encode(int first, int end, int step) {
    byte[][] pieces = new byte[Math.ceilDiv(end - first, step)][];
    ThreadTeam.shared()
        .run(
            pieces.length,
            task -> {
              int from = first + task * step;
              pieces[task] = rows(from, Math.min(end, from + step));
            });
    return pieces;
  }

  private byte[] rows(int from, int end) {
    int rowBytes = Math.toIntExact(to.bytes(tensor.columns()));
    byte[] out = new byte[Math.multiplyExact(end - from, rowBytes)];
    Quantizer quantizer = Quantizer.of(to);
    float[] row = new float[tensor.columns()];
    Importance columns = new Importance();
    for (int r = from; r < end; r++) {
      tensor.row(r, row, 0);
      Finite.require(source, tensor, row, r);
      System.arraycopy(
          quantizer.encode(row, columns.of(r), feedback), 0, out, (r - from) * rowBytes, rowBytes);
    }
    return out;
  }

  /**
   * The error that the format would make, as a share of the weights' own sum of squares, both
   * weighed by importance; measured on some rows from end to end.
   */
  double error(int sampled) {
    int rows = tensor.rows();
    int count = Math.min(rows, sampled);
    double[] errors = new double[count];
    double[] wholes = new double[count];
    ThreadTeam.shared()
        .run(
            count,
            i -> {
              int r = (int) ((long) i * rows / count);
              float[] row = new float[tensor.columns()];
              tensor.row(r, row, 0);
              float[] weights = new Importance().of(r);
              float[] back = decoded(Quantizer.of(to).encode(row, weights), row.length);
              for (int c = 0; c < row.length; c++) {
                float off = row[c] - back[c];
                errors[i] += weights[c] * off * off;
                wholes[i] += weights[c] * row[c] * row[c];
              }
            });
    double whole = Arrays.stream(wholes).sum();
    return whole == 0 ? 0 : Arrays.stream(errors).sum() / whole;
  }

  private float[] decoded(byte[] bytes, int columns) {
    float[] back = new float[columns];
    to.decode(bytes, 0, back, 0, columns);
    return back;
  }

  /** The importance of the columns, which may change from expert to expert. */
  private final class Importance {
    private int matrix = -1;
    private float[] means = Quantizer.uniform(tensor.columns());

    float[] of(int row) {
      importance
          .filter(entry -> entry.sums().length % tensor.columns() == 0)
          .ifPresent(entry -> {
            int matrices = entry.counts().length;
            int mine = (int) ((long) row * matrices / tensor.rows());
            if (mine != matrix && entry.sums().length / matrices == tensor.columns()) {
              matrix = mine;
              means = entry.means(mine);
            }
          });
      return means;
    }
  }
}
