package dev.trine.compress;

import static dev.trine.compress.Bits.putHalf;
import static dev.trine.compress.Bits.putInt16;

/** How ggml's blocks of 256 weights are packed once their numbers are known. */
final class SuperBlocks {
  private static final int N = 256;

  private SuperBlocks() {}

  /** Scales and minimums as nibbles (16), two bits a weight (64), d, dmin. */
  static BlockEncoder q2_k() {
    return new AffineSuperBlock(
        3,
        16,
        15,
        1.1,
        (block, out, to) -> {
          for (int j = 0; j < 16; j++) {
            out[to + j] = (byte) (block.scales[j] | block.minimums[j] << 4);
          }
          pairs(block.quants, out, to + 16);
          putHalf(out, to + 80, block.d);
          putHalf(out, to + 82, block.dmin);
        });
  }

  /** Third bits (32), two bits a weight (64), six-bit scales (12), d. */
  static BlockEncoder q3_k() {
    return new ScaledSuperBlock(
        Levels.range(-4, 3),
        16,
        -32,
        1.015,
        (block, out, to) -> {
          for (int i = 0; i < N; i++) {
            out[to + i % 32] |= (byte) (block.indexes[i] >> 2 << i / 32);
          }
          pairs(block.indexes, out, to + 32);
          for (int j = 0; j < 16; j++) {
            int scale = block.scales[j] + 32;
            out[to + 96 + j % 8] |= (byte) ((scale & 15) << j / 8 * 4);
            out[to + 104 + j % 4] |= (byte) (scale >> 4 << j / 4 * 2);
          }
          putHalf(out, to + 108, block.d);
        });
  }

  /** d, dmin, six-bit scales and minimums (12), nibbles (128). */
  static BlockEncoder q4_k() {
    return new AffineSuperBlock(
        15,
        32,
        63,
        1.1,
        (block, out, to) -> {
          affineHead(block, out, to);
          for (int i = 0; i < N; i++) {
            out[to + 16 + i / 64 * 32 + i % 32] |= (byte) (block.quants[i] << i % 64 / 32 * 4);
          }
        });
  }

  /** As Q4_K, with the fifth bits (32) before the nibbles. */
  static BlockEncoder q5_k() {
    return new AffineSuperBlock(
        31,
        32,
        63,
        1.2,
        (block, out, to) -> {
          affineHead(block, out, to);
          for (int i = 0; i < N; i++) {
            int q = block.quants[i];
            out[to + 16 + i % 32] |= (byte) (q >> 4 << i / 32);
            out[to + 48 + i / 64 * 32 + i % 32] |= (byte) ((q & 15) << i % 64 / 32 * 4);
          }
        });
  }

  /** Low nibbles (128), high pairs of bits (64), signed scales (16), d. */
  static BlockEncoder q6_k() {
    return new ScaledSuperBlock(
        Levels.range(-32, 31),
        16,
        -128,
        1.08,
        (block, out, to) -> {
          for (int i = 0; i < N; i++) {
            int q = block.indexes[i];
            int half = i / 128;
            out[to + half * 64 + i % 64] |= (byte) ((q & 15) << i % 128 / 64 * 4);
            out[to + 128 + half * 32 + i % 32] |= (byte) (q >> 4 << i % 128 / 32 * 2);
          }
          for (int j = 0; j < 16; j++) {
            out[to + 192 + j] = (byte) block.scales[j];
          }
          putHalf(out, to + 208, block.d);
        });
  }

  /** d, high pairs of scale bits (2), low nibbles of scales (4), nibbles of levels (128). */
  static BlockEncoder iq4_xs() {
    return new ScaledSuperBlock(
        Levels.IQ4,
        32,
        -32,
        1.04,
        (block, out, to) -> {
          putHalf(out, to, block.d);
          int high = 0;
          for (int j = 0; j < 8; j++) {
            int scale = block.scales[j] + 32;
            high |= scale >> 4 << 2 * j;
            out[to + 4 + j / 2] |= (byte) ((scale & 15) << j % 2 * 4);
          }
          putInt16(out, to + 2, high);
          for (int i = 0; i < N; i++) {
            out[to + 8 + i / 32 * 16 + i % 16] |= (byte) (block.indexes[i] << i % 32 / 16 * 4);
          }
        });
  }

  /** The low two bits of each: byte i of a half holds weights i, i + 32, i + 64, i + 96 of it. */
  private static void pairs(int[] quants, byte[] out, int to) {
    for (int i = 0; i < N; i++) {
      out[to + i / 128 * 32 + i % 32] |= (byte) ((quants[i] & 3) << i % 128 / 32 * 2);
    }
  }

  /**
   * d, dmin, then six bits each of scales and minimums: bytes 0 to 3 and 4 to 7 hold the first four
   * of both, their top bits the top of the last four, whose nibbles are in bytes 8 to 11.
   */
  private static void affineHead(AffineSuperBlock block, byte[] out, int to) {
    putHalf(out, to, block.d);
    putHalf(out, to + 2, block.dmin);
    for (int j = 0; j < 4; j++) {
      int scale = block.scales[j + 4];
      int minimum = block.minimums[j + 4];
      out[to + 4 + j] = (byte) (block.scales[j] | scale >> 4 << 6);
      out[to + 8 + j] = (byte) (block.minimums[j] | minimum >> 4 << 6);
      out[to + 12 + j] = (byte) (scale & 15 | (minimum & 15) << 4);
    }
  }
}
