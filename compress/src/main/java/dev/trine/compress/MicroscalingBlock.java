package dev.trine.compress;

/**
 * 32 weights as {@code d level}: d a power of two whose exponent is one byte, the levels those of
 * FP4 E2M1, sign and three bits of the doubled number (MXFP4, OCP Microscaling Formats 1.0).
 */
final class MicroscalingBlock implements BlockEncoder {
  private static final int N = 32;
  private static final int BIAS = 127;

  private int exponent; // as it is stored
  private float d; // of the doubled levels

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    float largest = 0;
    for (int i = at; i < at + N; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    int first = Math.clamp(Math.getExponent(largest) - 2 + BIAS, 0, 254);
    int best = first;
    double error = Double.POSITIVE_INFINITY;
    for (exponent = Math.max(0, first - 1); exponent <= Math.min(254, first + 1); exponent++) {
      d = scale(exponent);
      double tried = error(x, at, w, wAt);
      if (tried < error) {
        error = tried;
        best = exponent;
      }
    }
    exponent = best;
    d = scale(best);
  }

  private static float scale(int exponent) {
    return Math.scalb(1f, exponent - BIAS - 1);
  }

  private double error(float[] x, int at, float[] w, int wAt) {
    double error = 0;
    for (int i = 0; i < N; i++) {
      float off = x[at + i] - nearest(i, x[at + i]);
      error += w[wAt + i] * off * off;
    }
    return error;
  }

  @Override
  public float nearest(int i, float x) {
    return d * Levels.E2M1.values[Levels.E2M1.index(x / d)];
  }

  @Override
  public void pack(float[] x, int at, byte[] out, int to) {
    out[to] = (byte) exponent;
    for (int i = 0; i < N / 2; i++) {
      out[to + 1 + i] = (byte) (bits(x[at + i]) | bits(x[at + i + N / 2]) << 4);
    }
  }

  private int bits(float x) {
    int signed = Levels.E2M1.index(x / d) - 7;
    return signed < 0 ? 8 - signed : signed;
  }
}
