package dev.trine.model;

import dev.trine.tensor.ThreadTeam;

/**
 * Attention of an encoder, to whose scores a number is added that each head has learned for a
 * bucket of distances (Raffel et al. 2019, arXiv:1910.10683). Texts are whole: nothing is cached.
 *
 * @param q {@code [hidden, hidden]}, as the others
 * @param bias {@code [buckets, heads]}
 */
record DistanceAttention(Linear q, Linear k, Linear v, Linear o, float[] bias, Attention spec)
    implements Mixer {
  private static final int FURTHEST = 128; // from there on all is one bucket

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[][] all = layers.linears(x, batch, q, k, v);
    float[] out = new float[x.length];
    ThreadTeam.current()
        .run(spec.heads(), head -> attend(head, all[0], all[1], all[2], batch.rows(), layers, out));
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
                + bias[bucket(j - i) * spec.heads() + head];
      }
      Layers.softmax(scores, 0, n, Float.NEGATIVE_INFINITY);
      for (int j = 0; j < n; j++) {
        layers.kernels().addScaled(scores[j], values, j * width + at, out, i * width + at, dim);
      }
    }
  }

  /**
   * One half is for tokens behind; of each, one half for short distances, the others by logarithm.
   */
  private int bucket(int distance) {
    int half = bias.length / spec.heads() / 2;
    int exact = half / 2;
    int far = Math.abs(distance);
    int bucket = far;
    if (far >= exact) {
      double share = (float) Math.log((float) far / exact) / Math.log((double) FURTHEST / exact);
      bucket = Math.min(half - 1, exact + (int) (share * (half - exact)));
    }
    return distance > 0 ? half + bucket : bucket;
  }
}
