package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorFeedbackTest {
  private static final int COLUMNS = 256;
  private static final int ROWS = 16;
  private static final int TOKENS = 400;
  private static final int SOURCES = 40; // that the inputs are mixed from

  private final Random random = new Random(11);
  private final float[] x = inputs();

  /** Inputs that vary together: mixtures of a few sources, and noise. */
  private float[] inputs() {
    float[] mixing = gaussian(SOURCES * COLUMNS);
    float[] x = gaussian(TOKENS * COLUMNS);
    for (int t = 0; t < TOKENS; t++) {
      float[] sources = gaussian(SOURCES);
      for (int c = 0; c < COLUMNS; c++) {
        x[t * COLUMNS + c] *= 0.5f;
        for (int s = 0; s < SOURCES; s++) {
          x[t * COLUMNS + c] += sources[s] * mixing[s * COLUMNS + c] / 4;
        }
      }
    }
    return x;
  }

  private float[] gaussian(int count) {
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = (float) random.nextGaussian();
    }
    return all;
  }

  /** The sums of products, added up plainly. */
  private float[] products(int from, int width) {
    double[] sums = new double[width * width];
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j <= i; j++) {
          sums[i * width + j] += (double) x[t * COLUMNS + from + i] * x[t * COLUMNS + from + j];
        }
      }
    }
    float[] all = new float[sums.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) sums[i];
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL", "MXFP4", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
        "Q6_K", "IQ4_XS"
      })
  void outputsErrLess(BlockFormat format) {
    ErrorFeedback whole = ErrorFeedback.of(new float[][] {products(0, COLUMNS)});
    ErrorFeedback halves = ErrorFeedback.of(new float[][] {products(0, 128), products(128, 128)});
    double plain = 0;
    double made = 0;
    double inHalves = 0;
    for (int r = 0; r < ROWS; r++) {
      float[] row = gaussian(COLUMNS);
      plain += error(format, row, Optional.empty());
      made += error(format, row, Optional.of(whole));
      inHalves += error(format, row, Optional.of(halves));
    }
    assertThat(made).isLessThan(0.75 * plain);
    assertThat(inHalves).isBetween(made, plain);
  }

  /** The squared error of what the row gives for all inputs. */
  private double error(BlockFormat format, float[] row, Optional<ErrorFeedback> feedback) {
    float[] before = row.clone();
    byte[] bytes = Quantizer.of(format).encode(row, Quantizer.uniform(COLUMNS), feedback);
    assertThat(row).containsExactly(before, within(0f));
    float[] back = new float[COLUMNS];
    format.decode(bytes, 0, back, 0, COLUMNS);
    double error = 0;
    for (int t = 0; t < TOKENS; t++) {
      double off = 0;
      for (int c = 0; c < COLUMNS; c++) {
        off += (double) x[t * COLUMNS + c] * (row[c] - back[c]);
      }
      error += off * off;
    }
    return error;
  }

  /**
   * For two inputs of correlation rho the best answer to an error of the first weight is known: the
   * second takes rho times as much the other way.
   */
  @Test
  void theSecondOfTwoMakesUpForTheFirst() {
    float[] products = {1000, 0, 600, 1000};
    float[] row = {1, 1};
    ErrorFeedback.of(new float[][] {products}).spread(row, 0, 1.1f);
    // Damping by a hundredth makes 600 / 1010 of it.
    assertThat(row[1]).isCloseTo(1 - 0.1f * 600 / 1010, within(1e-4f));
  }
}
