package dev.trine.model;

import dev.trine.tensor.ThreadTeam;
import java.util.Optional;

/**
 * Attention of an encoder, to whose scores a number is added that depends on how far two tokens are
 * apart. Texts are whole: nothing is cached.
 *
 * @param q {@code [hidden, hidden]}, as the others
 * @param qNorm of queries, all heads together; few models have one
 */
record DistanceAttention(
    Linear q,
    Linear k,
    Linear v,
    Linear o,
    Optional<Norm> qNorm,
    Optional<Norm> kNorm,
    Bias bias,
    Attention spec)
    implements Mixer {

  /** What is added to a score. */
  @FunctionalInterface
  interface Bias {
    /**
     * Of one head.
     *
     * @param distance how many tokens the key stands behind the query
     */
    float of(int head, int distance);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[][] all = layers.linears(x, batch, q, k, v);
    float[] queries = qNorm.isPresent() ? qNorm.get().of(all[0]) : all[0];
    float[] keys = kNorm.isPresent() ? kNorm.get().of(all[1]) : all[1];
    float[] out = new float[x.length];
    ThreadTeam.current()
        .run(spec.heads(), head -> attend(head, queries, keys, all[2], batch.rows(), layers, out));
    return layers.linear(o, out, batch);
  }

  private void attend(
      int head, float[] queries, float[] keys, float[] values, int n, Layers layers, float[] out) {
    int dim = spec.keyDim();
    int width = spec.keyWidth();
    int at = head * dim;
    float[] scores = new float[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scores[j] =
            spec.scale() * layers.kernels().dot(queries, i * width + at, keys, j * width + at, dim)
                + bias.of(head, j - i);
      }
      Layers.softmax(scores, 0, n, Float.NEGATIVE_INFINITY);
      for (int j = 0; j < n; j++) {
        layers.kernels().addScaled(scores[j], values, j * width + at, out, i * width + at, dim);
      }
    }
  }
}
