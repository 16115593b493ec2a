package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434, section 2.1). All heads' keys and
 * values come from one latent of a position, and the latent is what the cache keeps, with one key
 * that tells the position: {@code rank + ropeDim} numbers.
 *
 * <p>Attention is computed in one of two ways. <em>Absorbed</em>: queries are brought to the space
 * of the latents, which then are keys and values of a single head. <em>Naive</em>: all heads' keys
 * and values are made from the latents, which costs more before and less for each query.
 *
 * @param qDown {@code [qRank, hidden]}, with the norm of its result; Lite has none
 * @param q {@code [heads * (nopeDim + ropeDim), qRank or hidden]}
 * @param kvDown {@code [rank + ropeDim, hidden]}: the latent, then the key of the position
 * @param kvNorm of the latent
 * @param kUp a head's {@code [nopeDim, rank]}, or if {@code kUpTransposed} {@code [rank, nopeDim]}
 * @param vUp a head's {@code [valueDim, rank]}
 * @param o {@code [hidden, heads * valueDim]}
 * @param mode which way; by default the one that costs less
 */
record LatentAttention(
    int layer,
    Optional<Linear> qDown,
    Optional<Norm> qNorm,
    Linear q,
    Linear kvDown,
    Norm kvNorm,
    String kvUpName,
    Tensor[] kUp,
    boolean kUpTransposed,
    Tensor[] vUp,
    Linear o,
    Attention spec,
    Mode mode)
    implements Mixer {

  enum Mode {
    CHEAPER,
    ABSORBED,
    NAIVE
  }

  LatentAttention in(Mode other) {
    return new LatentAttention(
        layer, qDown, qNorm, q, kvDown, kvNorm, kvUpName, kUp, kUpTransposed, vUp, o, spec, other);
  }

  private int heads() {
    return spec.heads();
  }

  private int rank() {
    return kvNorm.width();
  }

  private int ropeDim() {
    return spec.keyDim() - rank();
  }

  private int nopeDim() {
    return kUpTransposed ? kUp[0].columns() : kUp[0].rows();
  }

  private int valueDim() {
    return vUp[0].rows();
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[] compressed =
        qDown.isPresent() ? qNorm.orElseThrow().of(layers.linear(qDown.get(), x, batch)) : x;
    float[] queries = layers.linear(q, compressed, batch);
    float[] keys = layers.linear(kvDown, x, batch);
    normalizeLatents(keys, batch.rows());
    batch.observer().ifPresent(it -> it.see(kvUpName, latents(keys, batch.rows()), batch.rows()));
    Rope rope = (Rope) spec.positions().orElseThrow();
    rope.turn(keys, 1, batch);
    rope.atEndOf(nopeDim() + ropeDim()).turn(queries, heads(), batch);
    float[] attended =
        naive(batch) ? naive(queries, keys, batch, layers) : absorbed(queries, keys, batch, layers);
    return layers.linear(o, attended, batch);
  }

  /** Whether so many tokens run together that the heads' keys are worth their making. */
  private boolean naive(Batch batch) {
    int saved = 2 * rank() - nopeDim() - valueDim(); // for each pair of query and position
    int spent = rank() * (nopeDim() + valueDim()); // for each position
    int fewest = batch.sequences().stream().mapToInt(it -> it.ids().length).min().orElse(0);
    return switch (mode) {
      case CHEAPER -> saved > 0 && (long) fewest * saved > spent;
      case ABSORBED -> false;
      case NAIVE -> true;
    };
  }

  private void normalizeLatents(float[] keys, int rows) {
    float[] normalized = kvNorm.of(latents(keys, rows));
    for (int row = 0; row < rows; row++) {
      System.arraycopy(normalized, row * rank(), keys, row * spec.keyDim(), rank());
    }
  }

  private float[] latents(float[] keys, int rows) {
    return part(keys, rows, spec.keyDim(), 0, rank());
  }

  /** Some columns of a matrix. */
  private static float[] part(float[] x, int rows, int width, int from, int count) {
    float[] part = new float[rows * count];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(x, row * width + from, part, row * count, count);
    }
    return part;
  }

  private float[] absorbed(float[] queries, float[] keys, Batch batch, Layers layers) {
    int rows = batch.rows();
    int head = nopeDim() + ropeDim();
    float[] wide = new float[rows * heads() * spec.keyDim()];
    for (int h = 0; h < heads(); h++) {
      float[] nope = part(queries, rows, heads() * head, h * head, nopeDim());
      float[] absorbed = product(kUp[h], !kUpTransposed, nope, rows, layers);
      for (int row = 0; row < rows; row++) {
        int at = (row * heads() + h) * spec.keyDim();
        System.arraycopy(absorbed, row * rank(), wide, at, rank());
        int from = (row * heads() + h) * head + nopeDim();
        System.arraycopy(queries, from, wide, at + rank(), ropeDim());
      }
    }
    float[] contexts =
        new CachedAttention(layers, spec, layer).attend(wide, keys, new float[0], batch);
    float[] out = new float[rows * heads() * valueDim()];
    for (int h = 0; h < heads(); h++) {
      float[] context = part(contexts, rows, heads() * rank(), h * rank(), rank());
      float[] values = product(vUp[h], false, context, rows, layers);
      for (int row = 0; row < rows; row++) {
        int at = (row * heads() + h) * valueDim();
        System.arraycopy(values, row * valueDim(), out, at, valueDim());
      }
    }
    return out;
  }

  private float[] naive(float[] queries, float[] keys, Batch batch, Layers layers) {
    int head = nopeDim() + ropeDim();
    Attention perHead =
        Attention.of(heads(), heads(), head).withValueDim(valueDim()).withScale(spec.scale());
    return new CachedAttention(layers, perHead, layer)
        .attendExpanded(
            queries, keys, batch, (latents, positions) -> expand(latents, positions, layers));
  }

  /** The keys and values of all heads, made from what the cache holds of these positions. */
  private float[][] expand(float[] cached, int positions, Layers layers) {
    int head = nopeDim() + ropeDim();
    float[] latents = latents(cached, positions);
    float[] keys = new float[positions * heads() * head];
    float[] values = new float[positions * heads() * valueDim()];
    for (int h = 0; h < heads(); h++) {
      float[] k = product(kUp[h], kUpTransposed, latents, positions, layers);
      float[] v = product(vUp[h], false, latents, positions, layers);
      for (int p = 0; p < positions; p++) {
        int at = (p * heads() + h) * head;
        System.arraycopy(k, p * nopeDim(), keys, at, nopeDim());
        System.arraycopy(cached, p * spec.keyDim() + rank(), keys, at + nopeDim(), ropeDim());
        System.arraycopy(v, p * valueDim(), values, (p * heads() + h) * valueDim(), valueDim());
      }
    }
    return new float[][] {keys, values};
  }

  /** {@code x * weight^T}, or {@code x * weight}. */
  private static float[] product(
      Tensor weight, boolean transposed, float[] x, int rows, Layers layers) {
    if (!transposed) {
      float[] out = new float[rows * weight.rows()];
      layers.kernels().matmul(weight, x, rows, out, layers.team());
      return out;
    }
    int width = weight.columns();
    float[] out = new float[rows * width];
    float[] line = new float[width];
    for (int r = 0; r < weight.rows(); r++) {
      weight.row(r, line, 0);
      for (int row = 0; row < rows; row++) {
        layers.kernels().addScaled(x[row * weight.rows() + r], line, 0, out, row * width, width);
      }
    }
    return out;
  }
}
