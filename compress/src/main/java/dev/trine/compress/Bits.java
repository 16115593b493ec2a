package dev.trine.compress;

/** Numbers in little-endian bytes, as blocks hold them. */
final class Bits {
  private static final float MOST = 65504; // of f16

  private Bits() {}

  /** The number as f16 can hold it; what is too large becomes the largest. */
  static float half(float value) {
    return Float.float16ToFloat(Float.floatToFloat16(Math.clamp(value, -MOST, MOST)));
  }

  static void putHalf(byte[] out, int to, float value) {
    putInt16(out, to, Float.floatToFloat16(Math.clamp(value, -MOST, MOST)));
  }

  static void putInt16(byte[] out, int to, int value) {
    out[to] = (byte) value;
    out[to + 1] = (byte) (value >> 8);
  }

  /** One over the scale, and 0 for a scale of 0. */
  static float inverse(float scale) {
    return scale == 0 ? 0 : 1 / scale;
  }
}
