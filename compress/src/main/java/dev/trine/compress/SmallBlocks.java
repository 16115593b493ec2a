package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;
import static dev.trine.compress.Bits.putHalf;

/** The formats whose blocks are 32 weights with one scale, and those of three levels. */
final class SmallBlocks {
  private static final int N = 32;
  private static final Levels FOUR = Levels.range(-8, 7);
  private static final Levels FIVE = Levels.range(-16, 15);
  private static final Levels EIGHT = Levels.range(-127, 127);

  private SmallBlocks() {}

  /** f16 scale; nibbles. */
  static void q4_0(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    nibbles(FOUR, x, at, w, wAt, out, to);
  }

  /** As Q4_0, with levels further apart further out. */
  static void iq4_nl(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    nibbles(Levels.IQ4, x, at, w, wAt, out, to);
  }

  private static void nibbles(
      Levels levels, float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    float d = half(ScaleFit.of(levels, x, at, w, wAt, N));
    float inverse = inverse(d);
    putHalf(out, to, d);
    for (int i = 0; i < N / 2; i++) {
      int low = levels.index(x[at + i] * inverse);
      int high = levels.index(x[at + i + N / 2] * inverse);
      out[to + 2 + i] = (byte) (low | high << 4);
    }
  }

  /** f16 scale; the fifth bits; nibbles. */
  static void q5_0(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    float d = half(ScaleFit.of(FIVE, x, at, w, wAt, N));
    float inverse = inverse(d);
    putHalf(out, to, d);
    for (int i = 0; i < N; i++) {
      five(out, to + 2, i, FIVE.index(x[at + i] * inverse));
    }
  }

  /** f16 scale; signed bytes, without -128, which some kernels cannot negate. */
  static void q8_0(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    float d = half(ScaleFit.of(EIGHT, x, at, w, wAt, N));
    float inverse = inverse(d);
    putHalf(out, to, d);
    for (int i = 0; i < N; i++) {
      out[to + 2 + i] = (byte) EIGHT.values[EIGHT.index(x[at + i] * inverse)];
    }
  }

  /** f16 scale, f16 offset; nibbles. */
  static void q4_1(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    int[] q = affine(15, x, at, w, wAt, out, to);
    for (int i = 0; i < N / 2; i++) {
      out[to + 4 + i] = (byte) (q[i] | q[i + N / 2] << 4);
    }
  }

  /** f16 scale, f16 offset; the fifth bits; nibbles. */
  static void q5_1(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    int[] q = affine(31, x, at, w, wAt, out, to);
    for (int i = 0; i < N; i++) {
      five(out, to + 4, i, q[i]);
    }
  }

  private static int[] affine(int most, float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    var fit = new AffineFit(false);
    fit.fit(most, x, at, w, wAt, N);
    float d = half(fit.scale);
    float m = half(fit.offset);
    putHalf(out, to, d);
    putHalf(out, to + 2, m);
    int[] q = new int[N];
    for (int i = 0; i < N; i++) {
      q[i] = Math.clamp(Math.round((x[at + i] - m) * inverse(d)), 0, most);
    }
    return q;
  }

  /** Writes five bits of weight {@code i}: the fifth into a word of 32 at {@code to}. */
  private static void five(byte[] out, int to, int i, int q) {
    out[to + i / 8] |= (byte) ((q >> 4) << i % 8);
    out[to + 4 + i % (N / 2)] |= (byte) ((q & 15) << i / (N / 2) * 4);
  }

  /** A power of two as scale; nibbles of FP4 E2M1: sign and three bits of the doubled number. */
  static void mxfp4(float[] x, int at, float[] w, int wAt, byte[] out, int to) {
    float largest = 0;
    for (int i = at; i < at + N; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    int first = Math.getExponent(largest) - 2 + 127;
    int best = Math.clamp(first, 0, 254);
    double error = Double.POSITIVE_INFINITY;
    for (int exponent = Math.max(0, best - 1); exponent <= Math.min(254, best + 1); exponent++) {
      double tried = error(Levels.E2M1, Math.scalb(1f, exponent - 128), x, at, w, wAt);
      if (tried < error) {
        error = tried;
        best = exponent;
      }
    }
    float d = Math.scalb(1f, best - 128);
    out[to] = (byte) best;
    for (int i = 0; i < N / 2; i++) {
      int low = e2m1(x[at + i] / d);
      int high = e2m1(x[at + i + N / 2] / d);
      out[to + 1 + i] = (byte) (low | high << 4);
    }
  }

  private static int e2m1(float scaled) {
    int signed = Levels.E2M1.index(scaled) - 7;
    return signed < 0 ? 8 - signed : signed;
  }

  private static double error(Levels levels, float d, float[] x, int at, float[] w, int wAt) {
    double error = 0;
    for (int i = 0; i < N; i++) {
      float off = x[at + i] - d * levels.values[levels.index(x[at + i] / d)];
      error += w[wAt + i] * off * off;
    }
    return error;
  }
}
