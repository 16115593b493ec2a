package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Weights of any format: random bits, but with scales that are numbers of ordinary size. */
final class RandomWeights {

  private RandomWeights() {}

  static Tensor of(BlockFormat format, int rows, int columns, Random random) {
    int count = rows * columns;
    byte[] bytes;
    if (format.writable()) {
      bytes = format.encode(KernelsTest.uniform(random, count), 0, count);
    } else {
      bytes = new byte[(int) format.bytes(count)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at += format.bytesPerBlock()) {
        for (int scale : scales(format)) {
          short half = Float.floatToFloat16((random.nextFloat() - 0.5f) / 64);
          if (at + scale + 1 < bytes.length) {
            bytes[at + scale] = (byte) half;
            bytes[at + scale + 1] = (byte) (half >> 8);
          }
        }
        switch (format) { // scales that are no halfs
          case Q8_K -> {
            bytes[at + 2] = 0;
            bytes[at + 3] = 0x3c;
          }
          case NVFP4 -> {
            for (int i = 0; i < 4; i++) {
              bytes[at + i] &= 0x3f;
            }
          }
          case IQ1_M -> { // in the upper nibbles of four words
            short half = Float.floatToFloat16((random.nextFloat() - 0.5f) / 64);
            for (int i = 0; i < 4; i++) {
              int place = at + 49 + 2 * i;
              bytes[place] = (byte) (bytes[place] & 15 | half >> 4 * i << 4);
            }
          }
          case MXFP4 -> bytes[at] = (byte) (120 + random.nextInt(8));
          default -> {}
        }
      }
    }
    return new Tensor("w", format, new long[] {rows, columns}, MemorySegment.ofArray(bytes));
  }

  /** Where a block has its halfs. */
  private static int[] scales(BlockFormat format) {
    return switch (format) {
      case Q1_0,
          Q2_0,
          Q4_0,
          Q5_0,
          Q8_0,
          IQ1_S,
          IQ2_XXS,
          IQ2_XS,
          IQ2_S,
          IQ3_XXS,
          IQ3_S,
          IQ4_NL,
          IQ4_XS ->
          new int[] {0};
      case Q4_1, Q5_1, Q8_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
      case TQ1_0 -> new int[] {52};
      case TQ2_0 -> new int[] {64};
      default -> new int[0];
    };
  }
}
