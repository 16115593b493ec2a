package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The parts that decoder-only models share. Activations are {@code [tokens, width]}, row-major.
 *
 * @param workspace of one call, if results live no longer than their layer
 */
record Layers(Kernels kernels, Optional<Workspace> workspace) {
  private static final int ELEMENTS = 1 << 12; // of a task of what is done number by number

  Layers(Kernels kernels) {
    this(kernels, Optional.empty());
  }

  /** The same parts, which compute in arrays that a layer leaves to the next one. */
  Layers in(Workspace space) {
    return new Layers(kernels, Optional.of(space));
  }

  /** An array of a result, with whatever numbers it had. */
  float[] array(int length) {
    return workspace.isPresent() ? workspace.get().take(length) : new float[length];
  }

  /** The threads of the call. */
  ThreadTeam team() {
    return ThreadTeam.current();
  }

  /**
   * {@code x * weight^T + bias}, and what the adapters of the batch add.
   *
   * @param x {@code [batch.rows(), in]}
   * @return {@code [batch.rows(), out]}
   */
  float[] linear(Linear layer, float[] x, Batch batch) {
    return linears(x, batch, layer)[0];
  }

  /**
   * As {@link #linear}, of several layers that see the same: the only place where weights meet
   * activations.
   */
  float[][] linears(float[] x, Batch batch, Linear... layers) {
    float[][] outs = new float[layers.length][];
    for (int i = 0; i < layers.length; i++) {
      outs[i] = array(batch.rows() * layers[i].out());
    }
    into(outs, x, batch, layers);
    return outs;
  }

  /** As {@link #linear}, in an array that is at least as long. */
  private float[] into(float[] out, Linear layer, float[] x, Batch batch) {
    into(new float[][] {out}, x, batch, layer);
    return out;
  }

  private void into(float[][] outs, float[] x, Batch batch, Linear... layers) {
    int rows = batch.rows();
    List<Kernels.Product> products = new ArrayList<>(layers.length);
    for (int i = 0; i < layers.length; i++) {
      String name = layers[i].name();
      batch.observer().ifPresent(observer -> observer.see(name, x, rows));
      products.add(new Kernels.Product(layers[i].weight(), outs[i]));
    }
    kernels.matmuls(products, x, rows, team());
    for (int i = 0; i < layers.length; i++) {
      complete(layers[i], x, batch, outs[i]);
    }
  }

  /** Adds the bias of a layer, and what adapters change. */
  private void complete(Linear layer, float[] x, Batch batch, float[] out) {
    int rows = batch.rows();
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
    kernels.matmul(change.a(), rows, to - from, narrow, team());
    float[] wide = new float[(to - from) * layer.out()];
    kernels.matmul(change.b(), narrow, to - from, wide, team());
    kernels.addScaled(change.scale(), wide, 0, out, from * layer.out(), wide.length);
  }

  /** The rows of the table that the batch's ids name. */
  static float[] embed(Tensor table, Batch batch) {
    int width = table.columns();
    float[] x = new float[batch.rows() * width];
    ThreadTeam.current()
        .run(
            batch.rows(),
            row -> {
              int id = batch.id(row);
              if (id < 0 || id >= table.rows()) {
                throw new ModelException(
                    "token %d is not in the vocabulary of %d".formatted(id, table.rows()));
              }
              table.row(id, x, row * width);
            });
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

  /** What a text keeps for attention. */
  static AttentionCache cache(Batch.Sequence sequence) {
    if (sequence.cache() instanceof AttentionCache cache) {
      return cache;
    }
    throw new IllegalArgumentException("the cache was not made by this model");
  }

  /** Whether any text of the batch asks for exact numbers: then all get them. */
  static boolean isExact(Batch batch) {
    return batch.sequences().stream().anyMatch(it -> cache(it).precision().exact());
  }

  /** The logits of normalised rows, each a row of its own. */
  float[][] logits(float[] h, Linear output, Batch rows, LogitRows rooms) {
    int width = output.out();
    if (rows.rows() == 1) {
      return new float[][] {into(rooms.row(width), output, h, rows)};
    }
    float[] flat = into(rooms.flat(rows.rows() * width), output, h, rows);
    float[][] logits = new float[rows.rows()][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = rooms.row(width);
    }
    team().run(logits.length, i -> System.arraycopy(flat, i * width, logits[i], 0, width));
    rooms.keepFlat(flat);
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

  /** Some columns of a matrix of so many rows. */
  static float[] columns(float[] x, int rows, int from, int count) {
    int width = x.length / rows;
    float[] some = new float[rows * count];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(x, row * width + from, some, row * count, count);
    }
    return some;
  }

  /** The rows of these beside each other: the opposite of {@link #columns}. */
  static float[] beside(int rows, float[]... parts) {
    int width = 0;
    for (float[] part : parts) {
      width += part.length / rows;
    }
    float[] all = new float[rows * width];
    int at = 0;
    for (float[] part : parts) {
      int own = part.length / rows;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(part, row * own, all, row * width + at, own);
      }
      at += own;
    }
    return all;
  }

  /** What a recurrent layer keeps of a text. */
  static float[] state(Batch.Sequence sequence, int layer) {
    return cache(sequence).state(layer);
  }

  /** {@code x} normalised. */
  float[] norm(Norm norm, float[] x) {
    return norm.into(array(x.length), x);
  }

  /** {@code x += scale * y}. */
  void add(float[] x, float[] y, float scale) {
    inParts(x.length, (at, n) -> kernels.addScaled(scale, y, at, x, at, n));
  }

  /** {@code x += y}. */
  static void add(float[] x, float[] y) {
    inParts(
        x.length,
        (at, n) -> {
          for (int i = at; i < at + n; i++) {
            x[i] += y[i];
          }
        });
  }

  /** {@code x *= y}. */
  static void multiply(float[] x, float[] y) {
    inParts(
        x.length,
        (at, n) -> {
          for (int i = at; i < at + n; i++) {
            x[i] *= y[i];
          }
        });
  }

  /** {@code gate = silu(gate) * up} (Shazeer 2020, arXiv:2002.05202). */
  void swiGlu(float[] gate, float[] up) {
    inParts(gate.length, (at, n) -> kernels.swiGlu(gate, up, at, n));
  }

  /** What is done number by number, with a part of them. */
  @FunctionalInterface
  interface Part {
    void run(int at, int count);
  }

  /** Has the threads of the call share what is done number by number. */
  static void inParts(int numbers, Part part) {
    ThreadTeam.current()
        .run(
            Math.ceilDiv(numbers, ELEMENTS),
            task -> part.run(task * ELEMENTS, Math.min(ELEMENTS, numbers - task * ELEMENTS)));
  }

  /** {@code x *= factor}. */
  static void scale(float[] x, float factor) {
    if (factor != 1) {
      for (int i = 0; i < x.length; i++) {
        x[i] *= factor;
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
