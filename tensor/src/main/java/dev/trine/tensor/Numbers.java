package dev.trine.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Formats of one number a block, other than the common floats; wide ones round to float. */
final class Numbers {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Numbers() {}

  static void decodeF64(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = (float) Double.longBitsToDouble((long) LONG.get(b, from + 8 * i));
    }
  }

  static void decodeI8(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = b[from + i];
    }
  }

  static void decodeI16(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = (short) Blocks.int16(b, from + 2 * i);
    }
  }

  static void decodeI32(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Blocks.int32(b, from + 4 * i);
    }
  }

  static void decodeI64(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = (long) LONG.get(b, from + 8 * i);
    }
  }

  static void decodeU8(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = b[from + i] & 255;
    }
  }

  static void decodeU16(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Blocks.int16(b, from + 2 * i);
    }
  }

  static void decodeU32(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Integer.toUnsignedLong(Blocks.int32(b, from + 4 * i));
    }
  }

  static void decodeU64(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      long value = (long) LONG.get(b, from + 8 * i);
      // Half of it, the lost bit kept for rounding, fits a signed number.
      out[at + i] = value >= 0 ? value : 2f * ((value >>> 1) | (value & 1));
    }
  }

  static void decodeE4M3(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = e4m3(b[from + i]);
    }
  }

  /** Sign, 4 bits of exponent, 3 of fraction; no infinities (OCP 8-bit Floating Point 1.0). */
  static float e4m3(int bits) {
    int exponent = bits >> 3 & 15;
    int fraction = bits & 7;
    float size =
        exponent == 15 && fraction == 7
            ? Float.NaN
            : exponent == 0
                ? Math.scalb((float) fraction, -9)
                : Math.scalb(8f + fraction, exponent - 10);
    return (bits & 128) == 0 ? size : -size;
  }

  /** The upper half of an f16. */
  static void decodeE5M2(byte[] b, int from, float[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Float.float16ToFloat((short) (b[from + i] << 8));
    }
  }
}
