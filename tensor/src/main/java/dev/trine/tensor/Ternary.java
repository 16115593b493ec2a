package dev.trine.tensor;

/**
 * Block formats of weights that are one of two to four whole numbers times a scale, as BitNet's.
 */
final class Ternary {
  private static final int WEIGHTS = 256;

  private Ternary() {}

  /**
   * 48 bytes of five weights each, 4 bytes of four, f16 scale. A byte is a fraction of 256 in base
   * three; its digits come out from the top by multiplying with 3.
   */
  static void decodeTQ1_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 54, at += WEIGHTS) {
      float d = Blocks.half(b, from + 52);
      digits(b, from, 32, 5, d, out, at);
      digits(b, from + 32, 16, 5, d, out, at + 160);
      digits(b, from + 48, 4, 4, d, out, at + 240);
    }
  }

  private static void digits(
      byte[] b, int from, int bytes, int digits, float d, float[] out, int at) {
    for (int i = 0; i < bytes; i++) {
      int rest = b[from + i] & 255;
      for (int digit = 0; digit < digits; digit++) {
        int tripled = rest * 3;
        out[at + digit * bytes + i] = ((tripled >> 8) - 1) * d;
        rest = tripled & 255;
      }
    }
  }

  /**
   * 64 bytes of four weights each (twice 32 bytes, a quarter of 128 weights a shift), f16 scale.
   */
  static void decodeTQ2_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 66, at += WEIGHTS) {
      float d = Blocks.half(b, from + 64);
      for (int i = 0; i < WEIGHTS; i++) {
        int q = b[from + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
        out[at + i] = (q - 1) * d;
      }
    }
  }

  /** f16 scale, a bit a weight: -1 or 1. */
  static void decodeQ1_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 128; block++, from += 18, at += 128) {
      float d = Blocks.half(b, from);
      for (int i = 0; i < 128; i++) {
        out[at + i] = ((b[from + 2 + i / 8] >> i % 8 & 1) * 2 - 1) * d;
      }
    }
  }

  /** f16 scale, two bits a weight: -1 to 2. */
  static void decodeQ2_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 64; block++, from += 18, at += 64) {
      float d = Blocks.half(b, from);
      for (int i = 0; i < 64; i++) {
        out[at + i] = ((b[from + 2 + i / 4] >> i % 4 * 2 & 3) - 1) * d;
      }
    }
  }
}
