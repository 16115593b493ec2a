package dev.trine.tensor;

/** Block formats whose four bits are the place of a number in a small table. */
final class Lookups {

  /** The levels of IQ4_NL and IQ4_XS: closer together around zero, where weights are dense. */
  private static final byte[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of E2M1 (OCP Microscaling Formats 1.0). */
  private static final byte[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Lookups() {}

  /** f16 scale, 16 bytes: low nibbles are the first 16 weights. */
  static void decodeIQ4_NL(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 32; block++, from += 18, at += 32) {
      decode(NON_LINEAR, Blocks.half(b, from), b, from + 2, 16, out, at);
    }
  }

  /**
   * f16 scale, 8 scales of 6 bits (upper two in a word, lower four in nibbles), 8 times 16 bytes.
   */
  static void decodeIQ4_XS(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 256; block++, from += 136, at += 256) {
      float d = Blocks.half(b, from);
      for (int group = 0; group < 8; group++) {
        int low = b[from + 4 + group / 2] >> (group % 2 * 4) & 15;
        int high = Blocks.int16(b, from + 2) >> (2 * group) & 3;
        float scale = d * ((low | high << 4) - 32);
        decode(NON_LINEAR, scale, b, from + 8 + group * 16, 16, out, at + group * 32);
      }
    }
  }

  /** An exponent (E8M0), 16 bytes of E2M1. */
  static void decodeMXFP4(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 32; block++, from += 17, at += 32) {
      float half = Math.scalb(1f, (b[from] & 255) - 128); // the table is doubled
      decode(E2M1, half, b, from + 1, 16, out, at);
    }
  }

  /** Four scales (E4M3, positive), 4 times 8 bytes of E2M1. */
  static void decodeNVFP4(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / 64; block++, from += 36, at += 64) {
      for (int group = 0; group < 4; group++) {
        float half = Numbers.e4m3(b[from + group] & 127) / 2; // the table is doubled
        decode(E2M1, half, b, from + 4 + group * 8, 8, out, at + group * 16);
      }
    }
  }

  /** Low nibbles of {@code n} bytes, then high ones. */
  private static void decode(
      byte[] table, float d, byte[] b, int from, int n, float[] out, int at) {
    for (int i = 0; i < n; i++) {
      out[at + i] = d * table[b[from + i] & 15];
      out[at + n + i] = d * table[b[from + i] >> 4 & 15];
    }
  }
}
