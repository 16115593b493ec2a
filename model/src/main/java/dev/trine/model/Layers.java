package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.Arrays;
import java.util.function.BiFunction;

/** The parts that decoder-only models share. Activations are {@code [tokens, width]}, row-major. */
record Layers(Kernels kernels, ThreadTeam team) {

  /**
   * {@code x * weight^T + bias}, and what the adapters of the batch add: the only place where
   * weights meet activations.
   *
   * @param x {@code [batch.rows(), in]}
   * @return {@code [batch.rows(), out]}
   */
  float[] linear(Linear layer, float[] x, Batch batch) {
    int rows = batch.rows();
    batch.observer().ifPresent(observer -> observer.see(layer.name(), x, rows));
    float[] out = new float[rows * layer.out()];
    kernels.matmul(layer.weight(), x, rows, out, team);
    layer
        .bias()
        .ifPresent(bias -> {
          for (int row = 0; row < rows; row++) {
            kernels.addScaled(1, bias, 0, out, row * bias.length, bias.length);
          }
        });
    for (int from = 0, to; from < rows; from = to) {
      Batch.Sequence owner = batch.owner(from);
      to = from + 1;
      while (to < rows && batch.owner(to) == owner) {
        to++;
      }
      for (Adapter adapter : owner.adapters()) {
        Adapter.LowRank change = adapter.changes().get(layer.name());
        if (change != null) {
          addLowRank(change, x, layer, from, to, out);
        }
      }
    }
    return out;
  }

  /** {@code out += scale * b * (a * x)} for the rows {@code [from, to)}. */
  private void addLowRank(
      Adapter.LowRank change, float[] x, Linear layer, int from, int to, float[] out) {
    if (change.a().columns() != layer.in() || change.b().rows() != layer.out()) {
      throw new ModelException(
          "adapter tensors %s and %s do not fit the layer %s of %d to %d numbers"
              .formatted(
                  change.a().name(), change.b().name(), layer.name(), layer.in(), layer.out()));
    }
    float[] rows = Arrays.copyOfRange(x, from * layer.in(), to * layer.in());
    float[] narrow = new float[(to - from) * change.a().rows()];
    kernels.matmul(change.a(), rows, to - from, narrow, team);
    float[] wide = new float[(to - from) * layer.out()];
    kernels.matmul(change.b(), narrow, to - from, wide, team);
    kernels.addScaled(change.scale(), wide, 0, out, from * layer.out(), wide.length);
  }

  /** The rows of the table that the batch's ids name. */
  static float[] embed(Tensor table, Batch batch) {
    int width = table.columns();
    float[] x = new float[batch.rows() * width];
    for (int row = 0; row < batch.rows(); row++) {
      int id = batch.id(row);
      if (id < 0 || id >= table.rows()) {
        throw new ModelException(
            "token %d is not in the vocabulary of %d".formatted(id, table.rows()));
      }
      table.row(id, x, row * width);
    }
    return x;
  }

  /** Makes room in the caches for the batch's positions. */
  static void reserve(Batch batch) {
    batch.sequences().forEach(it -> cache(it).reserve(it.ids().length));
  }

  /** Counts the batch's positions as seen, after all layers have put theirs. */
  static void advance(Batch batch) {
    batch.sequences().forEach(it -> cache(it).advance(it.ids().length));
  }

  private static FloatCache cache(Batch.Sequence sequence) {
    if (sequence.cache() instanceof FloatCache cache) {
      return cache;
    }
    throw new IllegalArgumentException("the cache was not made by this model");
  }

  /** The logits of normalised rows, each a row of its own. */
  float[][] logits(float[] h, Linear output, Batch rows) {
    float[] flat = linear(output, h, rows);
    float[][] logits = new float[rows.rows()][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Arrays.copyOfRange(flat, i * output.out(), (i + 1) * output.out());
    }
    return logits;
  }

