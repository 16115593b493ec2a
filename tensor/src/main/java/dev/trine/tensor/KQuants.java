package dev.trine.tensor;

/**
 * The k-quants of GGUF: 256 weights in 8 or 16 groups, each with a small integer scale (and in some
 * a minimum) under one f16 scale of the block.
 */
final class KQuants {
  private static final int WEIGHTS = 256;

  private KQuants() {}

  /** 16 bytes of scale (low nibble) and minimum (high), 64 bytes of 2 bits, f16 scales of both. */
  static void decodeQ2_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 84, at += WEIGHTS) {
      float d = Blocks.half(b, from + 80);
      float dMin = Blocks.half(b, from + 82);
      for (int i = 0; i < WEIGHTS; i++) {
        int scale = b[from + i / 16];
        int q = b[from + 16 + twoBits(i)] >> shift(i) & 3;
        out[at + i] = d * (scale & 15) * q - dMin * (scale >> 4 & 15);
      }
    }
  }

  /** 32 bytes of third bits, 64 bytes of 2 bits, 16 scales of 6 bits, f16 scale. */
  static void decodeQ3_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 110, at += WEIGHTS) {
      float d = Blocks.half(b, from + 108);
      for (int i = 0; i < WEIGHTS; i++) {
        int group = i / 16;
        int low = b[from + 96 + group % 8] >> (group < 8 ? 0 : 4) & 15;
        int high = b[from + 104 + group % 4] >> (2 * (group / 4)) & 3;
        int q = b[from + 32 + twoBits(i)] >> shift(i) & 3;
        int third = b[from + i % 32] >> (i / 32) & 1;
        out[at + i] = d * ((low | high << 4) - 32) * (q - 4 + 4 * third);
      }
    }
  }

  /** The byte that holds the two bits of weight i: 32 bytes hold 128 weights, a quarter a shift. */
  private static int twoBits(int i) {
    return i / 128 * 32 + i % 32;
  }

  private static int shift(int i) {
    return i % 128 / 32 * 2;
  }

  /** f16 scales of scales and minima, 8 of each in 6 bits, 128 bytes of nibbles. */
  static void decodeQ4_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 144, at += WEIGHTS) {
      for (int group = 0; group < 8; group++) {
        float d = Blocks.half(b, from) * scale(b, from + 4, group);
        float min = Blocks.half(b, from + 2) * minimum(b, from + 4, group);
        for (int i = 0; i < 32; i++) {
          int q = b[from + 16 + group / 2 * 32 + i] >> (group % 2 * 4) & 15;
          out[at + group * 32 + i] = d * q - min;
        }
      }
    }
  }

  /** As Q4_K, with 32 bytes of fifth bits, one bit of each byte for each group. */
  static void decodeQ5_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 176, at += WEIGHTS) {
      for (int group = 0; group < 8; group++) {
        float d = Blocks.half(b, from) * scale(b, from + 4, group);
        float min = Blocks.half(b, from + 2) * minimum(b, from + 4, group);
        for (int i = 0; i < 32; i++) {
          int q = b[from + 48 + group / 2 * 32 + i] >> (group % 2 * 4) & 15;
          int fifth = b[from + 16 + i] >> group & 1;
          out[at + group * 32 + i] = d * (q | fifth << 4) - min;
        }
      }
    }
  }

  /** Twelve bytes: low six bits of scales 0 to 3 and minima 0 to 3, their top bits and nibbles. */
  private static int scale(byte[] b, int at, int group) {
    return group < 4
        ? b[at + group] & 63
        : (b[at + group + 4] & 15) | (b[at + group - 4] >> 6 & 3) << 4;
  }

  private static int minimum(byte[] b, int at, int group) {
    return group < 4
        ? b[at + group + 4] & 63
        : (b[at + group + 4] >> 4 & 15) | (b[at + group] >> 6 & 3) << 4;
  }

  /** 128 bytes of low nibbles, 64 bytes of high 2 bits, 16 signed scales, f16 scale. */
  static void decodeQ6_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 210, at += WEIGHTS) {
      float d = Blocks.half(b, from + 208);
      for (int i = 0; i < WEIGHTS; i++) {
        int low = b[from + i / 128 * 64 + i % 64] >> (i % 128 < 64 ? 0 : 4) & 15;
        int high = b[from + 128 + twoBits(i)] >> shift(i) & 3;
        out[at + i] = d * b[from + 192 + i / 16] * ((low | high << 4) - 32);
      }
    }
  }

  /** f32 scale, 256 signed bytes, 16 sums of 16 bytes each, which only products need. */
  static void decodeQ8_K(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 292, at += WEIGHTS) {
      float d = Float.intBitsToFloat(Blocks.int32(b, from));
      for (int i = 0; i < WEIGHTS; i++) {
        out[at + i] = d * b[from + 4 + i];
      }
    }
  }
}
