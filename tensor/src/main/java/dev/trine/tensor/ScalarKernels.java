package dev.trine.tensor;

import java.util.Arrays;

/**
 * Plain Java. Each weight row is decoded once and used for all tokens.
 *
 * <p>For several tokens the activations are transposed, so that the innermost loop runs over tokens
 * and has no sum that must keep its order: the compiler vectorises it by itself, in a loop that is
 * hot within milliseconds of a fresh JVM.
 */
final class ScalarKernels implements Kernels {
  static final ScalarKernels INSTANCE = new ScalarKernels();

  private static final int ROWS = 64; // a task's rows: some 10 to 100 microseconds of work

  private ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    int rows = weights.rows();
    int columns = weights.columns();
    float[] byColumn = tokens == 1 ? x : transpose(x, tokens, columns);
    team.run(
        Math.ceilDiv(rows, ROWS),
        task -> {
          byte[] bytes = new byte[(int) weights.rowBytes()];
          float[] row = new float[columns];
          float[] sums = new float[tokens];
          for (int r = task * ROWS; r < Math.min(rows, task * ROWS + ROWS); r++) {
            if (tokens == 1 && weights.format() == BlockFormat.Q8_0) {
              weights.rowBytes(r, bytes);
              out[r] = dotQ8_0(bytes, x, columns);
              continue;
            }
            weights.row(r, bytes, row);
            if (tokens == 1) {
              out[r] = weightedSum(row, x);
            } else {
              weightedSum(row, byColumn, sums);
              for (int t = 0; t < tokens; t++) {
                out[t * rows + r] = sums[t];
              }
            }
          }
        });
  }

  /** A row of Q8_0 blocks with one token, without a float copy of the row. */
  private static float dotQ8_0(byte[] b, float[] x, int n) {
    float sum = 0;
    for (int i = 0, at = 0; i < n; i += 32, at += 34) {
      float d = Blocks.half(b, at);
      for (int j = 0; j < 32; j += 4) {
        sum +=
            ((b[at + 2 + j] * d) * x[i + j] + (b[at + 3 + j] * d) * x[i + j + 1])
                + ((b[at + 4 + j] * d) * x[i + j + 2] + (b[at + 5 + j] * d) * x[i + j + 3]);
      }
    }
    return sum;
  }

  /** A decoded row with one token, added up in the order of {@link #weightedSum}. */
  private static float weightedSum(float[] row, float[] x) {
    float sum = 0;
    int c = 0;
    for (; c + 4 <= row.length; c += 4) {
      sum +=
          (row[c] * x[c] + row[c + 1] * x[c + 1]) + (row[c + 2] * x[c + 2] + row[c + 3] * x[c + 3]);
    }
    for (; c < row.length; c++) {
      sum += row[c] * x[c];
    }
    return sum;
  }

  /** {@code sums[t] = sum over c of row[c] * x[c, t]}, four columns a pass. */
  private static void weightedSum(float[] row, float[] x, float[] sums) {
    int tokens = sums.length;
    Arrays.fill(sums, 0);
    int c = 0;
    for (; c + 4 <= row.length; c += 4) {
      addFour(row[c], row[c + 1], row[c + 2], row[c + 3], x, c * tokens, sums);
    }
    for (; c < row.length; c++) {
      INSTANCE.addScaled(row[c], x, c * tokens, sums, 0, tokens);
    }
  }

  private static void addFour(float a, float b, float c, float d, float[] x, int at, float[] sums) {
    int n = sums.length;
    for (int t = 0; t < n; t++) {
      sums[t] +=
          (a * x[at + t] + b * x[at + n + t]) + (c * x[at + 2 * n + t] + d * x[at + 3 * n + t]);
    }
  }

  private static float[] transpose(float[] x, int tokens, int columns) {
    float[] byColumn = new float[tokens * columns];
    for (int t = 0; t < tokens; t++) {
      for (int c = 0; c < columns; c++) {
        byColumn[c * tokens + t] = x[t * columns + c];
      }
    }
    return byColumn;
  }

  /** Eight sums side by side, since one would wait for each addition to end. */
  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8) {
      s0 += a[aAt + i] * b[bAt + i];
      s1 += a[aAt + i + 1] * b[bAt + i + 1];
      s2 += a[aAt + i + 2] * b[bAt + i + 2];
      s3 += a[aAt + i + 3] * b[bAt + i + 3];
      s4 += a[aAt + i + 4] * b[bAt + i + 4];
      s5 += a[aAt + i + 5] * b[bAt + i + 5];
      s6 += a[aAt + i + 6] * b[bAt + i + 6];
      s7 += a[aAt + i + 7] * b[bAt + i + 7];
    }
    for (; i < n; i++) {
      s0 += a[aAt + i] * b[bAt + i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += scale * x[xAt + i];
    }
  }
}
