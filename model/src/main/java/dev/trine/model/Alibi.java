package dev.trine.model;

/**
 * Attention with linear biases (Press et al. 2021, arXiv:2108.12409): the further back a key
 * stands, the lower its score, by a slope that each head has for itself. What scores of one query
 * have in common does not count, so that {@code slope * position of the key} does it; and that is a
 * product too: the position stands in the key behind its own numbers, the slope in the query. It
 * takes two numbers, so that half precision holds it exactly.
 *
 * @param keyDim numbers of a head, with the two
 * @param slopes {@code [heads]}, divided by what scores are multiplied by
 */
record Alibi(int keyDim, float[] slopes) implements Positions {
  private static final int LOW = 256;

  /**
   * For heads of {@code dim} numbers.
   *
   * @param steepest the power of a half that the last of the slopes is; 8 in most models
   * @param scale of the scores
   */
  static Alibi of(int heads, int dim, double steepest, double scale) {
    return new Alibi(dim + 2, slopes(heads, steepest, scale));
  }

  /** How much the score falls with each position, by head, divided by {@code scale}. */
  static float[] slopes(int heads, double steepest, double scale) {
    int power = Integer.highestOneBit(heads);
    float[] slopes = new float[heads];
    for (int head = 0; head < heads; head++) {
      // Heads beyond a power of two take the slopes that lie between the others.
      double step = head < power ? head + 1 : head - power + 0.5;
      slopes[head] = (float) (Math.pow(2, -steepest * step / power) / scale);
    }
    return slopes;
  }

  @Override
  public float[] queries(float[] x, int heads, Batch batch) {
    float[] wide = widened(x);
    for (int head = 0; head < wide.length / keyDim; head++) {
      int at = (head + 1) * keyDim - 2;
      wide[at] = slopes[head % heads] * LOW;
      wide[at + 1] = slopes[head % heads];
    }
    return wide;
  }

  @Override
  public float[] keys(float[] x, int kvHeads, Batch batch) {
    float[] wide = widened(x);
    for (int head = 0; head < wide.length / keyDim; head++) {
      put(batch.position(head / kvHeads), wide, head);
    }
    return wide;
  }

  private float[] widened(float[] x) {
    int dim = keyDim - 2;
    float[] wide = new float[x.length / dim * keyDim];
    for (int head = 0; head < x.length / dim; head++) {
      System.arraycopy(x, head * dim, wide, head * keyDim, dim);
    }
    return wide;
  }

  private void put(int position, float[] keys, int head) {
    keys[(head + 1) * keyDim - 2] = Math.floorDiv(position, LOW);
    keys[(head + 1) * keyDim - 1] = Math.floorMod(position, LOW);
  }

  @Override
  public void turnBack(float[] keys, int kvHeads, int positions) {
    for (int head = 0; head < kvHeads; head++) {
      int high = Math.round(keys[(head + 1) * keyDim - 2]);
      put(high * LOW + Math.round(keys[(head + 1) * keyDim - 1]) - positions, keys, head);
    }
  }
}
