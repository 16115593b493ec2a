package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kernel against a sum in double precision, at shapes that no vector width divides. */
class KernelsTest {
  private static final double TOLERANCE = 1e-4;

  /** Run in a JVM of its own, since the width of vectors is fixed when the class is loaded. */
  public static void main(String[] args) {
    compare(Kernels.chosen().kernels());
    System.out.println(Kernels.chosen().kernels().name());
  }

  @Test
  void scalarKernelsAreRight() {
    compare(Kernels.scalar());
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void vectorKernelsAreRightAtEveryWidth(String bits) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dtrine.provider=vector",
                "-Dtrine.vector.bits=" + bits,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KernelsTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(output).contains("vector-" + bits);
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void theChoiceSaysWhy() {
    assertThat(Choice.choose("auto", "", false).reason()).contains("--add-modules");
    assertThat(Choice.choose("auto", "0", true).kernels().name()).isEqualTo("scalar");
    assertThat(Choice.choose("scalar", "", true).kernels().name()).isEqualTo("scalar");
    assertThatThrownBy(() -> Choice.choose("quantum", "", true))
        .hasMessageContaining("auto, scalar or vector");
    assertThatThrownBy(() -> Choice.choose("vector", "", false))
        .hasMessageContaining("--add-modules");
  }

  private static void compare(Kernels kernels) {
    Random random = new Random(1);
    try (ThreadTeam team = ThreadTeam.of(2)) {
      for (BlockFormat format : BlockFormat.values()) {
        for (int columns : new int[] {8, 12, 32, 96, 172}) {
          if (format.writable() && columns % format.weightsPerBlock() == 0) {
            for (int tokens : new int[] {1, 3, 4, 21}) {
              compare(kernels, format, 131, columns, tokens, random, team);
            }
          }
        }
      }
    }
  }

  private static void compare(
      Kernels kernels,
      BlockFormat format,
      int rows,
      int columns,
      int tokens,
      Random random,
      ThreadTeam team) {
    byte[] bytes = format.encode(uniform(random, rows * columns), 0, rows * columns);
    Tensor weights =
        new Tensor("w", format, new long[] {rows, columns}, MemorySegment.ofArray(bytes));
    float[] w = weights.floats();
    float[] x = uniform(random, tokens * columns);
    float[] out = new float[tokens * rows];
    kernels.matmul(weights, x, tokens, out, team);
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        double expected = 0;
        for (int c = 0; c < columns; c++) {
          expected += (double) w[r * columns + c] * x[t * columns + c];
        }
        assertThat((double) out[t * rows + r])
            .as("%s %s [%d, %d] token %d", kernels.name(), format, r, columns, t)
            .isCloseTo(expected, within(TOLERANCE));
      }
    }
    for (int t = 0; t < tokens; t++) {
      float[] alone = new float[rows];
      float[] one = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
      kernels.matmul(weights, one, 1, alone, team);
      assertThat(Arrays.copyOfRange(out, t * rows, (t + 1) * rows))
          .as("%s %s: a token's numbers do not depend on the others", kernels.name(), format)
          .isEqualTo(alone);
    }
    float[] y = x.clone();
    kernels.addScaled(2, w, 1, y, 0, columns - 1);
    for (int c = 0; c < columns - 1; c++) {
      assertThat(y[c]).isCloseTo(x[c] + 2 * w[c + 1], within(1e-5f));
    }
    assertThat(y[columns - 1]).isEqualTo(x[columns - 1]);
  }

  private static float[] uniform(Random random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return numbers;
  }
}
