package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kernel against a sum in double precision over the scalar decoders' weights, at shapes that
 * no vector width divides.
 */
class KernelsTest {
  private static final double TOLERANCE = 1e-4;

  /** Six standard deviations of the error that comes from 127 steps in each direction. */
  private static final double ROUNDED_TOLERANCE = 6 / (127 * Math.sqrt(12));

  private static final Path EMULATED = Path.of("target", "emulated", "libtrine.so");

  /** Run in a JVM of its own, since the choice is made once for each JVM. */
  public static void main(String[] args) {
    Kernels kernels = Kernels.chosen().kernels();
    compare(kernels);
    AttentionTest.compare(kernels);
    ElementwiseTest.compare(kernels);
    System.out.println(kernels.name());
  }

  @Test
  void scalarKernelsAreRight() {
    compare(Kernels.scalar());
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void vectorKernelsAreRightAtEveryWidth(String bits) throws Exception {
    String output =
        run(
            "--add-modules",
            "jdk.incubator.vector",
            "-Dtrine.provider=vector",
            "-Dtrine.vector.bits=" + bits);
    assertThat(output).contains("vector-" + bits);
  }

  /** The levels that this processor lacks are emulated: see src/test/c. */
  @ParameterizedTest
  @CsvSource({"avx2,false", "vnni,true", "amx,true"})
  void kernelsInCAreRightAtEveryLevel(String level, boolean emulated) throws Exception {
    Assumptions.assumeTrue(
        !emulated || Files.exists(EMULATED), "needs libsimde-dev when it is built");
    Assumptions.assumeTrue(
        NativeKernels.class.getResource("native/linux-amd64/libtrine.so") != null,
        "needs gcc when it is built");
    List<String> options = new ArrayList<>();
    options.add("-Dtrine.provider=native");
    options.add("-Dtrine.native.level=" + level);
    if (emulated) {
      options.add("-Dtrine.native.library=" + EMULATED.toAbsolutePath());
    }
    assertThat(run(options.toArray(String[]::new))).contains("native-" + level);
  }

  private static String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(KernelsTest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theChoiceSaysWhy() {
    assertThat(Choice.choose("scalar", "", "", true).kernels().name()).isEqualTo("scalar");
    assertThatThrownBy(() -> Choice.choose("quantum", "", "", true))
        .hasMessageContaining("auto, scalar, vector or native");
    assertThatThrownBy(() -> Choice.choose("vector", "", "", false))
        .hasMessageContaining("--add-modules");
    assertThatThrownBy(() -> Choice.choose("native", "mmx", "", false))
        .hasMessageContaining("avx2, vnni, amx, dotprod or i8mm");
    assertThat(Choice.choose("auto", "", "", true).reason()).startsWith("Kernels in C for");
  }

  @Test
  void aLevelThatAnswersWronglyIsLeftOutAndSaid() {
    assertThatThrownBy(() -> Choice.inC("", kernels -> false))
        .isInstanceOf(NativeLibrary.Missing.class)
        .hasMessageContaining("gave a wrong answer");
    assertThat(SelfCheck.passes(Kernels.scalar())).isTrue();
  }

  static void compare(Kernels kernels) {
    Random random = new Random(1);
    try (ThreadTeam team = ThreadTeam.of(2)) {
      for (BlockFormat format : BlockFormat.values()) {
        if (format.ggmlType() < 0 || format.bytesPerBlock() == 8) {
          continue;
        }
        for (int columns : new int[] {8, 12, 32, 172, 192, 256, 544}) {
          if (columns % format.weightsPerBlock() == 0) {
            for (int tokens : new int[] {1, 3, 6, 37}) {
              compare(kernels, format, columns < 200 ? 67 : 19, columns, tokens, random, team);
            }
          }
        }
      }
      extremes(kernels, team);
      for (int tokens : new int[] {1, 3, 37}) {
        together(kernels, tokens, random, team, BlockFormat.Q4_K, BlockFormat.Q6_K);
        together(kernels, tokens, random, team, BlockFormat.F16, BlockFormat.F32);
        together(
            kernels, tokens, random, team, BlockFormat.Q4_0, BlockFormat.F16, BlockFormat.Q8_0);
        together(kernels, tokens, random, team, BlockFormat.Q5_1, BlockFormat.IQ4_NL);
      }
      if (isOfTiles(kernels, 40)) {
        outliers(kernels, random, team);
      }
      Tensor head = RandomWeights.of(BlockFormat.Q4_0, 8192, 256, random);
      kernels.matmul(head, new float[0], 0, new float[0], team); // as of half a prompt
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
    Tensor weights = RandomWeights.of(format, rows, columns, random);
    float[] x = uniform(random, tokens * columns);
    boolean tiles = isOfTiles(kernels, tokens);
    double roundedWeights = roundedWeights(kernels, weights, tokens);
    close(kernels, weights, x, tokens, team, ROUNDED_TOLERANCE, roundedWeights);
    close(kernels.exact(), weights, x, tokens, team, 0, 0);
    float[] out = new float[tokens * rows];
    kernels.matmul(weights, x, tokens, out, team);
    if (!tiles) {
      for (int t = 0; t < tokens; t++) {
        float[] alone = new float[rows];
        float[] one = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
        kernels.matmul(weights, one, 1, alone, team);
        assertThat(Arrays.copyOfRange(out, t * rows, (t + 1) * rows))
            .as("%s %s: a token's numbers do not depend on the others", kernels.name(), format)
            .isEqualTo(alone);
      }
    }
    // Whole numbers up to 127 are what they are in int8 and bf16.
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 32 == 5 ? -127 : random.nextInt(-127, 128);
    }
    close(
        kernels,
        weights,
        x,
        tokens,
        team,
        tiles && roundedWeights == 0 ? 1.0 / 128 : 0,
        roundedWeights);
  }

  /** Activations of which few are by far larger than the others are not rounded to their size. */
  private static void outliers(Kernels kernels, Random random, ThreadTeam team) {
    float[] x = uniform(random, 40 * 512);
    for (int i = 0; i < x.length; i += 64) {
      x[i] *= 50;
    }
    Tensor weights = RandomWeights.of(BlockFormat.Q4_0, 19, 512, random);
    close(kernels, weights, x, 40, team, ROUNDED_TOLERANCE / 14, 0);
  }

  static boolean isOfTiles(Kernels kernels, int tokens) {
    return kernels.name().endsWith("amx") && tokens >= NativeKernels.MANY_TOKENS;
  }

  /** What weights lose in tiles of int8, where 256 share a scale. */
  private static double roundedWeights(Kernels kernels, Tensor weights, int tokens) {
    return isOfTiles(kernels, tokens)
            && weights.columns() % 256 == 0
            && NativeKernels.isRounded(weights.format(), weights.columns())
        ? ROUNDED_TOLERANCE
        : 0;
  }

  /** Products that are asked for together, of any formats, are what each is alone. */
  private static void together(
      Kernels kernels, int tokens, Random random, ThreadTeam team, BlockFormat... formats) {
    float[] x = uniform(random, tokens * 512);
    List<Kernels.Product> products = new ArrayList<>();
    for (BlockFormat format : formats) {
      int rows = 1 + random.nextInt(70);
      Tensor weights = RandomWeights.of(format, rows, 512, random);
      products.add(new Kernels.Product(weights, new float[tokens * rows]));
    }
    kernels.matmuls(products, x, tokens, team);
    for (Kernels.Product it : products) {
      float[] alone = new float[it.out().length];
      kernels.matmul(it.weights(), x, tokens, alone, team);
      assertThat(it.out()).as(kernels.name()).isEqualTo(alone);
    }
  }

  /**
   * Compares with sums in double precision.
   *
   * @param rounded how much activations may lose, of the largest one
   * @param roundedWeights how much weights may, of the largest of their row
   */
  private static void close(
      Kernels kernels,
      Tensor weights,
      float[] x,
      int tokens,
      ThreadTeam team,
      double rounded,
      double roundedWeights) {
    int rows = weights.rows();
    int columns = weights.columns();
    float[] w = weights.floats();
    float[] out = new float[tokens * rows];
    kernels.matmul(weights, x, tokens, out, team);
    double largest = 0;
    for (float number : x) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        double expected = 0;
        double squares = 0;
        double squaresOfToken = 0;
        double largestWeight = 0;
        for (int c = 0; c < columns; c++) {
          double weight = w[r * columns + c];
          double number = x[t * columns + c];
          expected += weight * number;
          squares += weight * weight;
          squaresOfToken += number * number;
          largestWeight = Math.max(largestWeight, Math.abs(weight));
        }
        double tolerance =
            largest * Math.sqrt(squares) * (rounded + TOLERANCE / 30)
                + largestWeight * Math.sqrt(squaresOfToken) * roundedWeights
                + 1e-30;
        if (!(Math.abs(out[t * rows + r] - expected) <= tolerance)) {
          assertThat((double) out[t * rows + r])
              .as("%s %s [%d, %d] token %d", kernels.name(), weights.format(), r, columns, t)
              .isCloseTo(expected, within(tolerance));
        }
      }
    }
  }

