package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * A recurrent language model of the RWKV family: as a transformer, with a state in the place of
 * keys and values. Each layer mixes a token with the one before it (token shift) twice: in time,
 * through the state, and over its channels.
 */
abstract class Rwkv implements Transformer {
  private static final int CONTEXT = 1 << 20; // without an end; this is as far as ids are counted
  static final double EPS = 1e-5;

  final Layers layers = new Layers(Kernels.chosen().kernels());
  private final LogitRows rooms = new LogitRows();
  final int hidden;
  private final double eps; // of layer norms
  private final int count;
  private final int halvedEach; // layers, behind which GGUF files have smaller weights; 0: none
  private final Tensor embedding; // [vocab, hidden]
  private final Norm before; // of embeddings
  private final Norm after;
  private final Linear head; // [vocab, hidden]

  Rwkv(Checkpoint checkpoint) {
    RwkvNames.tell(checkpoint);
    hidden = checkpoint.count("hidden_size");
    count = Config.layers(checkpoint);
    eps = checkpoint.positive("layer_norm_eps").orElse(EPS);
    halvedEach = checkpoint.number("rescale_every_n_layers").map(Double::intValue).orElse(0);
    embedding = Config.embedding(checkpoint, "emb.weight", hidden);
    before = norm(checkpoint, "blocks.0.ln0");
    after = norm(checkpoint, "ln_out");
    head = checkpoint.linear("head", embedding.rows(), hidden);
  }

  /** Whether GGUF files call a model of this family so. */
  static boolean is(String architecture) {
    return architecture.startsWith("rwkv");
  }

  /** The epsilon of heads; GGUF files and rwkv.cpp's do not say it. */
  static double headEps(Checkpoint checkpoint, double usual) {
    double eps = checkpoint.positive("group_norm_eps").orElse(usual);
    if (Math.abs(eps - usual) > 1e-9) {
      checkpoint.noteUntold("the heads have an epsilon of %s".formatted(eps));
    }
    return eps;
  }

  final int layerCount() {
    return count;
  }

  final Norm norm(Checkpoint checkpoint, String name) {
    return checkpoint.layerNorm(name, hidden, eps);
  }

  /** What mixes a layer's channels; {@code key} and {@code receptance} are shares of a token. */
  final RwkvChannelMix channels(Checkpoint checkpoint, String at, float[] key, float[] receptance) {
    return RwkvChannelMix.of(checkpoint, at, norm(checkpoint, at + "ln2"), hidden, key, receptance);
  }

  /** From all numbers to few. */
  final Linear narrow(Checkpoint checkpoint, String name) {
    return new Linear(
        name, checkpoint.tensor(name, rows(checkpoint, name), hidden), Optional.empty());
  }

  /** And back. */
  final Linear wide(Checkpoint checkpoint, String name) {
    int rank = find(checkpoint, name).columns();
    return new Linear(name, checkpoint.tensor(name, hidden, rank), Optional.empty());
  }

  /** A tensor that says by its shape what no setting does. */
  static Tensor find(Checkpoint checkpoint, String name) {
    return checkpoint.find(name).orElseThrow(() -> checkpoint.missing(name));
  }

  static int rows(Checkpoint checkpoint, String name) {
    return find(checkpoint, name).rows();
  }

  /** Numbers of state that a layer has. */
  abstract int stateWidth();

  /** What a layer's state begins with. */
  float[] firstState() {
    return new float[stateWidth()];
  }

  /**
   * Adds what a layer makes of the residual.
   *
   * @param handed {@code [rows, hidden]} numbers that the first layer may leave for the others
   */
  abstract void layer(int layer, float[] x, float[] handed, Batch batch);

  @Override
  public final float[][] forward(Batch batch) {
    batch.sequences().forEach(it -> state(it).reserve(it.ids().length));
    float[] x = before.of(Layers.embed(embedding, batch));
    float[] handed = new float[x.length];
    for (int layer = 0; layer < count; layer++) {
      layer(layer, x, handed, batch);
      if (halvedEach > 0 && (layer + 1) % halvedEach == 0) {
        Layers.scale(x, 0.5f);
      }
    }
    batch.sequences().forEach(it -> state(it).advance(it.ids().length));
    int[] wanted = batch.wantedRows();
    float[] h = after.of(Layers.rows(x, wanted, hidden));
    return layers.logits(h, head, batch.select(wanted), rooms);
  }

  @Override
  public final void reuse(float[][] logits) {
    rooms.reuse(logits);
  }

  static RwkvState state(Batch.Sequence sequence) {
    if (sequence.cache() instanceof RwkvState state) {
      return state;
    }
    throw new IllegalArgumentException("the cache was not made by this model");
  }

  /** Where a layer's state begins in the state's numbers. */
  final int stateAt(int layer) {
    return layer * stateWidth();
  }

  /**
   * Each row's predecessor; that of a text's first row comes from the state, {@code at} numbers
   * into it, where the last row is left for the next time.
   */
  static float[] shifted(float[] x, Batch batch, int at, int hidden) {
    float[] before = new float[x.length];
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      float[] state = state(sequence).numbers();
      int last = (row + sequence.ids().length - 1) * hidden;
      System.arraycopy(state, at, before, row * hidden, hidden);
      System.arraycopy(x, row * hidden, before, (row + 1) * hidden, last - row * hidden);
      System.arraycopy(x, last, state, at, hidden);
      row += sequence.ids().length;
    }
    return before;
  }

  /** {@code x * share + before * (1 - share)}, the shares of one row, or of each its own. */
  static float[] mixed(float[] x, float[] before, float[] shares) {
    float[] mixed = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      mixed[i] = before[i] + (x[i] - before[i]) * shares[i % shares.length];
    }
    return mixed;
  }

  static void multiply(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= y[i % y.length];
    }
  }

  @Override
  public final int vocabularySize() {
    return embedding.rows();
  }

  @Override
  public final int contextLength() {
    return CONTEXT;
  }

  @Override
  public final KvCache newCache(int capacity) {
    if (capacity < 1) {
      throw new ModelException("a state for %d positions is not possible".formatted(capacity));
    }
    float[] first = new float[Math.multiplyExact(count, stateWidth())];
    float[] each = firstState();
    for (int layer = 0; layer < count; layer++) {
      System.arraycopy(each, 0, first, stateAt(layer), each.length);
    }
    return new RwkvState(first, capacity);
  }
}
