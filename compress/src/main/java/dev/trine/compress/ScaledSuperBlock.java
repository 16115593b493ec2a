package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;

/**
 * 256 weights as {@code d scale[j] level}: one f16 d, a small whole number for each run j, a level
 * for each weight. Every run gets its best scale, d is fitted to those, and then d and the runs are
 * fitted once more if the error falls.
 */
final class ScaledSuperBlock implements BlockEncoder {

  /** Writes a block whose fields are known. */
  @FunctionalInterface
  interface Packing {
    void pack(ScaledSuperBlock block, byte[] out, int to);
  }

  private static final int N = 256;

  private final Levels levels;
  private final int run; // weights that share a scale
  private final int lowest; // scale; the highest is -1 - lowest
  private final Packing packing;

  /** The common factor, as f16 holds it. */
  float d;

  /** Of each run. */
  final int[] scales;

  /** The index of each weight's level. */
  final int[] indexes = new int[N];

  private final float[] ideal;

  ScaledSuperBlock(Levels levels, int run, int lowestScale, Packing packing) {
    this.levels = levels;
    this.run = run;
    this.lowest = lowestScale;
    this.packing = packing;
    this.scales = new int[N / run];
    this.ideal = new float[N / run];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    float extreme = 0;
    for (int j = 0; j < ideal.length; j++) {
      ideal[j] = ScaleFit.of(levels, x, at + j * run, w, wAt + j * run, run);
      if (Math.abs(ideal[j]) > Math.abs(extreme)) {
        extreme = ideal[j];
      }
    }
    d = half(extreme / lowest);
    double error = choose(x, at, w, wAt, true);
    if (d != 0) {
      float before = d;
      int[] kept = scales.clone();
      d = half(refitted(x, at, w, wAt));
      if (choose(x, at, w, wAt, false) >= error) {
        d = before;
        System.arraycopy(kept, 0, scales, 0, kept.length);
      }
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

  /** Chooses each run's scale near the ideal one, or near the present one; the error of all. */
  private double choose(float[] x, int at, float[] w, int wAt, boolean fromIdeal) {
    double sum = 0;
    for (int j = 0; j < scales.length; j++) {
      int middle = fromIdeal ? Math.round(ideal[j] * inverse(d)) : scales[j];
      double least = Double.POSITIVE_INFINITY;
      for (int s = Math.max(lowest, middle - 1); s <= Math.min(-1 - lowest, middle + 1); s++) {
        double error = error(d * s, x, at + j * run, w, wAt + j * run);
        if (error < least) {
          least = error;
          scales[j] = s;
        }
      }
      sum += least;
    }
    return sum;
  }

  private double error(float scale, float[] x, int at, float[] w, int wAt) {
    float inverse = inverse(scale);
    float error = 0;
    for (int i = 0; i < run; i++) {
      float off = x[at + i] - scale * levels.values[levels.index(x[at + i] * inverse)];
      error += w[wAt + i] * off * off;
    }
    return error;
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
