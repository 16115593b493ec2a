package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** Attention as it is written: all scores of a query, their softmax, the weighted values. */
final class ScalarAttention {

  private ScalarAttention() {}

  /** See {@link Kernels#attend}. */
  static void attend(
      Kernels kernels,
      AttentionHead head,
      BlockFormat format,
      MemorySegment keys,
      Optional<MemorySegment> values,
      int past,
      int tokens,
      float[] q,
      int qAt,
      int qStride,
      float[] out,
      int outAt,
      int outStride) {
    int end = past + tokens;
    int keyDim = head.keyDim();
    float[] k = new float[end * keyDim];
    format.decode(keys, 0, k, 0, k.length);
    int valueStep = values.isPresent() ? head.valueDim() : keyDim;
    float[] v = values.isPresent() ? new float[end * valueStep] : k;
    values.ifPresent(it -> format.decode(it, 0, v, 0, v.length));
    float[] scores = new float[end];
    for (int t = 0; t < tokens; t++) {
      int first = Math.max(0, past + t + 1 - head.window());
      int seen = head.causal() ? past + t + 1 : end;
      for (int h = 0; h < head.heads(); h++) {
        int queryAt = qAt + t * qStride + h * keyDim;
        for (int p = first; p < seen; p++) {
          float score = head.scale() * kernels.dot(q, queryAt, k, p * keyDim, keyDim);
          scores[p] =
              head.softcap() == 0
                  ? score
                  : head.softcap() * (float) Math.tanh(score / head.softcap());
        }
        float sink = head.sinks().isPresent() ? head.sinks().get()[h] : Float.NEGATIVE_INFINITY;
        softmax(scores, first, seen, sink);
        int at = outAt + t * outStride + h * head.valueDim();
        Arrays.fill(out, at, at + head.valueDim(), 0);
        for (int p = first; p < seen; p++) {
          kernels.addScaled(scores[p], v, p * valueStep, out, at, head.valueDim());
        }
      }
    }
  }

  /** The sink is one more score, of something that is not there. */
  private static void softmax(float[] x, int from, int to, float sink) {
    float largest = sink;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, x[i]);
    }
    float sum = (float) Math.exp(sink - largest);
    for (int i = from; i < to; i++) {
      x[i] = (float) Math.exp(x[i] - largest);
      sum += x[i];
    }
    for (int i = from; i < to; i++) {
      x[i] /= sum;
    }
  }
}
