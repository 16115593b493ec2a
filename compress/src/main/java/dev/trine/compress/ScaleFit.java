package dev.trine.compress;

/**
 * Finds the scale d that minimises the sum of {@code w (x - d level)^2}, each x at its nearest
 * level.
 *
 * <p>For levels once chosen, the best scale is {@code sum(w x l) / sum(w l^2)} and takes away
 * {@code sum(w x l)^2 / sum(w l^2)} of the error. So a grid of scales, which puts the largest x at,
 * before and beyond the outermost level on either side, is scored by what each takes away, and the
 * best is refined by turns: choose levels, fit the scale (Lloyd 1982).
 */
final class ScaleFit {
  private static final int REFINEMENTS = 6;

  /** How far beyond the outermost level the largest weight is put, in mean distances of levels. */
  private static final float[] OUTER = grid(-1.2f, 1.8f, 0.15f);

  private static final float[] OTHER_SIDE = grid(-1.5f, 1.5f, 0.5f);

  private double scale; // of the best so far
  private double gain; // what it takes away

  private ScaleFit() {}

  /** The best scale found for {@code n} weights at {@code at}; 0 where all are 0. */
  static float of(Levels levels, float[] x, int at, float[] w, int wAt, int n) {
    float extreme = 0;
    for (int i = at; i < at + n; i++) {
      if (Math.abs(x[i]) > Math.abs(extreme)) {
        extreme = x[i];
      }
    }
    if (extreme == 0) {
      return 0;
    }
    var fit = new ScaleFit();
    // The reach is that of the lowest level, so the extreme weight turns negative here.
    float step = 2 * levels.reach / levels.values.length;
    for (float outer : OUTER) {
      fit.tryInverse(levels, -(levels.reach + outer * step) / extreme, x, at, w, wAt, n);
    }
    for (float outer : OTHER_SIDE) {
      fit.tryInverse(levels, (levels.reach + outer * step) / extreme, x, at, w, wAt, n);
    }
    for (int i = 0; i < REFINEMENTS && fit.scale != 0; i++) {
      if (!fit.tryInverse(levels, (float) (1 / fit.scale), x, at, w, wAt, n)) {
        break;
      }
    }
    return (float) fit.scale;
  }

  /** Whether the levels that this inverse scale chooses take away more than the best so far. */
  private boolean tryInverse(
      Levels levels, float inverse, float[] x, int at, float[] w, int wAt, int n) {
    double cross = 0; // sum of w x l
    double square = 0; // sum of w l^2
    for (int i = 0; i < n; i++) {
      float level = levels.values[levels.index(x[at + i] * inverse)];
      double weighted = w[wAt + i] * level;
      cross += weighted * x[at + i];
      square += weighted * level;
    }
    if (square > 0 && cross * cross > gain * square) {
      gain = cross * cross / square;
      scale = cross / square;
      return true;
    }
    return false;
  }

  private static float[] grid(float from, float to, float step) {
    float[] steps = new float[Math.round((to - from) / step) + 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = from + i * step;
    }
    return steps;
  }
}
