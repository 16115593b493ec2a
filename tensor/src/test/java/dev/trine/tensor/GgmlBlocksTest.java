package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random blocks against ggml, bit by bit: {@code ggml_blocks.py} had llama.cpp's library, as
 * node-llama-cpp 3.22.1 ships it, decode them.
 */
class GgmlBlocksTest {
  private static final int BLOCKS = 1000;

  static Stream<String> lines() throws IOException {
    try (var in = GgmlBlocksTest.class.getResourceAsStream("ggml_blocks.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void weightsAreThoseOfTheReference(String line) {
    String[] words = line.split(" ");
    BlockFormat format = BlockFormat.valueOf(words[0]);
    assertThat(HexFormat.of().formatHex(decoded(format, HexFormat.of().parseHex(words[1]), 1)))
        .isEqualTo(words[2]);
    byte[] blocks = new byte[BLOCKS * format.bytesPerBlock()];
    new Random(7).nextBytes(blocks);
    if (format == BlockFormat.NVFP4) { // scales are positive numbers
      for (int i = 0; i < blocks.length; i++) {
        if (i % format.bytesPerBlock() < 4) {
          blocks[i] = (byte) ((blocks[i] & 255) % 127);
        }
      }
    }
    CRC32 sum = new CRC32();
    sum.update(decoded(format, blocks, BLOCKS));
    assertThat("%08x".formatted(sum.getValue())).isEqualTo(words[3]);
  }

  /** The bits of the weights, upper bytes first. */
  private static byte[] decoded(BlockFormat format, byte[] bytes, int blocks) {
    float[] weights = new float[blocks * format.weightsPerBlock()];
    format.decode(bytes, 0, weights, 0, weights.length);
    ByteBuffer bits = ByteBuffer.allocate(weights.length * Float.BYTES);
    for (float weight : weights) {
      bits.putInt(Float.floatToIntBits(weight));
    }
    return bits.array();
  }
}