  /** Some rows of a matrix. */
  static float[] rows(float[] x, int[] rows, int width) {
    float[] some = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * width, some, i * width, width);
    }
    return some;
  }

  /** {@code x += scale * y}. */
  void add(float[] x, float[] y, float scale) {
    kernels.addScaled(scale, y, 0, x, 0, x.length);
  }

  /** {@code x += y}. */
  static void add(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  /** {@code x *= factor}. */
  static void scale(float[] x, float factor) {
    if (factor != 1) {
      for (int i = 0; i < x.length; i++) {
        x[i] *= factor;
      }
    }
  }

  /**
   * Puts keys and values into the caches of the batch and attends (Vaswani et al. 2017).
   *
   * @param q {@code [rows, heads * keyDim]}
   * @param k {@code [rows, kvHeads * keyDim]}
   * @param v {@code [rows, kvHeads * valueDim]}; empty if the values are latent
   * @return {@code [rows, heads * valueDim]}
   */
  float[] attention(float[] q, float[] k, float[] v, Batch batch, int layer, Attention spec) {
    float[] out = new float[batch.rows() * spec.heads() * spec.valueDim()];
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      FloatCache cache = cache(sequence);
      cache.put(layer, k, v, row, sequence.ids().length);
      float[] keys = cache.keys(layer);
      attend(q, keys, spec.latent() ? keys : cache.values(layer), row, sequence, spec, out);
      row += sequence.ids().length;
    }
    return out;
  }

  /**
   * As {@link #attention}, but the keys and values are made from what the cache keeps.
   *
   * @param kept {@code [rows, ...]}, goes to the cache as keys
   * @param expansion makes keys and values from what is kept of so many positions
   */
  float[] expandedAttention(
      float[] q,
      float[] kept,
      Batch batch,
      int layer,
      Attention spec,
      BiFunction<float[], Integer, float[][]> expansion) {
    float[] out = new float[batch.rows() * spec.heads() * spec.valueDim()];
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      FloatCache cache = cache(sequence);
      int tokens = sequence.ids().length;
      cache.put(layer, kept, new float[0], row, tokens);
      float[][] expanded = expansion.apply(cache.keys(layer), cache.length() + tokens);
      attend(q, expanded[0], expanded[1], row, sequence, spec, out);
      row += tokens;
    }
    return out;
  }

  /** All heads of a sequence, whose first token is {@code row}. */
  private void attend(
      float[] q,
      float[] keys,
      float[] values,
      int row,
      Batch.Sequence sequence,
      Attention spec,
      float[] out) {
    int tokens = sequence.ids().length;
    int past = sequence.cache().length();
    team.run(spec.heads(), head -> attend(q, keys, values, row, tokens, past, head, spec, out));
  }

  /** One head of the rows {@code [row, row + tokens)}, whose first is at position {@code past}. */
  private void attend(
      float[] q,
      float[] keys,
      float[] values,
      int row,
      int tokens,
      int past,
      int head,
      Attention spec,
      float[] out) {
    int keyWidth = spec.keyWidth();
    int valueWidth = spec.latent() ? keyWidth : spec.valueWidth();
    int kvHead = head / (spec.heads() / spec.kvHeads());
    int keyAt = kvHead * spec.keyDim();
    int valueAt = spec.latent() ? keyAt : kvHead * spec.valueDim();
    float[] scores = new float[past + tokens];
    for (int t = 0; t < tokens; t++) {
      int seen = spec.causal() ? past + t + 1 : past + tokens;
      int first = Math.max(0, past + t + 1 - spec.window());
      int queryAt = ((row + t) * spec.heads() + head) * spec.keyDim();
      for (int p = first; p < seen; p++) {
        float score =
            spec.scale() * kernels.dot(q, queryAt, keys, p * keyWidth + keyAt, spec.keyDim());
        scores[p] =
            spec.softcap() == 0
                ? score
                : spec.softcap() * (float) Math.tanh(score / spec.softcap());
      }
      float sink = spec.sinks().isPresent() ? spec.sinks().get()[head] : Float.NEGATIVE_INFINITY;
      softmax(scores, first, seen, sink);
      int outAt = ((row + t) * spec.heads() + head) * spec.valueDim();
      for (int p = first; p < seen; p++) {
        kernels.addScaled(scores[p], values, p * valueWidth + valueAt, out, outAt, spec.valueDim());
      }
    }
  }

  /** The sink is one more score, of something that is not there. */
  static void softmax(float[] x, int from, int to, float sink) {
    float largest = sink;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, x[i]);
    }
    float sum = (float) Math.exp(sink - largest);
    for (int i = from; i < to; i++) {
      x[i] = (float) Math.exp(x[i] - largest);
      sum += x[i];
    }
    for (int i = from; i < to; i++) {
      x[i] /= sum;
    }
  }
}
