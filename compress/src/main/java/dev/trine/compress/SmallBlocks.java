package dev.trine.compress;

/** How blocks of 32 weights are packed that have one scale, or a scale and an offset, in f16. */
final class SmallBlocks {
  private static final int N = 32;

  private SmallBlocks() {}

  /** Scale; nibbles. */
  static BlockEncoder q4_0() {
    return scaled(Levels.range(-8, 7), (q, out, to) -> nibbles(q, out, to + 2));
  }

  /** As Q4_0, with levels further apart further out. */
  static BlockEncoder iq4_nl() {
    return scaled(Levels.IQ4, (q, out, to) -> nibbles(q, out, to + 2));
  }

  /** Scale; the fifth bits; nibbles. */
  static BlockEncoder q5_0() {
    return scaled(Levels.range(-16, 15), (q, out, to) -> fives(q, out, to + 2));
  }

  /** Scale; signed bytes, without -128, which some kernels cannot negate. */
  static BlockEncoder q8_0() {
    Levels eight = Levels.range(-127, 127);
    return scaled(
        eight,
        (q, out, to) -> {
          for (int i = 0; i < N; i++) {
            out[to + 2 + i] = (byte) eight.values[q[i]];
          }
        });
  }

  /** Scale, offset; nibbles. */
  static BlockEncoder q4_1() {
    return new AffineBlock(N, 15, (q, out, to) -> nibbles(q, out, to + 4));
  }

  /** Scale, offset; the fifth bits; nibbles. */
  static BlockEncoder q5_1() {
    return new AffineBlock(N, 31, (q, out, to) -> fives(q, out, to + 4));
  }

  private static BlockEncoder scaled(Levels levels, ScaledBlock.Packing packing) {
    return new ScaledBlock(
        N, levels, (x, at, w, wAt) -> ScaleFit.half(levels, x, at, w, wAt, N), 0, packing);
  }

  private static void nibbles(int[] q, byte[] out, int to) {
    for (int i = 0; i < N / 2; i++) {
      out[to + i] = (byte) (q[i] | q[i + N / 2] << 4);
    }
  }

  /** The fifth bits in a word of 32, then nibbles. */
  private static void fives(int[] q, byte[] out, int to) {
    for (int i = 0; i < N; i++) {
      out[to + i / 8] |= (byte) ((q[i] >> 4) << i % 8);
      out[to + 4 + i % (N / 2)] |= (byte) ((q[i] & 15) << i / (N / 2) * 4);
    }
  }
}
