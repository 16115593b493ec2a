package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Attention against the formula in double precision, on keys and values as the cache keeps them.
 */
class AttentionTest {
  private static final double TOLERANCE = 2e-5;

  /** Values of at most 1 and their weights, each rounded to the eight bits of bf16. */
  private static final double TOLERANCE_OF_TILES = 1.0 / 256;

  /** Positions before, and tokens. */
  private static final int[][] SIZES = {
    {0, 1}, {0, 32}, {0, 33}, {0, 70}, {31, 1}, {40, 9}, {95, 9}, {27, 40}, {95, 70}, {300, 33}
  };

  @Test
  void scalarAttentionIsRight() {
    compare(Kernels.scalar());
  }

  @Test
  void attentionInCIsRight() {
    compare(Kernels.chosen().kernels());
  }

  static void compare(Kernels kernels) {
    Random random = new Random(3);
    Optional<float[]> sinks = Optional.of(new float[] {0.5f, -3, 2, 0, 1, 1});
    List<AttentionHead> heads =
        List.of(
            head(4, 64, 64, Integer.MAX_VALUE, 0, Optional.empty(), true),
            head(1, 8, 8, Integer.MAX_VALUE, 0, Optional.empty(), true),
            head(2, 12, 20, Integer.MAX_VALUE, 0, Optional.empty(), true),
            head(6, 32, 96, 40, 0, sinks, true),
            head(3, 64, 32, 5, 20, Optional.empty(), true),
            head(2, 32, 32, Integer.MAX_VALUE, 0, Optional.empty(), false),
            head(1, 40, 33, 64, 0, Optional.empty(), true),
            new AttentionHead(5, 160, 64, 2, 70, 0, Optional.empty(), true)); // peaked
    for (AttentionHead head : heads) {
      for (BlockFormat format :
          List.of(BlockFormat.F32, BlockFormat.F16, BlockFormat.Q8_0, BlockFormat.Q4_0)) {
        for (int[] size : SIZES) {
          if (head.keyDim() % format.weightsPerBlock() == 0) {
            boolean tiles = KernelsTest.isOfTiles(kernels, size[1]);
            compare(kernels, head, format, size[0], size[1], false, tiles, random);
            if (head.valueDim() <= head.keyDim()) {
              compare(kernels, head, format, size[0], size[1], true, tiles, random);
            }
            if (tiles) {
              compare(kernels.exact(), head, format, size[0], size[1], false, false, random);
            }
          }
        }
      }
    }
    extremes(kernels);
  }

  private static AttentionHead head(
      int heads, int key, int value, int window, float cap, Optional<float[]> sinks, boolean c) {
    return new AttentionHead(heads, key, value, 0.3f, window, cap, sinks, c);
  }

  private static void compare(
      Kernels kernels,
      AttentionHead head,
      BlockFormat format,
      int past,
      int tokens,
      boolean latent,
      boolean tiles,
      Random random) {
    int end = past + tokens;
    double tolerance = tiles ? TOLERANCE_OF_TILES : TOLERANCE;
    MemorySegment keys = stored(kernels, format, end, head.keyDim(), random);
    MemorySegment values = stored(kernels, format, end, head.valueDim(), random);
    int qStride = head.heads() * head.keyDim() + 3;
    int outStride = head.heads() * head.valueDim() + 5;
    float[] q = KernelsTest.uniform(random, tokens * qStride + 7);
    float[] out = new float[tokens * outStride + 2];
    Arrays.fill(out, 42);
    CachedHead cached =
        new CachedHead(format, keys, latent ? Optional.empty() : Optional.of(values));
    Rows queries = new Rows(q, 7, qStride);
    kernels.attend(head, cached, past, tokens, queries, new Rows(out, 2, outStride));
    float[] k = decoded(format, keys, end * head.keyDim());
    float[] v = latent ? k : decoded(format, values, end * head.valueDim());
    for (int t = 0; t < tokens; t++) {
      for (int h = 0; h < head.heads(); h++) {
        double[] expected =
            expected(head, k, v, latent, past + t, end, h, q, 7 + t * qStride + h * head.keyDim());
        for (int d = 0; d < head.valueDim(); d++) {
          float made = out[2 + t * outStride + h * head.valueDim() + d];
          if (!(Math.abs(made - expected[d]) <= tolerance)) {
            assertThat((double) made)
                .as("%s %s %s past %d token %d head %d", kernels.name(), format, head, past, t, h)
                .isCloseTo(expected[d], within(tolerance));
          }
        }
      }
      if (t > 0) { // what lies between the rows is left alone
        assertThat(out[2 + t * outStride - 1]).isEqualTo(42);
      }
    }
    if (head.causal()) {
      int few = tiles ? NativeKernels.MANY_TOKENS : 1;
      float[] alone = new float[2 + few * outStride];
      Arrays.fill(alone, 42);
      kernels.attend(head, cached, past, few, queries, new Rows(alone, 2, outStride));
      assertThat(Arrays.copyOf(alone, alone.length - 5))
          .as("a token's numbers do not depend on those after it")
          .isEqualTo(Arrays.copyOf(out, alone.length - 5));
    }
  }

