package dev.trine.compress;

import static dev.trine.compress.Bits.half;
import static dev.trine.compress.Bits.inverse;
import static dev.trine.compress.Bits.putHalf;

/** A block of weights as {@code d q + m}: f16 d and m, a quant q from 0 on for each weight. */
final class AffineBlock implements BlockEncoder {
  private final int most; // quant
  private final ScaledBlock.Packing packing;
  private final AffineFit fit = new AffineFit(false);
  private final int[] quants;
  private float d;
  private float m;

  AffineBlock(int weights, int mostQuant, ScaledBlock.Packing packing) {
    this.most = mostQuant;
    this.packing = packing;
    this.quants = new int[weights];
  }

  @Override
  public void fit(float[] x, int at, float[] w, int wAt) {
    fit.fit(most, x, at, w, wAt, quants.length);
    d = half(fit.scale);
    m = half(fit.offset);
  }

  private int quant(float x) {
    return Math.clamp(Math.round((x - m) * inverse(d)), 0, most);
  }

  @Override
  public float nearest(int i, float x) {
    return d * quant(x) + m;
  }

  @Override
  public void pack(float[] x, int at, byte[] out, int to) {
    for (int i = 0; i < quants.length; i++) {
      quants[i] = quant(x[at + i]);
    }
    putHalf(out, to, d);
    putHalf(out, to + 2, m);
    packing.pack(quants, out, to);
  }
}
