package dev.trine.tensor;

/**
 * The i-quants of GGUF below four bits: 256 weights in groups of 8 or 4, each rounded to a point of
 * a {@link Grid}, with small scales of 16 or 32 weights under one f16 scale of the block.
 */
final class IQuants {
  private static final int WEIGHTS = 256;
  private static final float SHIFT = 0.125f; // of IQ1_S and IQ1_M

  private static final Grid IQ2_XXS = Grid.named("IQ2_XXS");
  private static final Grid IQ2_XS = Grid.named("IQ2_XS");
  private static final Grid IQ2_S = Grid.named("IQ2_S");
  private static final Grid IQ3_XXS = Grid.named("IQ3_XXS");
  private static final Grid IQ3_S = Grid.named("IQ3_S");
  private static final Grid IQ1_S = Grid.named("IQ1_S");

  private IQuants() {}

  /** f16 scale, 8 times 4 bytes of points and a word of 4 times 7 signs and 4 bits of scale. */
  static void decodeIQ2_XXS(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 66, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 32; group++) {
        int points = from + 2 + group / 4 * 8;
        int word = Blocks.int32(b, points + 4);
        float scale = d * (0.5f + (word >>> 28)) * 0.25f;
        int signs = eight(word >>> 7 * (group % 4));
        IQ2_XXS.signed(b[points + group % 4] & 255, scale, signs, out, at + group * 8);
      }
    }
  }

  /** f16 scale, 32 times 9 bits of a point and 7 signs, 16 nibbles of scales. */
  static void decodeIQ2_XS(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 74, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 32; group++) {
        int word = Blocks.int16(b, from + 2 + group * 2);
        float scale = d * (0.5f + nibble(b, from + 66, group / 2)) * 0.25f;
        IQ2_XS.signed(word & 511, scale, eight(word >> 9), out, at + group * 8);
      }
    }
  }

  /** f16 scale, 32 bytes of points, 32 of signs, 8 of the points' upper two bits, 16 nibbles. */
  static void decodeIQ2_S(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 82, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 32; group++) {
        int upper = b[from + 66 + group / 4] >> (2 * (group % 4)) & 3;
        int point = b[from + 2 + group] & 255 | upper << 8;
        float scale = d * (0.5f + nibble(b, from + 74, group / 2)) * 0.25f;
        IQ2_S.signed(point, scale, b[from + 34 + group], out, at + group * 8);
      }
    }
  }

  /** f16 scale, 64 bytes of points, 8 words of 4 times 7 signs and 4 bits of scale. */
  static void decodeIQ3_XXS(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 98, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 32; group++) {
        int word = Blocks.int32(b, from + 66 + group / 4 * 4);
        float scale = d * (0.5f + (word >>> 28)) * 0.5f;
        int signs = eight(word >>> 7 * (group % 4));
        int points = from + 2 + group * 2;
        IQ3_XXS.signed(b[points] & 255, scale, signs, out, at + group * 8);
        IQ3_XXS.signed(b[points + 1] & 255, scale, signs >> 4, out, at + group * 8 + 4);
      }
    }
  }

  /** f16 scale, 64 bytes of points, 8 of their ninth bits, 32 of signs, 8 nibbles of scales. */
  static void decodeIQ3_S(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 110, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 64; group++) {
        int ninth = b[from + 66 + group / 8] >> (group % 8) & 1;
        int point = b[from + 2 + group] & 255 | ninth << 8;
        int signs = b[from + 74 + group / 2] >> (group % 2 * 4);
        float scale = d * (1 + 2 * nibble(b, from + 106, group / 8));
        IQ3_S.signed(point, scale, signs, out, at + group * 4);
      }
    }
  }

  /**
   * f16 scale, 32 bytes of points, 8 words of 4 times their upper 3 bits, 3 bits of scale and the
   * sign of the shift.
   */
  static void decodeIQ1_S(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 50, at += WEIGHTS) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 32; group++) {
        int word = Blocks.int16(b, from + 34 + group / 4 * 2);
        int point = b[from + 2 + group] & 255 | (word >> 3 * (group % 4) & 7) << 8;
        float scale = d * (2 * (word >> 12 & 7) + 1);
        float shift = (word & 0x8000) == 0 ? SHIFT : -SHIFT;
        IQ1_S.shifted(point, scale, shift, out, at + group * 8);
      }
    }
  }

  /**
   * 32 bytes of points, 32 nibbles of their upper 3 bits and the sign of the shift, 4 words of 4
   * times 3 bits of scale; the upper nibbles of the words are the f16 scale.
   */
  static void decodeIQ1_M(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 56, at += WEIGHTS) {
      int half = 0;
      for (int i = 0; i < 4; i++) {
        half |= nibble(b, from + 48, 4 * i + 3) << 4 * i;
      }
      float d = Float.float16ToFloat((short) half);
      for (int group = 0; group < 32; group++) {
        int upper = nibble(b, from + 32, group);
        int point = b[from + group] & 255 | (upper & 7) << 8;
        int word = Blocks.int16(b, from + 48 + group / 8 * 2);
        float scale = d * (2 * (word >> 3 * (group / 2 % 4) & 7) + 1);
        IQ1_S.shifted(point, scale, (upper & 8) == 0 ? SHIFT : -SHIFT, out, at + group * 8);
      }
    }
  }

  private static int nibble(byte[] b, int from, int i) {
    return b[from + i / 2] >> (i % 2 * 4) & 15;
  }

  /** Seven signs and the eighth, which makes the negative ones even in number. */
  private static int eight(int signs) {
    int seven = signs & 127;
    return seven | Integer.bitCount(seven) << 7;
  }
}
