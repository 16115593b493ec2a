package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Norms and gates against their formulas in double precision. */
class ElementwiseTest {

  @Test
  void scalarKernelsAreRight() {
    compare(Kernels.scalar());
  }

  @Test
  void kernelsInCAreRight() {
    compare(Kernels.chosen().kernels());
  }

  static void compare(Kernels kernels) {
    Random random = new Random(4);
    for (int n : new int[] {1, 8, 37, 64, 1000}) {
      float[] x = KernelsTest.uniform(random, 5 * n);
      float[] weight = KernelsTest.uniform(random, n);
      float[] out = new float[5 * n];
      kernels.rmsNorm(x, n, 3, weight, 1e-5f, out);
      for (int run = 0; run < 5; run++) {
        double squares = 0;
        for (int i = 0; i < n; i++) {
          squares += (double) x[run * n + i] * x[run * n + i];
        }
        for (int i = 0; i < n; i++) {
          double normal = x[run * n + i] / Math.sqrt(squares / n + 1e-5) * weight[i];
          double expected = run == 0 || run == 4 ? 0 : normal;
          assertThat((double) out[run * n + i]).isCloseTo(expected, within(1e-5));
        }
      }
      float[] gate = KernelsTest.uniform(random, n);
      for (int i = 0; i < n; i++) {
        gate[i] *= i % 7 == 0 ? 200 : i % 5 == 0 ? 20 : 2;
      }
      float[] before = gate.clone();
      kernels.swiGlu(gate, x, 0, n);
      for (int i = 0; i < n; i++) {
        double expected = before[i] / (1 + Math.exp(-before[i])) * x[i];
        assertThat((double) gate[i])
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
      }
    }
    float[] gate = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    kernels.swiGlu(gate, new float[] {1, 1, 1}, 0, 3);
    assertThat(gate[0]).isNaN();
    assertThat(gate[2]).isEqualTo(Float.POSITIVE_INFINITY);
  }
}
