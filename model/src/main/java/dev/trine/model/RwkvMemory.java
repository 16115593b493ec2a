package dev.trine.model;

/**
 * A matrix for each head that keeps values under their keys and fades (Peng et al. 2024,
 * arXiv:2404.05892).
 *
 * @param headDim numbers of a head
 * @param bonus {@code [hidden]}: of the present token
 * @param norm of what each head recalls
 */
record RwkvMemory(int headDim, float[] bonus, Norm norm) {

  /** With a bonus, and so many heads, under this name. */
  static RwkvMemory of(Checkpoint checkpoint, String at, String bonus, int hidden, double eps) {
    int heads = Math.toIntExact(Rwkv.find(checkpoint, at + bonus).shape()[0]);
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    int dim = hidden / heads;
    return new RwkvMemory(
        dim,
        ofChannels(checkpoint, at + bonus, heads, hidden),
        checkpoint.layerNorm(at + "ln_x", hidden, eps).ofHeads(dim));
  }

  /** Numbers of channels, or of heads, whose channels then have all the same. */
  static float[] ofChannels(Checkpoint checkpoint, String name, int heads, int hidden) {
    boolean single = Rwkv.find(checkpoint, name).size() == heads;
    float[] stored = checkpoint.numbersOf(name, single ? heads : hidden);
    float[] all = new float[hidden];
    for (int i = 0; i < hidden; i++) {
      all[i] = stored[single ? i / (hidden / heads) : i];
    }
    return all;
  }

  /**
   * What each token recalls: {@code r . (S + bonus * k v^T)}, normalised; then row i of the matrix
   * becomes {@code decay_i * S_i + k_i * v}.
   *
   * @param decay {@code [rows, hidden]}, or {@code [hidden]} for all rows
   * @param at where the state has the matrices, {@code [hidden, headDim]}
   */
  float[] recall(float[] r, float[] k, float[] v, float[] decay, Batch batch, int at) {
    float[] y = new float[r.length];
    int hidden = bonus.length;
    for (int row = 0; row < batch.rows(); row++) {
      float[] state = Rwkv.state(batch.owner(row)).numbers();
      for (int i = 0; i < hidden; i++) {
        int here = row * hidden + i;
        int head = here - i % headDim;
        int line = at + i * headDim;
        float faded = decay[here % decay.length];
        for (int j = 0; j < headDim; j++) {
          float s = state[line + j];
          float kv = k[here] * v[head + j];
          y[head + j] += r[here] * (s + bonus[i] * kv);
          state[line + j] = faded * s + kv;
        }
      }
    }
    return norm.of(y);
  }
}
