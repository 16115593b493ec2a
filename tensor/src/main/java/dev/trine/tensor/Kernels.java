package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The arithmetic that costs time. All matrices are row-major; {@code n} and offsets count floats.
 *
 * <p>A token's numbers do not depend on what else is in the call, so that text is the same however
 * it is batched. One kernel cannot keep that: AMX, which serves calls of {@link
 * NativeKernels#MANY_TOKENS} tokens and more, rounds otherwise than the kernels for fewer.
 */
public interface Kernels {

  /** The readable kernels that every other one is compared with; also the quickest to warm up. */
  static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /** The provider in use, with a sentence why. */
  static Choice chosen() {
    return Choice.CHOSEN;
  }

  /** A short name, such as {@code scalar}, {@code vector-512} or {@code native-avx2}. */
  String name();

  /** The same provider, but without rounding activations to fewer bits on the way. */
  default Kernels exact() {
    return this;
  }

  /**
   * Activations times weights: {@code out[t, r] = sum over c of x[t, c] * weights[r, c]}.
   *
   * @param weights {@code [rows, columns]} in any readable format
   * @param x {@code [tokens, columns]}
   * @param out {@code [tokens, rows]}
   */
  void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team);

  /** Weights that meet activations, and where their product {@code [tokens, rows]} goes. */
  record Product(Tensor weights, float[] out) {}

  /** Several products of the same activations, as {@link #matmul} makes each. */
  default void matmuls(List<Product> products, float[] x, int tokens, ThreadTeam team) {
    for (Product it : products) {
      matmul(it.weights(), x, tokens, it.out(), team);
    }
  }

  /** The sum over i of {@code a[aAt + i] * b[bAt + i]}. */
  float dot(float[] a, int aAt, float[] b, int bAt, int n);

  /** {@code y[yAt + i] += scale * x[xAt + i]}. */
  void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int n);

  /**
   * Root mean square normalisation (Zhang and Sennrich 2019) of {@code runs} runs of {@code
   * weight.length} numbers, the first at {@code at}.
   */
  default void rmsNorm(float[] x, int at, int runs, float[] weight, float eps, float[] out) {
    int n = weight.length;
    for (int run = 0; run < runs; run++, at += n) {
      float scale = (float) (1 / Math.sqrt(dot(x, at, x, at, n) / n + eps));
      for (int i = 0; i < n; i++) {
        out[at + i] = x[at + i] * scale * weight[i];
      }
    }
  }

  /** {@code gate = silu(gate) * up} of {@code n} numbers (Shazeer 2020, arXiv:2002.05202). */
  default void swiGlu(float[] gate, float[] up, int at, int n) {
    for (int i = at; i < at + n; i++) {
      float g = gate[i];
      gate[i] = g / (1 + (float) Math.exp(-g)) * up[i];
    }
  }

  /**
   * Writes rows of {@code n} numbers, {@code stride} apart, one after the other as a cache of keys
   * or values keeps them.
   *
   * @param format F32, F16, Q8_0 or Q4_0
   */
  default void store(
      BlockFormat format,
      float[] x,
      int at,
      int stride,
      int rows,
      int n,
      MemorySegment out,
      long offset) {
    for (int row = 0; row < rows; row++, at += stride, offset += format.bytes(n)) {
      byte[] bytes = format.encode(x, at, n);
      MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }
  }

  /**
   * Attention (Vaswani et al. 2017) of the queries that share one head of keys and values.
   *
   * @param past how many positions come before the first token
   * @param q a row of queries for each token, head after head
   * @param out likewise, {@code valueDim} numbers for each head
   */
  default void attend(
      AttentionHead head, CachedHead cached, int past, int tokens, Rows q, Rows out) {
    ScalarAttention.attend(this, head, cached, past, tokens, q, out);
  }
}
