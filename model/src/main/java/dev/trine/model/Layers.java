package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.Arrays;

/** The parts that decoder-only models share. Activations are {@code [tokens, width]}, row-major. */
record Layers(Kernels kernels, ThreadTeam team) {

  /** {@code x * weight^T + bias}. */
  float[] linear(Linear layer, float[] x, int tokens) {
    int rows = layer.weight().rows();
    float[] out = new float[tokens * rows];
    kernels.matmul(layer.weight(), x, tokens, out, team);
    layer
        .bias()
        .ifPresent(bias -> {
          for (int t = 0; t < tokens; t++) {
            kernels.addScaled(1, bias, 0, out, t * rows, rows);
          }
        });
    return out;
  }

  /** Checks a call of forward and makes room for its positions. */
  static FloatCache begin(int[] ids, KvCache cache, int vocabSize) {
    if (!(cache instanceof FloatCache floats)) {
      throw new IllegalArgumentException("the cache was not made by this model");
    }
    if (ids.length == 0) {
      throw new IllegalArgumentException("there are no tokens to run");
    }
    for (int id : ids) {
      if (id < 0 || id >= vocabSize) {
        throw new ModelException(
            "token %d is not in the vocabulary of %d".formatted(id, vocabSize));
      }
    }
    floats.reserve(ids.length);
    return floats;
  }

  /** The scores of the next token, after every token of {@code x} or after the last only. */
  float[][] logits(float[] x, float[] norm, float eps, Linear output, boolean all) {
    int width = norm.length;
    float[] wanted = all ? x : Arrays.copyOfRange(x, x.length - width, x.length);
    int tokens = wanted.length / width;
    int vocabSize = output.weight().rows();
    float[] flat = linear(output, rmsNorm(wanted, norm, eps), tokens);
    float[][] logits = new float[tokens][];
    for (int t = 0; t < tokens; t++) {
      logits[t] = Arrays.copyOfRange(flat, t * vocabSize, (t + 1) * vocabSize);
    }
    return logits;
  }

  /** The rows of the table that the ids name. */
  static float[] embed(Tensor table, int[] ids) {
    int width = table.columns();
    float[] x = new float[ids.length * width];
    for (int t = 0; t < ids.length; t++) {
      table.row(ids[t], x, t * width);
    }
    return x;
  }

  /** Root mean square normalisation (Zhang and Sennrich 2019) of each {@code weight.length} run. */
  float[] rmsNorm(float[] x, float[] weight, float eps) {
    float[] out = new float[x.length];
    int n = weight.length;
    for (int at = 0; at < x.length; at += n) {
      float scale = (float) (1 / Math.sqrt(kernels.dot(x, at, x, at, n) / n + eps));
      for (int i = 0; i < n; i++) {
        out[at + i] = x[at + i] * scale * weight[i];
      }
    }
    return out;
  }

  /** {@code gate = silu(gate) * up} (Shazeer 2020, arXiv:2002.05202). */
  static void swiGlu(float[] gate, float[] up) {
    for (int i = 0; i < gate.length; i++) {
      float g = gate[i];
      gate[i] = g / (1 + (float) Math.exp(-g)) * up[i];
    }
  }

  /** {@code x += y}. */
  static void add(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  /**
   * Causal attention with grouped queries (Ainslie et al. 2023): query head h reads the key and
   * value head {@code h / (heads / kvHeads)}. A position sees itself and those before it in the
   * window.
   *
   * @param q {@code [tokens, heads * headDim]}, of the positions that follow the cache's length
   * @param cache holds the keys and values of those positions too
   * @return {@code [tokens, heads * headDim]}
   */
  float[] attention(float[] q, FloatCache cache, int layer, int tokens, Config config) {
    int heads = config.numAttentionHeads();
    int kvHeads = config.numKeyValueHeads();
    int headDim = config.headDim();
    float[] keys = cache.keys(layer);
    float[] values = cache.values(layer);
    int past = cache.length();
    int width = kvHeads * headDim;
    float[] out = new float[q.length];
    float scale = (float) (1 / Math.sqrt(headDim));
    team.run(
        heads,
        h -> {
          int head = h / (heads / kvHeads) * headDim;
          float[] scores = new float[past + tokens];
          for (int t = 0; t < tokens; t++) {
            int seen = past + t + 1;
            int first = Math.max(0, seen - config.slidingWindow());
            int at = (t * heads + h) * headDim;
            for (int p = first; p < seen; p++) {
              scores[p] = scale * kernels.dot(q, at, keys, p * width + head, headDim);
            }
            softmax(scores, first, seen);
            for (int p = first; p < seen; p++) {
              kernels.addScaled(scores[p], values, p * width + head, out, at, headDim);
            }
          }
        });
    return out;
  }

  private static void softmax(float[] x, int from, int to) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, x[i]);
    }
    float sum = 0;
    for (int i = from; i < to; i++) {
      x[i] = (float) Math.exp(x[i] - largest);
      sum += x[i];
    }
    for (int i = from; i < to; i++) {
      x[i] /= sum;
    }
  }
}
