package dev.trine.tensor;

import java.util.Arrays;

/** Attention as it is written: all scores of a query, their softmax, the weighted values. */
final class ScalarAttention {

  private ScalarAttention() {}

  /** See {@link Kernels#attend}. */
  static void attend(
      Kernels kernels,
      AttentionHead head,
      CachedHead cached,
      int past,
      int tokens,
      Rows q,
      Rows out) {
    int end = past + tokens;
    int keyDim = head.keyDim();
    float[] k = new float[end * keyDim];
    cached.format().decode(cached.keys(), 0, k, 0, k.length);
    int valueStep = cached.values().isPresent() ? head.valueDim() : keyDim;
    float[] v = cached.values().isPresent() ? new float[end * valueStep] : k;
    cached.values().ifPresent(it -> cached.format().decode(it, 0, v, 0, v.length));
    float[] scores = new float[end];
    for (int t = 0; t < tokens; t++) {
      int first = Math.max(0, past + t + 1 - head.window());
      int seen = head.causal() ? past + t + 1 : end;
      for (int h = 0; h < head.heads(); h++) {
        int queryAt = q.at(t) + h * keyDim;
        for (int p = first; p < seen; p++) {
          float score = head.scale() * kernels.dot(q.array(), queryAt, k, p * keyDim, keyDim);
          scores[p] =
              head.softcap() == 0
                  ? score
                  : head.softcap() * (float) Math.tanh(score / head.softcap());
        }
        float sink = head.sinks().isPresent() ? head.sinks().get()[h] : Float.NEGATIVE_INFINITY;
        softmax(scores, first, seen, sink);
        int at = out.at(t) + h * head.valueDim();
        Arrays.fill(out.array(), at, at + head.valueDim(), 0);
        for (int p = first; p < seen; p++) {
          kernels.addScaled(scores[p], v, p * valueStep, out.array(), at, head.valueDim());
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
