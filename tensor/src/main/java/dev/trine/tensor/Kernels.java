package dev.trine.tensor;

/**
 * The arithmetic that costs time. All matrices are row-major; {@code n} and offsets count floats.
 */
public interface Kernels {

  /** The readable kernels that every other one is compared with; also the quickest to warm up. */
  static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /** The provider in use, with a sentence why. */
  static Choice chosen() {
    return Choice.CHOSEN;
  }

  /** A short name, such as {@code scalar} or {@code vector-512}. */
  String name();

  /**
   * Activations times weights: {@code out[t, r] = sum over c of x[t, c] * weights[r, c]}.
   *
   * @param weights {@code [rows, columns]} in any readable format
   * @param x {@code [tokens, columns]}
   * @param out {@code [tokens, rows]}
   */
  void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team);

  /** The sum over i of {@code a[aAt + i] * b[bAt + i]}. */
  float dot(float[] a, int aAt, float[] b, int bAt, int n);

  /** {@code y[yAt + i] += scale * x[xAt + i]}. */
  void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int n);
}
