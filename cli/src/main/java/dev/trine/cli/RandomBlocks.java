package dev.trine.cli;

import dev.trine.tensor.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Random weights in block formats: random numbers, with scales that give them a deviation. */
final class RandomBlocks {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private RandomBlocks() {}

  static MemorySegment of(BlockFormat format, long weights, double deviation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long bytes = format.bytes(weights);
    MemorySegment data = Arena.ofAuto().allocate(Math.max(8, bytes), 8);
    for (long at = 0; at + 8 <= bytes; at += 8) {
      data.set(LONG, at, random.nextLong());
    }
    int step = format.bytesPerBlock();
    switch (format) {
      case F32 -> {
        for (long at = 0; at < bytes; at += 4) {
          data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, uniform(random, deviation));
        }
      }
      case F16 -> {
        for (long at = 0; at < bytes; at += 2) {
          data.set(SHORT, at, Float.floatToFloat16(uniform(random, deviation)));
        }
      }
      case BF16 -> {
        for (long at = 0; at < bytes; at += 2) {
          int bits = Float.floatToRawIntBits(uniform(random, deviation));
          data.set(SHORT, at, (short) (bits >>> 16));
        }
      }
      case Q8_0 -> scales(data, step, 0, deviation / 73);
      case Q4_0 -> scales(data, step, 0, deviation / 4.6);
      case Q4_K -> {
        scales(data, step, 0, deviation / 4.6 / 36);
        scales(data, step, 2, deviation / 4.6 / 36 * 7.5);
        sameMinima(data, step);
      }
      case Q5_K -> {
        scales(data, step, 0, deviation / 9.2 / 36);
        scales(data, step, 2, deviation / 9.2 / 36 * 15.5);
        sameMinima(data, step);
      }
      case Q6_K -> scales(data, step, 208, deviation / 18.5 / 74);
      default -> throw new IllegalArgumentException(format + " has no random blocks");
    }
    return data.asSlice(0, bytes);
  }

  private static float uniform(SplittableRandom random, double deviation) {
    return (float) ((random.nextDouble() * 2 - 1) * deviation * Math.sqrt(3));
  }

  private static void scales(MemorySegment data, int step, int at, double scale) {
    short half = Float.floatToFloat16((float) scale);
    for (long block = at; block + 2 <= data.byteSize(); block += step) {
      data.set(SHORT, block, half);
    }
  }

  /** The six-bit minima of Q4_K and Q5_K become the scales, so that weights are around zero. */
  private static void sameMinima(MemorySegment data, int step) {
    for (long block = 4; block + 12 <= data.byteSize(); block += step) {
      for (int i = 0; i < 4; i++) {
        data.set(ValueLayout.JAVA_BYTE, block + 4 + i, data.get(ValueLayout.JAVA_BYTE, block + i));
        int nibble = data.get(ValueLayout.JAVA_BYTE, block + 8 + i) & 15;
        data.set(ValueLayout.JAVA_BYTE, block + 8 + i, (byte) (nibble | nibble << 4));
      }
    }
  }
}
