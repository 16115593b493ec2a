package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

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

  /** How weights lie. */
  enum Shape {
    /** Bell-shaped with heavy tails, as weights are. */
    BELL,
    /** All alike likely between two bounds. */
    FLAT,
    /** Bell-shaped, but for some twenty times as large. */
    OUTLYING,
    /** All of one sign, ten standard deviations from 0. */
    ONE_SIDED,
    /** Nearly the same. */
    CLOSE
  }

  /**
   * The errors of ggml's own quantizer on the same weights, as shares of their sum of squares:
   * {@code ggml_quantize_chunk} and {@code to_float} of llama.cpp, as node-llama-cpp 3.22.1 ships
   * it, called by ctypes on what {@link #weights} and {@link #importance} give.
   *
   * @param plain all weights alike
   * @param weighted by importance, which its search was given too
   */
  record Reference(Shape shape, BlockFormat format, double plain, double weighted) {}

  static final List<Reference> REFERENCES =
      List.of(
          new Reference(Shape.BELL, BlockFormat.Q4_0, 1.2746e-02, 1.1456e-02),
          new Reference(Shape.BELL, BlockFormat.Q4_1, 8.8061e-03, 6.1898e-03),
          new Reference(Shape.BELL, BlockFormat.Q5_0, 3.2225e-03, 2.9208e-03),
          new Reference(Shape.BELL, BlockFormat.Q5_1, 2.0492e-03, 1.4749e-03),
          new Reference(Shape.BELL, BlockFormat.Q8_0, 5.0212e-05, 5.2481e-05),
          new Reference(Shape.BELL, BlockFormat.Q2_K, 1.2047e-01, 7.6460e-02),
          new Reference(Shape.BELL, BlockFormat.Q3_K, 3.4111e-02, 2.8649e-02),
          new Reference(Shape.BELL, BlockFormat.Q4_K, 7.4954e-03, 6.4783e-03),
          new Reference(Shape.BELL, BlockFormat.Q5_K, 1.9356e-03, 1.7493e-03),
          new Reference(Shape.BELL, BlockFormat.Q6_K, 5.1090e-04, 4.6291e-04),
          new Reference(Shape.BELL, BlockFormat.IQ4_NL, 8.4769e-03, 7.5794e-03),
          new Reference(Shape.BELL, BlockFormat.IQ4_XS, 8.6142e-03, 7.8010e-03),
          new Reference(Shape.BELL, BlockFormat.TQ1_0, 6.9543e-01, 7.0215e-01),
          new Reference(Shape.BELL, BlockFormat.TQ2_0, 6.9543e-01, 7.0215e-01),
          new Reference(Shape.BELL, BlockFormat.MXFP4, 1.6449e-02, 1.6443e-02),
          new Reference(Shape.FLAT, BlockFormat.Q4_0, 4.2473e-03, 3.1166e-03),
          new Reference(Shape.FLAT, BlockFormat.Q4_1, 3.6991e-03, 2.3914e-03),
          new Reference(Shape.FLAT, BlockFormat.Q5_0, 9.8191e-04, 7.0889e-04),
          new Reference(Shape.FLAT, BlockFormat.Q5_1, 8.6961e-04, 5.5076e-04),
          new Reference(Shape.FLAT, BlockFormat.Q8_0, 1.4205e-05, 1.3891e-05),
          new Reference(Shape.FLAT, BlockFormat.Q2_K, 5.4814e-02, 3.8525e-02),
          new Reference(Shape.FLAT, BlockFormat.Q3_K, 1.5725e-02, 1.2063e-02),
          new Reference(Shape.FLAT, BlockFormat.Q4_K, 2.9582e-03, 2.4486e-03),
          new Reference(Shape.FLAT, BlockFormat.Q5_K, 7.5956e-04, 6.1258e-04),
          new Reference(Shape.FLAT, BlockFormat.Q6_K, 1.7722e-04, 1.4415e-04),
          new Reference(Shape.FLAT, BlockFormat.IQ4_NL, 4.0895e-03, 3.5010e-03),
          new Reference(Shape.FLAT, BlockFormat.IQ4_XS, 4.1593e-03, 3.5777e-03),
          new Reference(Shape.FLAT, BlockFormat.TQ1_0, 2.4597e-01, 2.4369e-01),
          new Reference(Shape.FLAT, BlockFormat.TQ2_0, 2.4597e-01, 2.4369e-01),
          // the same error here, so the upper end of what its five digits may stand for
          new Reference(Shape.FLAT, BlockFormat.MXFP4, 1.03035e-02, 1.01415e-02),
          new Reference(Shape.OUTLYING, BlockFormat.Q4_0, 2.3734e-02, 2.7188e-02),
          new Reference(Shape.OUTLYING, BlockFormat.Q4_1, 1.2363e-02, 9.7857e-03),
          new Reference(Shape.OUTLYING, BlockFormat.Q5_0, 8.4796e-03, 9.8168e-03),
          new Reference(Shape.OUTLYING, BlockFormat.Q5_1, 2.8091e-03, 2.4455e-03),
          new Reference(Shape.OUTLYING, BlockFormat.Q8_0, 1.4235e-04, 1.6768e-04),
          new Reference(Shape.OUTLYING, BlockFormat.Q2_K, 5.7177e-02, 5.3580e-02),
          new Reference(Shape.OUTLYING, BlockFormat.Q3_K, 2.1726e-02, 2.4523e-02),
          new Reference(Shape.OUTLYING, BlockFormat.Q4_K, 9.8374e-03, 1.0484e-02),
          new Reference(Shape.OUTLYING, BlockFormat.Q5_K, 2.6138e-03, 2.8571e-03),
          new Reference(Shape.OUTLYING, BlockFormat.Q6_K, 1.0997e-03, 1.2078e-03),
          new Reference(Shape.OUTLYING, BlockFormat.IQ4_NL, 1.5801e-02, 1.7152e-02),
          new Reference(Shape.OUTLYING, BlockFormat.IQ4_XS, 1.6161e-02, 1.7733e-02),
          new Reference(Shape.OUTLYING, BlockFormat.TQ1_0, 2.5865e-01, 3.1056e-01),
          new Reference(Shape.OUTLYING, BlockFormat.TQ2_0, 2.5865e-01, 3.1056e-01),
          new Reference(Shape.OUTLYING, BlockFormat.MXFP4, 3.0308e-02, 3.2587e-02),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q4_0, 1.8383e-03, 1.2604e-03),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q4_1, 5.9211e-05, 3.6499e-04),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q5_0, 4.4939e-04, 3.2064e-04),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q5_1, 1.3830e-05, 8.3773e-05),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q8_0, 7.1993e-06, 7.1877e-06),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q2_K, 8.2780e-03, 7.0356e-03),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q3_K, 6.4385e-03, 4.1374e-03),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q4_K, 4.3434e-04, 3.7637e-04),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q5_K, 1.0872e-04, 9.3607e-05),
          new Reference(Shape.ONE_SIDED, BlockFormat.Q6_K, 8.4154e-05, 7.0301e-05),
          new Reference(Shape.ONE_SIDED, BlockFormat.IQ4_NL, 2.8550e-03, 2.5339e-03),
          new Reference(Shape.ONE_SIDED, BlockFormat.IQ4_XS, 2.9068e-03, 2.5977e-03),
          new Reference(Shape.ONE_SIDED, BlockFormat.TQ1_0, 8.5448e-02, 8.4812e-02),
          new Reference(Shape.ONE_SIDED, BlockFormat.TQ2_0, 8.5448e-02, 8.4812e-02),
          new Reference(Shape.ONE_SIDED, BlockFormat.MXFP4, 1.2004e-02, 1.2010e-02),
          new Reference(Shape.CLOSE, BlockFormat.Q4_0, 5.8940e-05, 1.0115e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q4_1, 1.1938e-07, 3.3014e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q5_0, 5.8940e-05, 1.0117e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q5_1, 6.7934e-08, 1.8530e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q8_0, 5.2094e-06, 5.1564e-06),
          new Reference(Shape.CLOSE, BlockFormat.Q2_K, 9.4551e-05, 3.0708e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q3_K, 1.3391e-05, 1.0842e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q4_K, 2.5673e-05, 2.1672e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q5_K, 1.5740e-05, 1.1359e-05),
          new Reference(Shape.CLOSE, BlockFormat.Q6_K, 1.2523e-05, 1.2860e-05),
          new Reference(Shape.CLOSE, BlockFormat.IQ4_NL, 1.0665e-05, 1.0115e-05),
          new Reference(Shape.CLOSE, BlockFormat.IQ4_XS, 1.2159e-04, 1.1588e-04),
          new Reference(Shape.CLOSE, BlockFormat.TQ1_0, 9.9333e-05, 9.9040e-05),
          new Reference(Shape.CLOSE, BlockFormat.TQ2_0, 9.9333e-05, 9.9040e-05),
          // as above
          new Reference(Shape.CLOSE, BlockFormat.MXFP4, 2.77865e-02, 2.77905e-02));

  static final List<BlockFormat> FORMATS =
      REFERENCES.stream().map(Reference::format).distinct().toList();

  private final Random random = new Random(7);
  private final float[] importance = importance();

  private float[] importance() {
    float[] each = new float[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      each[c] = (float) Math.exp(random.nextGaussian());
    }
    return each;
  }

  private float[] weights(Shape shape) {
    Random others = new Random(7 + shape.ordinal());
    float[] each = new float[ROWS * COLUMNS];
    for (int i = 0; i < each.length; i++) {
      each[i] =
          switch (shape) {
            case BELL ->
                (float) (0.02 * random.nextGaussian() * Math.exp(0.5 * random.nextGaussian()));
            case FLAT -> 0.1f * others.nextFloat() - 0.05f;
            case OUTLYING -> (float) ((i % 61 == 0 ? 0.4 : 0.02) * others.nextGaussian());
            case ONE_SIDED -> (float) (0.05 + 0.005 * others.nextGaussian());
            case CLOSE -> (float) (0.3 + 0.001 * others.nextGaussian());
          };
    }
    return each;
  }

  @ParameterizedTest
  @FieldSource("REFERENCES")
  void errsLessThanTheReference(Reference reference) {
    float[] weights = weights(reference.shape());
    assertThat(error(reference.format(), weights, Quantizer.uniform(COLUMNS)))
        .isLessThan(reference.plain())
        .isGreaterThan(0);
    assertThat(error(reference.format(), weights, importance))
        .isLessThan(reference.weighted())
        .isGreaterThan(0);
  }

  private double error(BlockFormat format, float[] weights, float[] by) {
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
  @FieldSource("FORMATS")
  void zerosStayZeroAndHugeWeightsFinite(BlockFormat format) {
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

  /** A block whose weights are all the same has no range, and a sign that may be anyone's. */
  @ParameterizedTest
  @FieldSource("FORMATS")
  void equalWeightsStayThemselves(BlockFormat format) {
    for (float weight : new float[] {0.0123f, -0.0123f}) {
      float[] row = new float[COLUMNS];
      Arrays.fill(row, weight);
      byte[] bytes = Quantizer.of(format).encode(row, importance);
      double coarse = format == BlockFormat.MXFP4 ? 0.05 : 0.003; // its scales are powers of two
      for (float back : decoded(format, bytes)) {
        assertThat(back).isCloseTo(weight, withinPercentage(100 * coarse));
      }
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