  /** What is not a number must not become one, and spoils only those who see it. */
  private static void extremes(Kernels kernels) {
    AttentionHead head = head(2, 64, 64, Integer.MAX_VALUE, 0, Optional.empty(), true);
    Random random = new Random(5);
    int tokens = 70;
    int row = 2 * 64;
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (boolean ofKey : new boolean[] {false, true}) {
        float[] q = KernelsTest.uniform(random, tokens * row);
        float[] k = KernelsTest.uniform(random, tokens * 64);
        if (ofKey) {
          k[40 * 64 + 3] = wrong;
          for (int t = 0; t < tokens; t++) { // so that infinity times them is not minus infinity
            q[t * row + 3] = Math.abs(q[t * row + 3]);
            q[t * row + 64 + 3] = Math.abs(q[t * row + 64 + 3]);
          }
        } else {
          q[40 * row + 3] = wrong;
          k[3] = Math.abs(k[3]);
        }
        MemorySegment keys = bytes(BlockFormat.F32, k);
        float[] out = new float[tokens * row];
        kernels.attend(
            head,
            new CachedHead(
                BlockFormat.F32, keys, Optional.of(bytes(BlockFormat.F32, new float[tokens * 64]))),
            0,
            tokens,
            new Rows(q, 0, row),
            new Rows(out, 0, row));
        for (int t = 0; t < tokens; t++) {
          boolean spoilt = ofKey ? t >= 40 : t == 40;
          assertThat(Float.isFinite(out[t * row + 1]))
              .as("%s token %d", kernels.name(), t)
              .isEqualTo(!spoilt);
        }
      }
    }
  }

  private static MemorySegment bytes(BlockFormat format, float[] x) {
    return MemorySegment.ofArray(format.encode(x, 0, x.length));
  }

  /** Random rows, kept and compared with the encoder of the format. */
  private static MemorySegment stored(
      Kernels kernels, BlockFormat format, int rows, int n, Random random) {
    float[] x = KernelsTest.uniform(random, rows * (n + 4) + 1);
    byte[] bytes = new byte[(int) (rows * format.bytes(n)) + 6];
    kernels.store(format, x, 1, n + 4, rows, n, MemorySegment.ofArray(bytes), 6);
    for (int row = 0; row < rows; row++) {
      byte[] expected = format.encode(x, 1 + row * (n + 4), n);
      int from = 6 + row * expected.length;
      for (int i = 0; i < expected.length; i++) { // a half step may be rounded either way
        int made = bytes[from + i];
        if (format == BlockFormat.Q4_0 && i % format.bytesPerBlock() >= 2) { // two numbers
          assertThat(Math.abs((made >> 4) - (expected[i] >> 4))).isLessThanOrEqualTo(1);
          assertThat(Math.abs((made & 15) - (expected[i] & 15))).isLessThanOrEqualTo(1);
        } else {
          assertThat(Math.abs(made - expected[i])).isLessThanOrEqualTo(1);
        }
      }
    }
    return MemorySegment.ofArray(Arrays.copyOfRange(bytes, 6, bytes.length));
  }

  private static float[] decoded(BlockFormat format, MemorySegment data, int n) {
    float[] floats = new float[n];
    format.decode(data, 0, floats, 0, n);
    return floats;
  }

  private static double[] expected(
      AttentionHead head,
      float[] k,
      float[] v,
      boolean latent,
      int position,
      int end,
      int h,
      float[] q,
      int at) {
    int step = latent ? head.keyDim() : head.valueDim();
    double sum = head.sinks().isPresent() ? Math.exp(head.sinks().get()[h]) : 0;
    double[] out = new double[head.valueDim()];
    for (int p = 0; p < end; p++) {
      boolean unseen = p > position && head.causal() || (long) p + head.window() <= position;
      if (unseen) {
        continue;
      }
      double score = 0;
      for (int d = 0; d < head.keyDim(); d++) {
        score += (double) q[at + d] * k[p * head.keyDim() + d];
      }
      score *= head.scale();
      if (head.softcap() > 0) {
        score = head.softcap() * Math.tanh(score / head.softcap());
      }
      sum += Math.exp(score);
      for (int d = 0; d < head.valueDim(); d++) {
        out[d] += Math.exp(score) * v[p * step + d];
      }
    }
    for (int d = 0; d < out.length; d++) {
      out[d] /= sum;
    }
    return out;
  }
}
