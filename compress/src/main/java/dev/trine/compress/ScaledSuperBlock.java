package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;

/**
 * 256 weights as {@code d scale[j] level}: one f16 d, a small whole number for each run j, a level
 * for each weight. Every run gets its best scale, d is fitted to those, and then d and the runs by
 * turns while the error falls. Where that errs much more than the best scales would, other d are
 * tried as well: all runs may want the same scale, which d suits badly, or one much more than all
 * others.
 */
final class ScaledSuperBlock implements BlockEncoder {

  /** Writes a block whose fields are known. */
  @FunctionalInterface
  interface Packing {
    void pack(ScaledSuperBlock block, byte[] out, int to);
  }

  private static final int N = 256;
  private static final int REFINEMENTS = 2;
  private static final int NEAR = 1; // how far from the middle small scales are looked for
  private static final int FAR = 8;

  /** Common factors to try where the first costs much, as shares of it. */
  private static final float[] SHARES = {
    0.75f, 0.87f, 0.93f, 1.03f, 1.06f, 1.14f, 1.25f, 1.33f, 1.5f, 2, 8
  };

  private final Levels levels;
  private final int run; // weights that share a scale
  private final int lowest; // scale; the highest is -1 - lowest
  private final double tolerance;
  private final Packing packing;

  /** The common factor, as f16 holds it. */
  float d;

  /** Of each run. */
  final int[] scales;

  /** The index of each weight's level. */
  final int[] indexes = new int[N];

  private final float[] ideal;
  private final int[] bestScales;
  private float best; // common factor
  private double error; // of the best

  /**
   * Blocks of a format.
   *
   * @param tolerance how many times the error that ideal scales would make may be made without
   *     trying other common factors
   */
  ScaledSuperBlock(Levels levels, int run, int lowestScale, double tolerance, Packing packing) {
    this.levels = levels;
    this.run = run;
    this.lowest = lowestScale;
    this.tolerance = tolerance;
    this.packing = packing;
    this.scales = new int[N / run];
    this.ideal = new float[N / run];
    this.bestScales = new int[N / run];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    float extreme = 0;
    double ideally = 0;
    for (int j = 0; j < ideal.length; j++) {
      ideal[j] = ScaleFit.of(levels, x, at + j * run, w, wAt + j * run, run);
      ideally += error(ideal[j], x, at + j * run, w, wAt + j * run);
      if (Math.abs(ideal[j]) > Math.abs(extreme)) {
        extreme = ideal[j];
      }
    }
    error = Double.POSITIVE_INFINITY;
    float first = extreme / lowest;
    attempt(half(first), NEAR, x, at, w, wAt);
    for (float share : SHARES) {
      if (error <= ideally * tolerance) {
        break;
      }
      attempt(half(first * share), FAR, x, at, w, wAt);
    }
    d = best;
    System.arraycopy(bestScales, 0, scales, 0, scales.length);
  }

  /** Tries a common factor, and what it is refined to while that errs less. */
  private void attempt(float factor, int reach, float[] x, int at, float[] w, int wAt) {
    d = factor;
    for (int j = 0; j < scales.length; j++) {
      scales[j] = Math.round(ideal[j] * inverse(d));
    }
    double tried = choose(reach, x, at, w, wAt);
    for (int refined = 0; tried < error; refined++) {
      error = tried;
      best = d;
      System.arraycopy(scales, 0, bestScales, 0, scales.length);
      if (refined == REFINEMENTS || d == 0) {
        break;
      }
      d = half(refitted(x, at, w, wAt));
      tried = choose(reach, x, at, w, wAt);
    }
  }

  @Override
  public float nearest(int i, float x) {
    float scale = d * scales[i / run];
    return scale * levels.values[levels.index(x * inverse(scale))];
  }

  @Override
  public void pack(float[] x, int at, byte[] out, int to) {
    for (int i = 0; i < N; i++) {
      indexes[i] = levels.index(x[at + i] * inverse(d * scales[i / run]));
    }
    packing.pack(this, out, to);
  }

  /** Chooses each run's scale near the present one; the error of all. */
  private double choose(int reach, float[] x, int at, float[] w, int wAt) {
    double sum = 0;
    for (int j = 0; j < scales.length; j++) {
      int middle = Math.clamp(scales[j], lowest, -1 - lowest);
      double least = Double.POSITIVE_INFINITY;
      int end = Math.min(-1 - lowest, middle + reach);
      for (int s = Math.max(lowest, middle - reach); s <= end; s++) {
        double tried = error(d * s, x, at + j * run, w, wAt + j * run);
        if (tried < least) {
          least = tried;
          scales[j] = s;
        }
      }
      sum += least;
    }
    return sum;
  }

  private double error(float scale, float[] x, int at, float[] w, int wAt) {
    float inverse = inverse(scale);
    float sum = 0;
    for (int i = 0; i < run; i++) {
      float off = x[at + i] - scale * levels.values[levels.index(x[at + i] * inverse)];
      sum += w[wAt + i] * off * off;
    }
    return sum;
  }

  /** The d that suits the present scales and levels best. */
  private float refitted(float[] x, int at, float[] w, int wAt) {
    double cross = 0;
    double square = 0;
    for (int i = 0; i < N; i++) {
      int scale = scales[i / run];
      double y = scale * levels.values[levels.index(x[at + i] * inverse(d * scale))];
      cross += w[wAt + i] * x[at + i] * y;
      square += w[wAt + i] * y * y;
    }
    return square > 0 ? (float) (cross / square) : d;
  }
}
