package dev.trine.model;

import java.util.Optional;

/**
 * Attention of tokens to those before them (Vaswani et al. 2017, arXiv:1706.03762), with what
 * decoders add: normalised query and key heads, turns by position.
 *
 * @param layer which layer of the cache is its own
 * @param q {@code [heads * keyDim, hidden]}
 * @param k {@code [kvHeads * keyDim, hidden]}
 * @param v {@code [kvHeads * valueDim, hidden]}
 * @param o {@code [hidden, heads * valueDim]}
 * @param qNorm of each query head, or of all together, by its width
 * @param innerNorm before {@code o}; BitNet has one
 * @param valueScale of the values; 1 but in MiMo-V2
 */
record SelfAttention(
    int layer,
    Linear q,
    Linear k,
    Linear v,
    Linear o,
    Optional<Norm> qNorm,
    Optional<Norm> kNorm,
    Optional<Norm> innerNorm,
    float valueScale,
    Attention spec)
    implements Mixer {

  SelfAttention(int layer, Linear q, Linear k, Linear v, Linear o, Attention spec) {
    this(layer, q, k, v, o, Optional.empty(), Optional.empty(), Optional.empty(), 1, spec);
  }

  /** {@code q_proj}, {@code k_proj}, {@code v_proj} and {@code o_proj} under a name. */
  static SelfAttention of(Checkpoint checkpoint, String at, int layer, int hidden, Attention spec) {
    return new SelfAttention(
        layer,
        checkpoint.linear(at + "q_proj", (long) spec.heads() * spec.keyDim(), hidden),
        checkpoint.linear(at + "k_proj", spec.keyWidth(), hidden),
        checkpoint.linear(at + "v_proj", spec.valueWidth(), hidden),
        checkpoint.linear(at + "o_proj", hidden, (long) spec.heads() * spec.valueDim()),
        spec);
  }

  SelfAttention withHeadNorms(Norm query, Norm key) {
    return new SelfAttention(
        layer, q, k, v, o, Optional.of(query), Optional.of(key), innerNorm, valueScale, spec);
  }

  SelfAttention withInnerNorm(Norm norm) {
    return new SelfAttention(layer, q, k, v, o, qNorm, kNorm, Optional.of(norm), valueScale, spec);
  }

  SelfAttention withValueScale(double to) {
    return new SelfAttention(layer, q, k, v, o, qNorm, kNorm, innerNorm, (float) to, spec);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[] queries = norm(qNorm, layers.linear(q, x, batch));
    float[] keys = norm(kNorm, layers.linear(k, x, batch));
    float[] values = layers.linear(v, x, batch);
    batch
        .observer()
        .ifPresent(it -> {
          it.see(q.name() + ".heads", queries, batch.rows());
          it.see(k.name() + ".heads", keys, batch.rows());
        });
    Layers.scale(values, valueScale);
    spec.rope()
        .ifPresent(rope -> {
          rope.turn(queries, spec.heads(), batch);
          rope.turn(keys, spec.kvHeads(), batch);
        });
    float[] attended = layers.attention(queries, keys, values, batch, layer, spec);
    return layers.linear(o, norm(innerNorm, attended), batch);
  }

  private static float[] norm(Optional<Norm> norm, float[] x) {
    return norm.isPresent() ? norm.get().of(x) : x;
  }
}
