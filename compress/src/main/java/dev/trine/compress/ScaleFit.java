package dev.trine.compress;

/**
 * Finds the scale d that minimises the sum of {@code w (x - d level)^2}, each x at its nearest
 * level.
 *
 * <p>For levels once chosen, the best scale is {@code sum(w x l) / sum(w l^2)} and takes away
 * {@code sum(w x l)^2 / sum(w l^2)} of the error. So a grid of scales, which puts the largest x at,
 * before and beyond the outermost level on either side, is scored by what each takes away, a finer
 * grid around the best as well, and the best is refined by turns: choose levels, fit the scale
 * (Lloyd 1982). The turns stop at the first scale that none improves, so what lies around that is
 * tried once more.
 */
final class ScaleFit {
  private static final int REFINEMENTS = 6;
  private static final double SAME = 1 + 1e-9; // a smaller difference is one of rounding

  /** How far beyond the outermost level the largest weight is put, in mean distances of levels. */
  private static final float[] OUTER = {-0.9f, -0.5f, -0.1f, 0.3f, 0.7f, 1.1f, 1.5f, 2.1f};

  private static final float[] OTHER_SIDE = {-0.9f, -0.5f, -0.1f, 0.3f, 0.7f, 1.1f, 1.5f};

  private static final float[] FINER = {-0.2f, 0.2f};

  /** By how many levels more or fewer the best is made to reach, once it cannot be refined. */
  private static final float[] WIDER = {-1, -0.5f, 0.5f, 1};

  private final boolean stored; // in f16, so only what that can hold is tried
  private double scale; // of the best so far
  private double gain; // what it takes away

  private ScaleFit(boolean stored) {
    this.stored = stored;
  }

  /** The best scale found for {@code n} weights at {@code at}; 0 where all are 0. */
  static float of(Levels levels, float[] x, int at, float[] w, int wAt, int n) {
    return of(false, levels, x, at, w, wAt, n);
  }

  /** As {@link #of}, the best of those that f16 can hold. */
  static float half(Levels levels, float[] x, int at, float[] w, int wAt, int n) {
    return of(true, levels, x, at, w, wAt, n);
  }

  private static float of(
      boolean stored, Levels levels, float[] x, int at, float[] w, int wAt, int n) {
    float extreme = 0;
    for (int i = at; i < at + n; i++) {
      if (Math.abs(x[i]) > Math.abs(extreme)) {
        extreme = x[i];
      }
    }
    if (extreme == 0) {
      return 0;
    }
    var fit = new ScaleFit(stored);
    // The reach is that of the lowest level, so the extreme weight turns negative here.
    float step = 2 * levels.reach / levels.values.length;
    float side = -1;
    float best = 0;
    for (float outer : OUTER) {
      if (fit.tryInverse(levels, -(levels.reach + outer * step) / extreme, x, at, w, wAt, n)) {
        best = outer;
      }
    }
    for (float outer : OTHER_SIDE) {
      if (fit.tryInverse(levels, (levels.reach + outer * step) / extreme, x, at, w, wAt, n)) {
        best = outer;
        side = 1;
      }
    }
    for (float more : FINER) {
      float inverse = side * (levels.reach + (best + more) * step) / extreme;
      fit.tryInverse(levels, inverse, x, at, w, wAt, n);
    }
    fit.refine(levels, x, at, w, wAt, n);
    double inverse = 1 / fit.scale;
    boolean better = false;
    for (float wider : WIDER) {
      float tried = (float) (inverse * (1 + wider / levels.reach));
      better |= fit.tryInverse(levels, tried, x, at, w, wAt, n);
    }
    if (better) {
      fit.refine(levels, x, at, w, wAt, n);
    }
    return (float) fit.scale;
  }

  /** Levels for the best scale, a scale for those levels, and so on. */
  private void refine(Levels levels, float[] x, int at, float[] w, int wAt, int n) {
    for (int i = 0; i < REFINEMENTS && scale != 0; i++) {
      if (!tryInverse(levels, (float) (1 / scale), x, at, w, wAt, n)) {
        break;
      }
    }
  }

  /** Whether the levels that this inverse scale chooses take away more than the best so far. */
  private boolean tryInverse(
      Levels levels, float inverse, float[] x, int at, float[] w, int wAt, int n) {
    double cross = 0; // sum of w x l
    double square = 0; // sum of w l^2
    for (int i = 0; i < n; i++) {
      float level = levels.values[levels.index(x[at + i] * inverse)];
      float weighted = w[wAt + i] * level;
      cross += weighted * x[at + i];
      square += weighted * level;
    }
    if (square <= 0) {
      return false;
    }
    double tried = stored ? Bits.half((float) (cross / square)) : cross / square;
    double taken = tried * (2 * cross - tried * square);
    if (taken <= gain * SAME) {
      return false;
    }
    gain = taken;
    scale = tried;
    return true;
  }
}
