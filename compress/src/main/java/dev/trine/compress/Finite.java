package dev.trine.compress;

import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.nio.file.Path;

/** Refuses weights that are no finite numbers: a file with such is damaged. */
final class Finite {
  private static final int TASKS = 64;

  private Finite() {}

  /**
   * Reads all rows of a tensor.
   *
   * @param file where it is, for messages
   * @throws CompressionException naming the first row of a part that has such a weight
   */
  static void require(Path file, Tensor tensor) {
    int rows = tensor.rows();
    ThreadTeam.shared()
        .run(
            TASKS,
            task -> {
              float[] row = new float[tensor.columns()];
              int end = (int) ((task + 1L) * rows / TASKS);
              for (int r = (int) ((long) task * rows / TASKS); r < end; r++) {
                tensor.row(r, row, 0);
                require(file, tensor, row, r);
              }
            });
  }

  /** Looks at one decoded row of a tensor. */
  static void require(Path file, Tensor tensor, float[] row, int r) {
    for (float weight : row) {
      if (!Float.isFinite(weight)) {
        throw new CompressionException(
            "%s: tensor %s has %s in row %d; get the model again"
                .formatted(file, tensor.name(), weight, r));
      }
    }
  }
}
