package dev.trine.compress;

import dev.trine.tensor.ThreadTeam;

/**
 * Rounds the weights of a row one by one, each error being made up for by the weights after it as
 * far as their inputs vary together (GPTQ, Frantar et al. 2022, arXiv:2210.17323).
 *
 * <p>With H the correlations of the inputs and U the upper Cholesky factor of their inverse, an
 * error e of weight i changes weight j after it by {@code -e U[i][j] / U[i][i]}, which keeps the
 * expected squared error of the output least. Errors stay within a span of columns, so that H is
 * blocks along its diagonal and memory bounded.
 */
final class ErrorFeedback {
  private static final double DAMPING = 0.01; // of the mean square of an input

  private final float[][] factors; // of each column: U[i][i + 1 ...] / U[i][i] to the span's end

  private ErrorFeedback(float[][] factors) {
    this.factors = factors;
  }

  /**
   * Of one layer's inputs.
   *
   * @param spans correlations of each span of columns, {@code [width * width]}, only their lower
   *     halves; all spans but the last are equally wide
   */
  static ErrorFeedback of(float[][] spans) {
    int width = width(spans[0]);
    float[][] factors = new float[(spans.length - 1) * width + width(spans[spans.length - 1])][];
    ThreadTeam.shared().run(spans.length, s -> factor(spans[s], factors, s * width));
    return new ErrorFeedback(factors);
  }

  private static int width(float[] square) {
    return (int) Math.round(Math.sqrt(square.length));
  }

  /** The rows of U for one span: the inverse of L, upper, whose {@code L L^T} is H. */
  private static void factor(float[] lower, float[][] factors, int first) {
    int n = width(lower);
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += lower[i * n + i] / n;
    }
    double damping = mean > 0 ? DAMPING * mean : 1;
    double[][] l = new double[n][n];
    for (int j = n - 1; j >= 0; j--) {
      double diagonal = lower[j * n + j] + damping - dot(l[j], l[j], j + 1, n);
      l[j][j] = Math.sqrt(Math.max(diagonal, 1e-9 * damping));
      for (int i = 0; i < j; i++) {
        l[i][j] = (lower[j * n + i] - dot(l[i], l[j], j + 1, n)) / l[j][j];
      }
    }
    for (int i = 0; i < n; i++) {
      factors[first + i] = inverseRow(l, i);
    }
  }

  /** Row i of the inverse of an upper matrix from the diagonal on, as shares of its diagonal. */
  private static float[] inverseRow(double[][] l, int i) {
    int n = l.length;
    double[] row = new double[n];
    row[i] = 1 / l[i][i];
    for (int k = i; k < n; k++) {
      row[k] /= k > i ? l[k][k] : 1;
      for (int j = k + 1; j < n; j++) {
        row[j] -= row[k] * l[k][j];
      }
    }
    float[] shares = new float[n - i - 1];
    for (int j = i + 1; j < n; j++) {
      shares[j - i - 1] = (float) (row[j] / row[i]);
    }
    return shares;
  }

  private static double dot(double[] a, double[] b, int from, int end) {
    double sum = 0;
    for (int i = from; i < end; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Rounds weight {@code i} of a row to {@code rounded}, and lets those after it make up for it.
   */
  void spread(float[] row, int i, float rounded) {
    float error = row[i] - rounded;
    float[] shares = factors[i];
    for (int j = 0; j < shares.length; j++) {
      row[i + 1 + j] -= error * shares[j];
    }
  }
}
