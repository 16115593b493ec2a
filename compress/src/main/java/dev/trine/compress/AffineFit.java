package dev.trine.compress;

/**
 * Finds scale d and offset m that minimise the sum of {@code w (x - d q - m)^2}, q being the
 * nearest of 0 to {@code most}.
 *
 * <p>As {@link ScaleFit}: a grid of scales, finer around the best, gives quants, for which d and m
 * follow from the normal equations; the best pair is refined by turns. Where the lowest x counts
 * for little a lower error lies above it, so some scales are tried from there too; and what the
 * turns end at is tried from both sides once more, since they stop at the first pair that no turn
 * improves.
 */
final class AffineFit {
  private static final int REFINEMENTS = 8;
  private static final double NOTHING = 1e-9; // an error as small as this is none

  /** How many steps the range of x is cut into, besides {@code most}. */
  private static final float[] MORE_STEPS = {-0.8f, -0.4f, -0.1f, 0.2f, 0.5f, 0.8f};

  private static final float[] FINER = {-0.15f, 0.15f};

  /** The same, where half a step of the lowest is cut off. */
  private static final float[] MORE_STEPS_FROM_ABOVE = {-1.2f, -0.6f, 0, 0.6f, 1.5f, 3};

  private static final float[] NARROWER_OR_WIDER = {-0.4f, 0.4f}; // by so many steps in all
  private static final float[] LOWER_OR_HIGHER = {-0.25f, 0.25f}; // by so much of a step

  /** The scale, never below 0. */
  float scale;

  /** The offset. */
  float offset;

  private final boolean below; // the offset must not be above 0
  private double error; // of the best so far
  private double triedScale;
  private double triedOffset;

  /** A fit whose offset is any number, or one not above 0. */
  AffineFit(boolean offsetBelow) {
    this.below = offsetBelow;
  }

  /** Fits {@code n} weights; {@link #scale} and {@link #offset} hold the result. */
  void fit(int most, float[] x, int at, float[] w, int wAt, int n) {
    float low = x[at];
    float high = x[at];
    for (int i = at + 1; i < at + n; i++) {
      low = Math.min(low, x[i]);
      high = Math.max(high, x[i]);
    }
    if (below) {
      low = Math.min(low, 0);
    }
    offset = low;
    scale = 0;
    if (high <= low) {
      return;
    }
    error = Double.POSITIVE_INFINITY;
    float best = 0;
    for (float more : MORE_STEPS) {
      if (attempt(most, (most + more) / (high - low), low, x, at, w, wAt, n)) {
        best = more;
      }
    }
    for (float more : FINER) {
      attempt(most, (most + best + more) / (high - low), low, x, at, w, wAt, n);
    }
    float above = low + (high - low) / most / 2;
    for (float more : MORE_STEPS_FROM_ABOVE) {
      attempt(most, (most + more) / (high - low), above, x, at, w, wAt, n);
    }
    refine(most, x, at, w, wAt, n);
    if (scale > 0) {
      float inverse = 1 / scale;
      float from = offset;
      boolean better = false;
      for (float wider : NARROWER_OR_WIDER) {
        for (float higher : LOWER_OR_HIGHER) {
          float start = from + higher / inverse;
          better |= attempt(most, inverse * (1 + wider / most), start, x, at, w, wAt, n);
        }
      }
      if (better) {
        refine(most, x, at, w, wAt, n);
      }
    }
  }

  /** Quants for the best pair, a pair for those quants, and so on. */
  private void refine(int most, float[] x, int at, float[] w, int wAt, int n) {
    for (int i = 0; i < REFINEMENTS && scale > 0; i++) {
      if (!attempt(most, 1 / scale, offset, x, at, w, wAt, n)) {
        break;
      }
    }
  }

  /** Whether quants of this inverse scale and offset allow a smaller error than the best so far. */
  private boolean attempt(
      int most, float inverse, float from, float[] x, int at, float[] w, int wAt, int n) {
    double sw = 0;
    double sx = 0;
    double sxx = 0;
    double sq = 0;
    double sqq = 0;
    double sxq = 0;
    for (int i = 0; i < n; i++) {
      float value = x[at + i];
      double weight = w[wAt + i];
      float q = Math.min(most, Math.max(0, (int) ((value - from) * inverse + 0.5f)));
      double wx = weight * value;
      double wq = weight * q;
      sw += weight;
      sx += wx;
      sxx += wx * value;
      sq += wq;
      sqq += wq * q;
      sxq += wq * value;
    }
    if (!solve(sw, sx, sq, sqq, sxq)) {
      return false;
    }
    double d = below ? triedScale : Bits.half((float) triedScale);
    double m = below ? triedOffset : Bits.half((float) triedOffset);
    double left = sxx - 2 * d * sxq - 2 * m * sx + d * d * sqq + 2 * d * m * sq + m * m * sw;
    double enough = Math.max(left, NOTHING * sxx); // so that rounding does not choose
    if (enough < error * 0.999999) {
      error = enough;
      scale = (float) d;
      offset = (float) m;
      return true;
    }
    return false;
  }

  private boolean solve(double sw, double sx, double sq, double sqq, double sxq) {
    double determinant = sw * sqq - sq * sq;
    if (determinant > 1e-9 * sw * sqq) {
      triedScale = (sw * sxq - sx * sq) / determinant;
      triedOffset = (sqq * sx - sq * sxq) / determinant;
    } else if (sqq > 0) { // all quants are the same
      triedScale = sxq / sqq;
      triedOffset = 0;
    } else {
      return false;
    }
    if (below && triedOffset > 0) {
      triedOffset = 0;
      triedScale = sxq / sqq;
    }
    return triedScale > 0;
  }
}
