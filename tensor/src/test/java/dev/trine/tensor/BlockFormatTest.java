package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Expected bytes are worked out by hand from the formats' definitions. */
class BlockFormatTest {

  @Test
  void floatsAreKeptExactly() {
    float[] w = {1.5f, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
    assertThat(roundTrip(BlockFormat.F32, w)).isEqualTo(w);
    assertThat(hex(BlockFormat.F16, 1, -2, 65504, 1e9f)).isEqualTo("003c00c0ff7b007c");
    assertThat(hex(BlockFormat.BF16, 1, -2, 1.00390625f, 1.01171875f))
        .isEqualTo("803f00c0803f823f");
    assertThat(roundTrip(BlockFormat.BF16, Float.NaN)[0]).isNaN();
  }

  @Test
  void q8HasAScaleAndRoundsHalvesAwayFromZero() {
    float[] w = new float[32];
    w[0] = 127;
    w[1] = 2.5f;
    w[2] = -2.5f;
    w[31] = -127;
    assertThat(hex(BlockFormat.Q8_0, w)).isEqualTo("003c7f03fd" + "00".repeat(28) + "81");
    assertThat(roundTrip(BlockFormat.Q8_0, w)[1]).isEqualTo(3);
  }

  @Test
  void q4HasTheFirstHalfInLowNibblesAndTheLargestWeightAtMinusEight() {
    float[] w = new float[32];
    w[0] = -8;
    w[1] = 7;
    w[16] = 1;
    w[17] = 9 - 2f;
    assertThat(hex(BlockFormat.Q4_0, w)).isEqualTo("003c90ff" + "88".repeat(14));
    assertThat(roundTrip(BlockFormat.Q4_0, w)).isEqualTo(w);
  }

  @Test
  void blocksOfZerosStayZero() {
    assertThat(roundTrip(BlockFormat.Q8_0, new float[64])).containsOnly(0f);
    assertThat(roundTrip(BlockFormat.Q4_0, new float[64])).containsOnly(-0f); // 0 / -8
  }

  @Test
  void fiveBitFormatsTakeTheirFifthBitFromTheWord() {
    byte[] q50 = HexFormat.of().parseHex("003c" + "01000080" + "0f".repeat(16));
    float[] w = new float[32];
    BlockFormat.Q5_0.decode(q50, 0, w, 0, 32);
    assertThat(w[0]).isEqualTo(15); // 15 + 16 - 16
    assertThat(w[1]).isEqualTo(-1);
    assertThat(w[16]).isEqualTo(-16);
    assertThat(w[31]).isEqualTo(0);
    byte[] q51 = HexFormat.of().parseHex("003c0040" + "01000080" + "0f".repeat(16));
    BlockFormat.Q5_1.decode(q51, 0, w, 0, 32);
    assertThat(w[0]).isEqualTo(33);
    assertThat(w[31]).isEqualTo(18);
    byte[] q41 = HexFormat.of().parseHex("003c0040" + "f1".repeat(16));
    BlockFormat.Q4_1.decode(q41, 0, w, 0, 32);
    assertThat(w[0]).isCloseTo(3, within(0f));
    assertThat(w[31]).isEqualTo(17);
  }

  @Test
  void partsOfBlocksAndUnknownFormatsAreRefused() {
    assertThatThrownBy(() -> BlockFormat.Q8_0.bytes(33)).hasMessageContaining("whole Q8_0 blocks");
    assertThatThrownBy(() -> BlockFormat.IQ1_S.decode(new byte[50], 0, new float[256], 0, 256))
        .hasMessageContaining("cannot be read");
    assertThat(BlockFormat.ofGgmlType(4)).isEmpty();
    assertThat(BlockFormat.ofGgmlType(8)).contains(BlockFormat.Q8_0);
  }

  private static String hex(BlockFormat format, float... w) {
    return HexFormat.of().formatHex(format.encode(w, 0, w.length));
  }

  private static float[] roundTrip(BlockFormat format, float... w) {
    float[] out = new float[w.length];
    format.decode(format.encode(w, 0, w.length), 0, out, 0, w.length);
    return out;
  }
}
