package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;
import static dev.trine.compress.Bits.putHalf;

/** A block of weights as {@code d level}: one f16 d, a level for each weight. */
final class ScaledBlock implements BlockEncoder {

  /** Finds the best scale. */
  @FunctionalInterface
  interface Scale {
    float of(float[] x, int at, float[] w, int wAt);
  }

  /** Writes the indexes of all levels. */
  @FunctionalInterface
  interface Packing {
    void pack(int[] indexes, byte[] out, int to);
  }

  private final Levels levels;
  private final Scale scale;
  private final int scaleAt; // byte
  private final Packing packing;
  private final int[] indexes;
  private float d;
  private float inverse;

  ScaledBlock(int weights, Levels levels, Scale scale, int scaleAt, Packing packing) {
    this.levels = levels;
    this.scale = scale;
    this.scaleAt = scaleAt;
    this.packing = packing;
    this.indexes = new int[weights];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    d = half(scale.of(x, at, w, wAt));
    inverse = inverse(d);
  }

  @Override
  public float nearest(int i, float x) {
    return d * levels.values[levels.index(x * inverse)];
  }

  @Override
  public void pack(float[] x, int at, byte[] out, int to) {
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = levels.index(x[at + i] * inverse);
    }
    putHalf(out, to + scaleAt, d);
    packing.pack(indexes, out, to);
  }
}
