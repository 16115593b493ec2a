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
  private static final int REFINEMENTS = 3;
  private static final int NEAR = 1; // how far from the middle small numbers are looked for
  private static final int FAR = 2;

  /** Common factors to try where the first cost much, as shares of them. */
  private static final float[] SHARES = {
    0.5f, 0.75f, 0.9f, 1.016f, 1.033f, 1.05f, 1.1f, 1.2f, 1.5f
  };

  private final int most; // quant
  private final int run; // weights that share scale and minimum
  private final int highest; // scale and minimum
  private final double tolerance;
  private final Packing packing;

  /** The common factors, as f16 holds them. */
  float d;

  float dmin;

  /** Of each run. */
  final int[] scales;

  final int[] minimums;

  /** Of each weight. */
  final int[] quants = new int[N];

  private final AffineFit fit = new AffineFit(true);
  private final float[] idealScale;
  private final float[] idealMinimum;
  private float bestD;
  private float bestDmin;
  private final int[] bestScales;
  private final int[] bestMinimums;
  private double error; // of the best

  /**
   * Blocks of a format.
   *
   * @param tolerance as {@link ScaledSuperBlock}'s
   */
  AffineSuperBlock(int mostQuant, int run, int highestScale, double tolerance, Packing packing) {
    this.most = mostQuant;
    this.run = run;
    this.highest = highestScale;
    this.tolerance = tolerance;
    this.packing = packing;
    this.scales = new int[N / run];
    this.minimums = new int[N / run];
    this.idealScale = new float[N / run];
    this.idealMinimum = new float[N / run];
    this.bestScales = new int[N / run];
    this.bestMinimums = new int[N / run];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    float largestScale = 0;
    float largestMinimum = 0;
    double ideally = 0;
    for (int j = 0; j < scales.length; j++) {
      fit.fit(most, x, at + j * run, w, wAt + j * run, run);
      idealScale[j] = fit.scale;
      idealMinimum[j] = -fit.offset;
      ideally += error(fit.scale, -fit.offset, x, at + j * run, w, wAt + j * run);
      largestScale = Math.max(largestScale, idealScale[j]);
      largestMinimum = Math.max(largestMinimum, idealMinimum[j]);
    }
    error = Double.POSITIVE_INFINITY;
    float first = largestScale / highest;
    float firstMin = largestMinimum / highest;
    attempt(half(first), half(firstMin), NEAR, x, at, w, wAt);
    for (float share : SHARES) {
      if (error <= ideally * tolerance) {
        break;
      }
      attempt(half(first * share), half(firstMin * share), FAR, x, at, w, wAt);
    }
    d = bestD;
    dmin = bestDmin;
    System.arraycopy(bestScales, 0, scales, 0, scales.length);
    System.arraycopy(bestMinimums, 0, minimums, 0, scales.length);
  }

  /** Tries common factors, and what they are refined to while those err less. */
  private void attempt(
      float factor, float minFactor, int reach, float[] x, int at, float[] w, int wAt) {
    d = factor;
    dmin = minFactor;
    for (int j = 0; j < scales.length; j++) {
      scales[j] = Math.min(highest, Math.round(idealScale[j] * inverse(d)));
      minimums[j] = Math.min(highest, Math.round(idealMinimum[j] * inverse(dmin)));
    }
    double tried = choose(reach, x, at, w, wAt);
    for (int refined = 0; tried < error; refined++) {
      error = tried;
      bestD = d;
      bestDmin = dmin;
      System.arraycopy(scales, 0, bestScales, 0, scales.length);
      System.arraycopy(minimums, 0, bestMinimums, 0, scales.length);
      if (refined == REFINEMENTS) {
        break;
      }
      refit(x, at, w, wAt);
      tried = choose(reach, x, at, w, wAt);
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
  private double choose(int reach, float[] x, int at, float[] w, int wAt) {
    double sum = 0;
    for (int j = 0; j < scales.length; j++) {
      int scale = scales[j];
      int minimum = minimums[j];
      double least = Double.POSITIVE_INFINITY;
      for (int s = Math.max(0, scale - reach); s <= Math.min(highest, scale + reach); s++) {
        for (int m = Math.max(0, minimum - reach); m <= Math.min(highest, minimum + reach); m++) {
          double tried = error(d * s, dmin * m, x, at + j * run, w, wAt + j * run);
          if (tried < least) {
            least = tried;
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
    float sum = 0;
    for (int i = 0; i < run; i++) {
      int q = Math.min(most, Math.max(0, (int) ((x[at + i] + minimum) * inverse + 0.5f)));
      float off = x[at + i] - (scale * q - minimum);
      sum += w[wAt + i] * off * off;
    }
    return sum;
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
