package dev.trine.model;

/**
 * Queries that grow with their position, so that attention stays as sharp however much it sees
 * (Nakanishi 2025, arXiv:2501.19399): by {@code 1 + growth * log(1 + floor((position + 1) /
 * step))}. Keys tell nothing.
 *
 * @param step positions
 */
record Temperature(double growth, double step) implements Positions {

  @Override
  public float[] queries(float[] x, int heads, Batch batch) {
    float[] out = x.clone();
    int width = x.length / batch.rows();
    for (int row = 0; row < batch.rows(); row++) {
      double steps = Math.floor((batch.position(row) + 1) / step);
      float factor = (float) (1 + growth * Math.log1p(steps));
      for (int i = row * width; i < (row + 1) * width; i++) {
        out[i] *= factor;
      }
    }
    return out;
  }

  @Override
  public float[] keys(float[] x, int kvHeads, Batch batch) {
    return x;
  }

  @Override
  public void turnBack(float[] keys, int kvHeads, int positions) {}
}
