package dev.trine.compress;

import dev.trine.tensor.ThreadTeam;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the inputs that stay of a linear layer take over from those that go: each of the latter is
 * foretold by the former as well as a text allows (least squares), and its weights are shared out
 * among theirs so (as He et al. 2017, arXiv:1707.06168, do for channels of convolutions). Within
 * spans of columns, as {@link ErrorFeedback}.
 */
final class Reconstruction {
  private static final double DAMPING = 0.01; // of the mean square of an input

  /**
   * One span.
   *
   * @param first where the columns that stay begin in the narrow row
   * @param go the columns that go, in the whole row
   * @param shares of each of these, for each that stays
   */
  private record Span(int first, int[] go, float[][] shares) {}

  private final Span[] spans;

  private Reconstruction(Span[] spans) {
    this.spans = spans;
  }

  /**
   * Of one layer.
   *
   * @param correlations of the inputs of each span, {@code [width * width]}, their lower halves
   * @param columns that stay, ascending
   */
  static Reconstruction of(float[][] correlations, int[] columns) {
    Span[] spans = new Span[correlations.length];
    int step = width(correlations[0]);
    ThreadTeam.shared().run(spans.length, s -> spans[s] = span(correlations[s], s * step, columns));
    return new Reconstruction(spans);
  }

  private static int width(float[] square) {
    return (int) Math.round(Math.sqrt(square.length));
  }

  private static Span span(float[] lower, int begin, int[] columns) {
    int width = width(lower);
    int[] stay =
        Arrays.stream(columns).map(c -> c - begin).filter(c -> c >= 0 && c < width).toArray();
    int[] go = IntStream.range(0, width).filter(c -> Arrays.binarySearch(stay, c) < 0).toArray();
    int first = (int) Arrays.stream(columns).filter(c -> c < begin).count();
    return new Span(
        first, Arrays.stream(go).map(c -> begin + c).toArray(), shares(lower, width, stay, go));
  }

  /** For each column that goes the solution of {@code C[stay, stay] a = C[stay, go]}. */
  private static float[][] shares(float[] lower, int width, int[] stay, int[] go) {
    int n = stay.length;
    if (n == 0 || go.length == 0) {
      return new float[go.length][n];
    }
    double mean = 0;
    for (int i = 0; i < width; i++) {
      mean += lower[i * width + i] / width;
    }
    double damping = mean > 0 ? DAMPING * mean : 1;
    double[][] l = new double[n][n]; // Cholesky: l l^T is the damped C[stay, stay]
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = lower[stay[i] * width + stay[j]];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i > j ? sum / l[j][j] : Math.sqrt(Math.max(sum + damping, 1e-9 * damping));
      }
    }
    float[][] shares = new float[go.length][];
    for (int g = 0; g < go.length; g++) {
      double[] a = new double[n];
      for (int i = 0; i < n; i++) {
        a[i] = lower[Math.max(stay[i], go[g]) * width + Math.min(stay[i], go[g])];
        for (int k = 0; k < i; k++) {
          a[i] -= l[i][k] * a[k];
        }
        a[i] /= l[i][i];
      }
      shares[g] = new float[n];
      for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++) {
          a[i] -= l[k][i] * a[k];
        }
        a[i] /= l[i][i];
        shares[g][i] = (float) a[i];
      }
    }
    return shares;
  }

  /** Adds to what stays of a row of weights what it takes over from the whole row. */
  void add(float[] whole, float[] narrow) {
    for (Span span : spans) {
      for (int g = 0; g < span.go.length; g++) {
        float weight = whole[span.go[g]];
        float[] shares = span.shares[g];
        for (int i = 0; i < shares.length; i++) {
          narrow[span.first + i] += weight * shares[i];
        }
      }
    }
  }
}
