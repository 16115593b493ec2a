package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.CachedHead;
import dev.trine.tensor.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Attention of a layer to what the caches keep of the texts of a batch (Vaswani et al. 2017).
 *
 * @param layer whose keys and values they are
 */
record CachedAttention(Layers layers, Attention spec, int layer) {
  /** Queries of a task: many, since a block of keys is turned for all of them. */
  private static final int QUERIES = 256;

  private static final int FEW_TOKENS = 32; // of a task, but as many as kernels for many ask for

  /**
   * Puts keys and values into the caches of the batch and attends.
   *
   * @param q {@code [rows, heads * keyDim]}
   * @param k {@code [rows, kvHeads * keyDim]}
   * @param v {@code [rows, kvHeads * valueDim]}; empty if the values are latent
   * @return {@code [rows, heads * valueDim]}
   */
  float[] attend(float[] q, float[] k, float[] v, Batch batch) {
    float[] out = layers.array(batch.rows() * spec.heads() * spec.valueDim());
    List<Batch.Sequence> sequences = batch.sequences();
    int[] rows = new int[sequences.size()]; // the first of each
    for (int i = 1; i < rows.length; i++) {
      rows[i] = rows[i - 1] + sequences.get(i - 1).ids().length;
    }
    layers
        .team()
        .run(
            rows.length,
            i -> {
              Batch.Sequence sequence = sequences.get(i);
              Layers.cache(sequence)
                  .put(layers.kernels(), layer, k, v, rows[i], sequence.ids().length);
            });
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      Batch.Sequence sequence = sequences.get(i);
      AttentionCache cache = Layers.cache(sequence);
      int all = rows.length;
      tasks.addAll(
          attending(q, cache.keys(layer), cache.values(layer), rows[i], sequence, all, out));
    }
    runAll(tasks);
    return out;
  }

  /**
   * As {@link #attend}, but the keys and values are made from what the cache keeps.
   *
   * @param kept {@code [rows, ...]}, goes to the cache as keys
   * @param expansion makes keys and values from what is kept of so many positions
   */
  float[] attendExpanded(
      float[] q, float[] kept, Batch batch, BiFunction<float[], Integer, float[][]> expansion) {
    float[] out = new float[batch.rows() * spec.heads() * spec.valueDim()];
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      AttentionCache cache = Layers.cache(sequence);
      int tokens = sequence.ids().length;
      int end = cache.length() + tokens;
      cache.put(layers.kernels(), layer, kept, new float[0], row, tokens);
      float[][] expanded = expansion.apply(cache.keys(layer).floats(end), end);
      CachedHeads keys = new CachedHeads(spec.kvHeads(), spec.keyDim(), BlockFormat.F32);
      CachedHeads values = new CachedHeads(spec.kvHeads(), spec.valueDim(), BlockFormat.F32);
      keys.grow(end, 0);
      values.grow(end, 0);
      keys.put(layers.kernels(), expanded[0], 0, end, 0);
      values.put(layers.kernels(), expanded[1], 0, end, 0);
      runAll(attending(q, keys, values, row, sequence, 1, out));
      keys.free();
      values.free();
      row += tokens;
    }
    return out;
  }

  private void runAll(List<Runnable> tasks) {
    layers.team().run(tasks.size(), i -> tasks.get(i).run());
  }

  /**
   * All heads of a sequence, whose first token is {@code row}, in tasks that may run at once. The
   * queries that share a key head stay together, as far as there is work for every thread.
   *
   * @param sequences that run at once
   */
  private List<Runnable> attending(
      float[] q,
      CachedHeads keys,
      CachedHeads values,
      int row,
      Batch.Sequence sequence,
      int sequences,
      float[] out) {
    int past = sequence.cache().length();
    int tokens = sequence.ids().length;
    int end = past + tokens;
    boolean slides = !spec.causal() && spec.window() < end; // each token sees other keys
    int sharing = spec.heads() / spec.kvHeads();
    int block = spec.causal() ? tokensOfTask(tokens, sharing) : slides ? 1 : tokens;
    long shares = (long) spec.kvHeads() * Math.ceilDiv(tokens, block) * sequences;
    int heads = Math.ceilDiv(sharing, Math.clamp(2L * layers.team().size() / shares, 1, sharing));
    int qStride = spec.heads() * spec.keyDim();
    int outStride = spec.heads() * spec.valueDim();
    List<Runnable> tasks = new ArrayList<>();
    for (int from = 0, many; from < tokens; from += many) {
      int token = from;
      int within = (past + token) % spec.chunk();
      many = Math.min(Math.min(block, tokens - token), spec.chunk() - within);
      int count = many;
      int least = slides ? Math.max(0, past + token - spec.window() + 1) : past + token - within;
      int most = slides ? Math.min(end, past + token + spec.window()) : end;
      int seen = spec.causal() ? past + token - least : most - least - many;
      for (int offset = 0; offset < sharing; offset += heads) {
        int sharers = Math.min(heads, sharing - offset);
        for (int kvHead = 0; kvHead < spec.kvHeads(); kvHead++) {
          int head = kvHead;
          int first = kvHead * sharing + offset;
          tasks.add(() -> {
            CachedHead cached =
                new CachedHead(
                    keys.format(),
                    keys.head(head, least),
                    spec.latent() ? Optional.empty() : Optional.of(values.head(head, least)));
            int qAt = (row + token) * qStride + first * spec.keyDim();
            int outAt = (row + token) * outStride + first * spec.valueDim();
            layers
                .kernels()
                .attend(
                    (slides ? spec.withWindow(most - least) : spec).head(first, sharers),
                    cached,
                    seen,
                    count,
                    new Rows(q, qAt, qStride),
                    new Rows(out, outAt, outStride));
          });
        }
      }
    }
    return tasks;
  }

  /** A multiple of {@link #FEW_TOKENS}, so few that each thread has several tasks if it can. */
  private int tokensOfTask(int tokens, int sharing) {
    int share = (int) ((long) tokens * spec.kvHeads() / (8L * layers.team().size()));
    int most = Math.min(QUERIES / sharing, share);
    return Math.max(1, most / FEW_TOKENS) * FEW_TOKENS;
  }
}
