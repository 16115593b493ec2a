package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.tensor.BlockFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class QuantizerTest {
  private static final int COLUMNS = 512;
  private static final int ROWS = 48;

  /**
   * The errors of ggml's own quantizer on the same weights, as shares of their sum of squares:
   * {@code ggml_quantize_chunk} and {@code to_float} of llama.cpp, as node-llama-cpp 3.22.1 ships
   * it, called by ctypes on what {@link #weights} and {@link #importance} give.
   *
   * @param plain all weights alike
   * @param weighted by importance, which its search was given too
   */
  record Reference(BlockFormat format, double plain, double weighted) {}

  static final List<Reference> REFERENCES =
      List.of(
          new Reference(BlockFormat.Q4_0, 1.2746e-02, 1.1456e-02),
          new Reference(BlockFormat.Q4_1, 8.8061e-03, 6.1898e-03),
          new Reference(BlockFormat.Q5_0, 3.2225e-03, 2.9208e-03),
          new Reference(BlockFormat.Q5_1, 2.0492e-03, 1.4749e-03),
          new Reference(BlockFormat.Q8_0, 5.0212e-05, 5.2481e-05),
          new Reference(BlockFormat.Q2_K, 1.2047e-01, 7.6460e-02),
          new Reference(BlockFormat.Q3_K, 3.4111e-02, 2.8649e-02),
          new Reference(BlockFormat.Q4_K, 7.4954e-03, 6.4783e-03),
          new Reference(BlockFormat.Q5_K, 1.9356e-03, 1.7493e-03),
          new Reference(BlockFormat.Q6_K, 5.1090e-04, 4.6291e-04),
          new Reference(BlockFormat.IQ4_NL, 8.4769e-03, 7.5794e-03),
          new Reference(BlockFormat.IQ4_XS, 8.6142e-03, 7.8010e-03),
          new Reference(BlockFormat.TQ1_0, 6.9543e-01, 7.0215e-01),
          new Reference(BlockFormat.TQ2_0, 6.9543e-01, 7.0215e-01),
          new Reference(BlockFormat.MXFP4, 1.6449e-02, 1.6443e-02));

  private final Random random = new Random(7);
  private final float[] importance = importance();
  private final float[] weights = weights();

  private float[] importance() {
    float[] each = new float[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      each[c] = (float) Math.exp(random.nextGaussian());
    }
    return each;
  }

  /** Bell-shaped with heavy tails, as weights are. */
  private float[] weights() {
    float[] each = new float[ROWS * COLUMNS];
    for (int i = 0; i < each.length; i++) {
      each[i] = (float) (0.02 * random.nextGaussian() * Math.exp(0.5 * random.nextGaussian()));
    }
    return each;
  }

  @ParameterizedTest
  @FieldSource("REFERENCES")
  void errsLessThanTheReference(Reference reference) {
    assertThat(error(reference.format(), Quantizer.uniform(COLUMNS)))
        .isLessThan(reference.plain())
        .isGreaterThan(reference.plain() / 4);
    assertThat(error(reference.format(), importance))
        .isLessThan(reference.weighted())
        .isGreaterThan(reference.weighted() / 4);
  }

  private double error(BlockFormat format, float[] by) {
    Quantizer quantizer = Quantizer.of(format);
    double error = 0;
    double whole = 0;
    for (int r = 0; r < ROWS; r++) {
      float[] row = Arrays.copyOfRange(weights, r * COLUMNS, (r + 1) * COLUMNS);
      float[] back = decoded(format, quantizer.encode(row, by));
      for (int c = 0; c < COLUMNS; c++) {
        error += by[c] * Math.pow(row[c] - back[c], 2);
        whole += by[c] * Math.pow(row[c], 2);
      }
    }
    return error / whole;
  }

  private static float[] decoded(BlockFormat format, byte[] bytes) {
    float[] back = new float[COLUMNS];
    format.decode(bytes, 0, back, 0, COLUMNS);
    return back;
  }

  @ParameterizedTest
  @FieldSource("REFERENCES")
  void zerosStayZeroAndHugeWeightsFinite(Reference reference) {
    BlockFormat format = reference.format();
    float[] ones = Quantizer.uniform(COLUMNS);
    float[] zeros = decoded(format, Quantizer.of(format).encode(new float[COLUMNS], ones));
    for (float zero : zeros) {
      assertThat(zero == 0).isTrue();
    }
    float[] huge = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      huge[i] = i % 2 == 0 ? 3e38f : -1e-40f;
    }
    for (float weight : decoded(format, Quantizer.of(format).encode(huge, ones))) {
      assertThat(weight).isFinite();
    }
  }

  @Test
  void ternaryWeightsAreKeptExactly() {
    float[] row = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      row[i] = (random.nextInt(3) - 1) * 0.75f;
    }
    for (BlockFormat format : List.of(BlockFormat.TQ1_0, BlockFormat.TQ2_0)) {
      byte[] bytes = Quantizer.of(format).encode(row, Quantizer.uniform(COLUMNS));
      assertThat(decoded(format, bytes)).usingElementComparator(Float::compare).isEqualTo(row);
    }
  }

  @Test
  void formatsWithoutSearchAreRefused() {
    assertThatThrownBy(() -> Quantizer.of(BlockFormat.IQ1_S)).hasMessageContaining("IQ1_S");
  }
}
