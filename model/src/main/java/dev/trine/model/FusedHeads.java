package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Query, key and value that a checkpoint keeps in one weight.
 *
 * @param q {@code [heads * dim, hidden]}
 * @param k {@code [kvHeads * dim, hidden]}
 * @param v {@code [kvHeads * dim, hidden]}
 */
record FusedHeads(Linear q, Linear k, Linear v) {

  /** All queries, then all keys, then all values. */
  static FusedHeads of(Checkpoint checkpoint, String name, int hidden, Attention spec) {
    int queries = spec.heads() * spec.keyDim();
    int keys = spec.keyWidth();
    return of(checkpoint.linear(name, queries + 2L * keys, hidden), spec);
  }

  static FusedHeads of(Linear all, Attention spec) {
    int queries = spec.heads() * spec.keyDim();
    int keys = spec.keyWidth();
    return new FusedHeads(
        all.rows(0, queries), all.rows(queries, keys), all.rows(queries + keys, keys));
  }

  /**
   * Group by group: the queries that share a key, that key, its value. GGUF files have them as
   * {@link #of} does.
   */
  static FusedHeads grouped(Checkpoint checkpoint, String name, int hidden, Attention spec) {
    if (checkpoint.gguf()) {
      return of(checkpoint, name, hidden, spec);
    }
    int groups = spec.kvHeads();
    int sharing = spec.heads() / groups;
    int dim = spec.keyDim();
    Linear all = checkpoint.linear(name, (long) groups * (sharing + 2) * dim, hidden);
    FusedHeads heads =
        new FusedHeads(
            part(all, groups, sharing * dim, 0, (sharing + 2) * dim),
            part(all, groups, dim, sharing * dim, (sharing + 2) * dim),
            part(all, groups, dim, (sharing + 1) * dim, (sharing + 2) * dim));
    checkpoint.noteLayout(
        name, new Checkpoint.LaidOut(name + ".", false, List.of(heads.q, heads.k, heads.v)));
    return heads;
  }

  /** {@code count} rows of each group, from {@code first} on, as they are stored. */
  static Linear part(Linear all, int groups, int count, int first, int each) {
    Tensor from = all.weight();
    long bytes = count * from.rowBytes();
    MemorySegment to = MemorySegment.ofArray(new byte[Math.toIntExact(groups * bytes)]);
    Optional<float[]> bias = all.bias().map(it -> new float[groups * count]);
    for (int group = 0; group < groups; group++) {
      Tensor rows = from.rows((long) group * each + first, count);
      MemorySegment.copy(rows.data(), 0, to, group * bytes, bytes);
      if (bias.isPresent()) {
        System.arraycopy(
            all.bias().orElseThrow(), group * each + first, bias.get(), group * count, count);
      }
    }
    long[] shape = {(long) groups * count, all.in()};
    return new Linear(all.name(), new Tensor(from.name(), from.format(), shape, to), bias);
  }

  SelfAttention attention(int layer, Linear o, Attention spec) {
    return new SelfAttention(layer, q, k, v, o, spec);
  }
}
