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
 * @param gate of what is attended to, through a sigmoid, {@code [heads * valueDim, hidden]}
 * @param innerNorm before {@code o}; BitNet has one
 * @param turnsFirst whether heads are turned before they are normalised, as Hunyuan does
 * @param valueScale of the values; 1 but in MiMo-V2
 * @param clip queries, keys and values are kept between this and its negative
 */
record SelfAttention(
    int layer,
    Linear q,
    Linear k,
    Linear v,
    Linear o,
    Optional<Linear> gate,
    Optional<Norm> qNorm,
    Optional<Norm> kNorm,
    Optional<Norm> innerNorm,
    boolean turnsFirst,
    float valueScale,
    float clip,
    Attention spec)
    implements Mixer {

  SelfAttention(int layer, Linear q, Linear k, Linear v, Linear o, Attention spec) {
    this(
        layer,
        q,
        k,
        v,
        o,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        1,
        Float.POSITIVE_INFINITY,
        spec);
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

  SelfAttention withGate(Linear to) {
    return new SelfAttention(
        layer,
        q,
        k,
        v,
        o,
        Optional.of(to),
        qNorm,
        kNorm,
        innerNorm,
        turnsFirst,
        valueScale,
        clip,
        spec);
  }

  SelfAttention withHeadNorms(Norm query, Norm key) {
    return with(Optional.of(query), Optional.of(key), innerNorm, turnsFirst, valueScale, clip);
  }

  SelfAttention withInnerNorm(Norm norm) {
    return with(qNorm, kNorm, Optional.of(norm), turnsFirst, valueScale, clip);
  }

  SelfAttention turningFirst() {
    return with(qNorm, kNorm, innerNorm, true, valueScale, clip);
  }

  SelfAttention withValueScale(double to) {
    return with(qNorm, kNorm, innerNorm, turnsFirst, (float) to, clip);
  }

  SelfAttention withClip(double to) {
    return with(qNorm, kNorm, innerNorm, turnsFirst, valueScale, (float) to);
  }

  private SelfAttention with(
      Optional<Norm> query,
      Optional<Norm> key,
      Optional<Norm> inner,
      boolean turnFirst,
      float scale,
      float limit) {
    return new SelfAttention(
        layer, q, k, v, o, gate, query, key, inner, turnFirst, scale, limit, spec);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[][] all = layers.linears(x, batch, q, k, v);
    float[] queries = normalised(!turnsFirst, qNorm, clipped(all[0]), layers);
    float[] keys = normalised(!turnsFirst, kNorm, clipped(all[1]), layers);
    float[] values = clipped(all[2]);
    batch
        .observer()
        .ifPresent(it -> {
          it.see(q.name() + ".heads", queries, batch.rows());
          it.see(k.name() + ".heads", keys, batch.rows());
        });
    Layers.scale(values, valueScale);
    Optional<Positions> positions = spec.positions();
    float[] placedQueries =
        positions.isPresent() ? positions.get().queries(queries, spec.heads(), batch) : queries;
    float[] placedKeys =
        positions.isPresent() ? positions.get().keys(keys, spec.kvHeads(), batch) : keys;
    float[] attended =
        new CachedAttention(layers, spec, layer)
            .attend(
                normalised(turnsFirst, qNorm, placedQueries, layers),
                normalised(turnsFirst, kNorm, placedKeys, layers),
                values,
                batch);
    if (gate.isPresent()) {
      float[] gates = layers.linear(gate.get(), x, batch);
      Activation.SIGMOID.apply(gates);
      Layers.multiply(attended, gates);
    }
    return layers.linear(o, normalised(true, innerNorm, attended, layers), batch);
  }

  private float[] clipped(float[] x) {
    for (int i = 0; i < x.length && clip != Float.POSITIVE_INFINITY; i++) {
      x[i] = Math.clamp(x[i], -clip, clip);
    }
    return x;
  }

  private static float[] normalised(boolean now, Optional<Norm> norm, float[] x, Layers layers) {
    return now && norm.isPresent() ? layers.norm(norm.get(), x) : x;
  }
}