  /** Activations of all sizes; what is not a number must not become one. */
  private static void extremes(Kernels kernels, ThreadTeam team) {
    Random random = new Random(2);
    for (BlockFormat format :
        List.of(
            BlockFormat.Q4_0,
            BlockFormat.Q8_0,
            BlockFormat.Q4_K,
            BlockFormat.Q5_K,
            BlockFormat.Q6_K,
            BlockFormat.F16)) {
      for (int tokens : new int[] {1, 40}) {
        Tensor weights = RandomWeights.of(format, 9, 512, random);
        double roundedWeights = roundedWeights(kernels, weights, tokens);
        float[] x = uniform(random, tokens * 512);
        for (float scale : new float[] {0, 1e-30f, 1e30f}) {
          float[] scaled = x.clone();
          for (int i = 0; i < x.length; i++) {
            scaled[i] *= scale;
          }
          close(kernels, weights, scaled, tokens, team, ROUNDED_TOLERANCE, roundedWeights);
        }
        float[] tiny = new float[tokens * 512];
        Arrays.fill(tiny, Float.MIN_VALUE);
        close(kernels, weights, tiny, tokens, team, ROUNDED_TOLERANCE, 0);
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
          float[] spoilt = x.clone();
          spoilt[300] = wrong;
          float[] out = new float[tokens * 9];
          kernels.matmul(weights, spoilt, tokens, out, team);
          for (int r = 0; r < 9; r++) {
            assertThat(Float.isFinite(out[r])).as("%s %s", kernels.name(), format).isFalse();
          }
          if (tokens > 1) {
            assertThat(Float.isFinite(out[9])).isTrue();
          }
        }
      }
    }
  }

  static float[] uniform(Random random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return numbers;
  }
}
