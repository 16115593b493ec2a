package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;

/**
 * 256 weights as {@code d scale[j] q - dmin minimum[j]}: two f16 factors, two small whole numbers
 * for each run j, a quant q from 0 on for each weight. Built as {@link ScaledSuperBlock} is.
 */
final class AffineSuperBlock implements BlockEncoder {

  /** Writes a block whose fields are known. */
  @FunctionalInterface
  interface Packing {
    void pack(AffineSuperBlock block, byte[] out, int to);
  }

  private static final int N = 256;
  private static final int ROUNDS = 3;

  private final int most; // quant
  private final int run; // weights that share scale and minimum
  private final int highest; // scale and minimum
  private final Packing packing;

  /** The common factors, as f16 holds them. */
  float d;

  float dmin;

  /** Of each run. */
  int[] scales;

  int[] minimums;

  /** Of each weight. */
  final int[] quants = new int[N];

  private final AffineFit fit = new AffineFit(true);
  private final float[] idealScale;
  private final float[] idealMinimum;

  AffineSuperBlock(int mostQuant, int run, int highestScale, Packing packing) {
    this.most = mostQuant;
    this.run = run;
    this.highest = highestScale;
    this.packing = packing;
    this.scales = new int[N / run];
    this.minimums = new int[N / run];
    this.idealScale = new float[N / run];
    this.idealMinimum = new float[N / run];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    float largestScale = 0;
    float largestMinimum = 0;
    for (int j = 0; j < scales.length; j++) {
      fit.fit(most, x, at + j * run, w, wAt + j * run, run);
      idealScale[j] = fit.scale;
      idealMinimum[j] = -fit.offset;
      largestScale = Math.max(largestScale, idealScale[j]);
      largestMinimum = Math.max(largestMinimum, idealMinimum[j]);
    }
    d = half(largestScale / highest);
    dmin = half(largestMinimum / highest);
    for (int j = 0; j < scales.length; j++) {
      scales[j] = Math.min(highest, Math.round(idealScale[j] * inverse(d)));
      minimums[j] = Math.min(highest, Math.round(idealMinimum[j] * inverse(dmin)));
    }
    double error = choose(x, at, w, wAt);
    for (int round = 0; round < ROUNDS; round++) {
      float dBefore = d;
      float dminBefore = dmin;
      int[] scalesBefore = scales.clone();
      int[] minimumsBefore = minimums.clone();
      refit(x, at, w, wAt);
      double refined = choose(x, at, w, wAt);
      if (refined >= error) {
        d = dBefore;
        dmin = dminBefore;
        scales = scalesBefore;
        minimums = minimumsBefore;
        break;
      }
      error = refined;
    }
  }

  @Override
  public float nearest(int i, float x) {
    float scale = d * scales[i / run];
    float minimum = dmin * minimums[i / run];
    return scale * quant(x, scale, minimum) - minimum;
  }

  @Override
  public void pack(float[] x, int at, byte[] out, int to) {
    for (int i = 0; i < N; i++) {
      quants[i] = quant(x[at + i], d * scales[i / run], dmin * minimums[i / run]);
    }
    packing.pack(this, out, to);
  }

  /** Chooses each run's scale and minimum near the present ones; the error of all. */
  private double choose(float[] x, int at, float[] w, int wAt) {
    double sum = 0;
    for (int j = 0; j < scales.length; j++) {
      int scale = scales[j];
      int minimum = minimums[j];
      double least = Double.POSITIVE_INFINITY;
      for (int s = Math.max(0, scale - 1); s <= Math.min(highest, scale + 1); s++) {
        for (int m = Math.max(0, minimum - 1); m <= Math.min(highest, minimum + 1); m++) {
          double error = error(d * s, dmin * m, x, at + j * run, w, wAt + j * run);
          if (error < least) {
            least = error;
            scales[j] = s;
            minimums[j] = m;
          }
        }
      }
      sum += least;
    }
    return sum;
  }

  private double error(float scale, float minimum, float[] x, int at, float[] w, int wAt) {
    float inverse = inverse(scale);
    float error = 0;
    for (int i = 0; i < run; i++) {
      int q = Math.min(most, Math.max(0, (int) ((x[at + i] + minimum) * inverse + 0.5f)));
      float off = x[at + i] - (scale * q - minimum);
      error += w[wAt + i] * off * off;
    }
    return error;
  }

  private int quant(float x, float scale, float minimum) {
    return Math.clamp((int) ((x + minimum) * inverse(scale) + 0.5f), 0, most);
  }

  /** The factors that suit the present scales, minimums and quants best: normal equations. */
  private void refit(float[] x, int at, float[] w, int wAt) {
    double aa = 0;
    double ab = 0;
    double bb = 0;
    double ax = 0;
    double bx = 0;
    for (int i = 0; i < N; i++) {
      int j = i / run;
      double a = scales[j] * (double) quant(x[at + i], d * scales[j], dmin * minimums[j]);
      double b = -minimums[j];
      double weight = w[wAt + i];
      aa += weight * a * a;
      ab += weight * a * b;
      bb += weight * b * b;
      ax += weight * a * x[at + i];
      bx += weight * b * x[at + i];
    }
    double determinant = aa * bb - ab * ab;
    if (determinant > 1e-9 * aa * bb) {
      d = half((float) Math.max(0, (bb * ax - ab * bx) / determinant));
      dmin = half((float) Math.max(0, (aa * bx - ab * ax) / determinant));
    } else if (aa > 0) {
      d = half((float) Math.max(0, (ax - ab * dmin) / aa));
    }
  }
}
