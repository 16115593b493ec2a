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
  void threeBitsTakeTheirScaleFromThreePlaces() {
    byte[] q3 = new byte[110];
    q3[0] = 1; // third bit of weight 0
    q3[32] = 2; // low bits of weight 0
    q3[32 + 32 + 16] = (byte) 0xc0; // low bits of weight 128 + 96 + 16: group 15
    q3[96] = 0x05; // group 0: low scale bits
    q3[103] = (byte) 0xf0; // group 15: low scale bits
    q3[104] = 0x03; // group 0: high scale bits
    q3[107] = 0x40; // group 15: high scale bits
    q3[109] = 0x3c; // 1
    float[] w = decode(BlockFormat.Q3_K, q3);
    assertThat(w[0]).isEqualTo((5 + 48 - 32) * 2);
    assertThat(w[1]).isEqualTo((5 + 48 - 32) * -4);
    assertThat(w[16]).isEqualTo(-32 * -4);
    assertThat(w[240]).isEqualTo((15 + 16 - 32) * -1);
  }

  @Test
  void bytesOfQ8AreScaled() {
    float[] w = decode(BlockFormat.Q8_1, bytes(36, 1, 0x38, 4, 0x81, 35, 0x7f));
    assertThat(w[0]).isEqualTo(-127 * 0.5f);
    assertThat(w[31]).isEqualTo(127 * 0.5f);
    w = decode(BlockFormat.Q8_K, bytes(292, 3, 0x3e, 4, 0xfe, 259, 0x10));
    assertThat(w[0]).isEqualTo(-2 * 0.125f);
    assertThat(w[255]).isEqualTo(16 * 0.125f);
  }

  @Test
  void fourBitsAreThePlaceInATable() {
    float[] w = decode(BlockFormat.IQ4_NL, bytes(18, 1, 0x3c, 2, 0xf0, 17, 0x8a));
    assertThat(w[0]).isEqualTo(-127);
    assertThat(w[16]).isEqualTo(113);
    assertThat(w[15]).isEqualTo(25);
    assertThat(w[31]).isEqualTo(1);
    // Group 7: scale 10 + 16 * 2 - 32 = 10 from the upper nibble and the upper two bits.
    w = decode(BlockFormat.IQ4_XS, bytes(136, 1, 0x3c, 3, 0x80, 7, 0xa0, 135, 0x9e));
    assertThat(w[239]).isEqualTo(10 * 89);
    assertThat(w[255]).isEqualTo(10 * 13);
    assertThat(w[0]).isEqualTo(-32 * -127);
    w = decode(BlockFormat.MXFP4, bytes(17, 0, 130, 1, 0x7f, 16, 0x19));
    assertThat(w[0]).isEqualTo(8 * -6);
    assertThat(w[16]).isEqualTo(8 * 6);
    assertThat(w[15]).isEqualTo(8 * -0.5f);
    assertThat(w[31]).isEqualTo(8 * 0.5f);
    w = decode(BlockFormat.MXFP4, bytes(17, 1, 0x02));
    assertThat(w[0]).isEqualTo((float) Math.pow(2, -127));
  }

  @Test
  void ternaryDigitsComeFromTheTop() {
    // 0.20112 in base three, rounded up to a 256th: (2*81 + 0 + 1*9 + 1*3 + 2) * 256 / 243.
    byte[] tq1 = bytes(54, 53, 0x3c, 0, 186, 47, 186, 51, 255);
    float[] w = decode(BlockFormat.TQ1_0, tq1);
    float[] digits = {1, -1, 0, 0, 1};
    for (int digit = 0; digit < 5; digit++) {
      assertThat(w[32 * digit]).isEqualTo(digits[digit]);
      assertThat(w[160 + 16 * digit + 15]).isEqualTo(digits[digit]);
    }
    assertThat(new float[] {w[243], w[247], w[251], w[255]}).containsOnly(1);
    w = decode(BlockFormat.TQ2_0, bytes(66, 65, 0x3c, 0, 0b10_01_00_10, 63, 0x80));
    assertThat(new float[] {w[0], w[32], w[64], w[96]}).containsExactly(1, -1, 0, 1);
    assertThat(w[255]).isEqualTo(1);
  }

  @Test
  void plainNumbersBecomeTheNearestFloat() {
    assertThat(one(BlockFormat.I8, "80")).isEqualTo(-128);
    assertThat(one(BlockFormat.I16, "0080")).isEqualTo(-32768);
    assertThat(one(BlockFormat.I32, "ffffff7f")).isEqualTo(Integer.MAX_VALUE);
    assertThat(one(BlockFormat.I64, "ffffffffffffffff")).isEqualTo(-1);
    assertThat(one(BlockFormat.F64, "9a9999999999b93f")).isEqualTo(0.1f);
    assertThat(one(BlockFormat.U8, "80")).isEqualTo(128);
    assertThat(one(BlockFormat.U16, "0080")).isEqualTo(32768);
    assertThat(one(BlockFormat.U32, "ffffffff")).isEqualTo(4294967295f);
    assertThat(one(BlockFormat.U64, "ffffffffffffffff")).isEqualTo(18446744073709551615f);
    assertThat(one(BlockFormat.BOOL, "01")).isEqualTo(1);
    assertThat(one(BlockFormat.F8_E4M3, "7e")).isEqualTo(448);
    assertThat(one(BlockFormat.F8_E4M3, "81")).isEqualTo((float) -Math.pow(2, -9));
    assertThat(one(BlockFormat.F8_E4M3, "ff")).isNaN();
    assertThat(one(BlockFormat.F8_E5M2, "7b")).isEqualTo(57344);
  }

  private static float one(BlockFormat format, String hex) {
    float[] w = new float[1];
    format.decode(HexFormat.of().parseHex(hex), 0, w, 0, 1);
    return w[0];
  }

  /** A block of zeros but for the bytes at these places: place, value, place, value ... */
  private static byte[] bytes(int size, int... placesAndValues) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < placesAndValues.length; i += 2) {
      bytes[placesAndValues[i]] = (byte) placesAndValues[i + 1];
    }
    return bytes;
  }

  private static float[] decode(BlockFormat format, byte[] block) {
    assertThat(block).hasSize(format.bytesPerBlock());
    float[] w = new float[format.weightsPerBlock()];
    format.decode(block, 0, w, 0, w.length);
    return w;
  }

  @Test
  void partsOfBlocksAndUnknownFormatsAreRefused() {
    assertThatThrownBy(() -> BlockFormat.Q8_0.bytes(33)).hasMessageContaining("whole Q8_0 blocks");
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
