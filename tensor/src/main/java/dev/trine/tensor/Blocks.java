package dev.trine.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The arithmetic of each block format: the truth that every faster kernel is compared with.
 *
 * <p>Plain loops over arrays, which any tier of the compiler turns into good code early.
 */
final class Blocks {
  private static final int WEIGHTS = 32;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Blocks() {}

  static void decodeF32(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Float.intBitsToFloat(int32(b, from + 4 * i));
    }
  }

  static void encodeF32(float[] w, int from, byte[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      INT.set(out, at + 4 * i, Float.floatToRawIntBits(w[from + i]));
    }
  }

  static void decodeF16(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = half(b, from + 2 * i);
    }
  }

  static void encodeF16(float[] w, int from, byte[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      putHalf(out, at + 2 * i, w[from + i]);
    }
  }

  static void decodeBF16(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Float.intBitsToFloat(int16(b, from + 2 * i) << 16);
    }
  }

  /** Rounds to nearest even; NaN stays NaN. */
  static void encodeBF16(float[] w, int from, byte[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(w[from + i]);
      int high =
          Float.isNaN(w[from + i])
              ? (bits >>> 16) | 64
              : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
      putInt16(out, at + 2 * i, high);
    }
  }

  /** f16 scale, 32 signed bytes. */
  static void decodeQ8_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 34, at += WEIGHTS) {
      float d = half(b, from);
      for (int i = 0; i < WEIGHTS; i++) {
        out[at + i] = b[from + 2 + i] * d;
      }
    }
  }

  /** f16 scale, f16 scale times the sum of the bytes, 32 signed bytes. */
  static void decodeQ8_1(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 36, at += WEIGHTS) {
      float d = half(b, from);
      for (int i = 0; i < WEIGHTS; i++) {
        out[at + i] = b[from + 4 + i] * d;
      }
    }
  }

  static void encodeQ8_0(float[] w, int from, byte[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += WEIGHTS, at += 34) {
      float largest = 0;
      for (int i = 0; i < WEIGHTS; i++) {
        largest = Math.max(largest, Math.abs(w[from + i]));
      }
      float d = largest / 127;
      float inverse = d == 0 ? 0 : 1 / d;
      putHalf(out, at, d);
      for (int i = 0; i < WEIGHTS; i++) {
        float q = w[from + i] * inverse;
        out[at + 2 + i] = (byte) (int) Math.copySign(Math.floor(Math.abs(q) + 0.5), q);
      }
    }
  }

  /**
   * f16 scale, 16 bytes: low nibbles are the first 16 weights, high nibbles the others; zero is 8.
   */
  static void decodeQ4_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 18, at += WEIGHTS) {
      float d = half(b, from);
      for (int i = 0; i < 16; i++) {
        out[at + i] = ((b[from + 2 + i] & 15) - 8) * d;
        out[at + 16 + i] = (((b[from + 2 + i] >> 4) & 15) - 8) * d;
      }
    }
  }

  static void encodeQ4_0(float[] w, int from, byte[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += WEIGHTS, at += 18) {
      float largest = 0;
      for (int i = 0; i < WEIGHTS; i++) {
        if (Math.abs(w[from + i]) > Math.abs(largest)) {
          largest = w[from + i];
        }
      }
      float d = largest / -8;
      float inverse = d == 0 ? 0 : 1 / d;
      putHalf(out, at, d);
      for (int i = 0; i < 16; i++) {
        int low = Math.min(15, (int) (w[from + i] * inverse + 8.5f));
        int high = Math.min(15, (int) (w[from + 16 + i] * inverse + 8.5f));
        out[at + 2 + i] = (byte) (low | high << 4);
      }
    }
  }

  /** f16 scale, f16 minimum, 16 bytes of nibbles. */
  static void decodeQ4_1(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 20, at += WEIGHTS) {
      float d = half(b, from);
      float minimum = half(b, from + 2);
      for (int i = 0; i < 16; i++) {
        out[at + i] = (b[from + 4 + i] & 15) * d + minimum;
        out[at + 16 + i] = ((b[from + 4 + i] >> 4) & 15) * d + minimum;
      }
    }
  }

  /** f16 scale, 32 fifth bits, 16 bytes of nibbles; zero is 16. */
  static void decodeQ5_0(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 22, at += WEIGHTS) {
      float d = half(b, from);
      int fifth = int32(b, from + 2);
      for (int i = 0; i < 16; i++) {
        out[at + i] = (((b[from + 6 + i] & 15) | (fifth >>> i & 1) << 4) - 16) * d;
        out[at + 16 + i] = (((b[from + 6 + i] >> 4 & 15) | (fifth >>> (i + 16) & 1) << 4) - 16) * d;
      }
    }
  }

  /** f16 scale, f16 minimum, 32 fifth bits, 16 bytes of nibbles. */
  static void decodeQ5_1(byte[] b, int from, float[] out, int at, int count) {
    for (int block = 0; block < count / WEIGHTS; block++, from += 24, at += WEIGHTS) {
      float d = half(b, from);
      float minimum = half(b, from + 2);
      int fifth = int32(b, from + 4);
      for (int i = 0; i < 16; i++) {
        out[at + i] = ((b[from + 8 + i] & 15) | (fifth >>> i & 1) << 4) * d + minimum;
        out[at + 16 + i] =
            ((b[from + 8 + i] >> 4 & 15) | (fifth >>> (i + 16) & 1) << 4) * d + minimum;
      }
    }
  }

  static int int32(byte[] b, int at) {
    return (int) INT.get(b, at);
  }

  static int int16(byte[] b, int at) {
    return (b[at] & 255) | (b[at + 1] & 255) << 8;
  }

  static float half(byte[] b, int at) {
    return Float.float16ToFloat((short) int16(b, at));
  }

  private static void putHalf(byte[] b, int at, float value) {
    putInt16(b, at, Float.floatToFloat16(value));
  }

  private static void putInt16(byte[] b, int at, int value) {
    b[at] = (byte) value;
    b[at + 1] = (byte) (value >> 8);
  }
}
