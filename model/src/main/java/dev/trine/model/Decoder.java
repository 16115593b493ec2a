package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A decoder-only transformer: layers that add to a residual, between an embedding and an output. An
 * architecture says what its layers are made of, and which of the few knobs here it turns.
 */
final class Decoder implements Transformer {
  private final Layers quick = new Layers(Kernels.chosen().kernels());
  private final Layers exact = new Layers(quick.kernels().exact());
  private final Tensor embedding; // [vocab, hidden]
  private final Layer[] stack;
  private final Norm norm; // [hidden]
  private final Linear output; // [vocab, hidden], often the embedding itself
  private final int contextLength;
  private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>(); // one for each call at once
  private final LogitRows rooms = new LogitRows();
  private Optional<Tensor> positions = Optional.empty(); // [contextLength, hidden]
  private Optional<Norm> embeddingNorm = Optional.empty();
  private float embeddingScale = 1;
  private float logitScale = 1;
  private float logitSoftcap; // 0: none

  Decoder(
      Tensor embedding,
      IntFunction<? extends Layer> stack,
      int count,
      Norm norm,
      Linear output,
      int contextLength) {
    this.embedding = embedding;
    this.stack = IntStream.range(0, count).mapToObj(stack).toArray(Layer[]::new);
    this.norm = norm;
    this.output = output;
    this.contextLength = contextLength;
  }

  /**
   * With an embedding, a norm and an output named as in most checkpoints.
   *
   * @param stack makes a layer from its number
   */
  static Decoder of(Checkpoint checkpoint, Config config, IntFunction<? extends Layer> stack) {
    Norm norm = checkpoint.rmsNorm("model.norm", config.hiddenSize(), config.eps());
    return of(checkpoint, config, norm, stack);
  }

  /** As {@link #of(Checkpoint, Config, IntFunction)}, with a norm of its own behind the layers. */
  static Decoder of(
      Checkpoint checkpoint, Config config, Norm norm, IntFunction<? extends Layer> stack) {
    return new Decoder(
        config.embedding(),
        stack,
        config.layers(),
        norm,
        checkpoint.output(config.embedding()),
        config.contextLength());
  }

  /** Embeddings are multiplied by this. */
  Decoder withEmbeddingScale(double scale) {
    embeddingScale = (float) scale;
    return this;
  }

  /** Embeddings are normalised. */
  Decoder withEmbeddingNorm(Norm to) {
    embeddingNorm = Optional.of(to);
    return this;
  }

  /** Learned embeddings of positions are added, {@code [contextLength, hidden]}. */
  Decoder withPositions(Tensor table) {
    positions = Optional.of(table);
    return this;
  }

  /** Logits are multiplied by this. */
  Decoder withLogitScale(double scale) {
    logitScale = (float) scale;
    return this;
  }

  /** Logits become {@code cap * tanh(logit / cap)}. */
  Decoder withLogitSoftcap(double cap) {
    logitSoftcap = (float) cap;
    return this;
  }

  @Override
  public float[][] forward(Batch batch) {
    int[] wanted = batch.wantedRows();
    float[] h = Layers.rows(hidden(batch), wanted, embedding.columns());
    return logits(h, batch.select(wanted));
  }

  @Override
  public void reuse(float[][] logits) {
    rooms.reuse(logits);
  }

  private Layers layers(Batch batch) {
    return Layers.isExact(batch) ? exact : quick;
  }

  /** What the last layer leaves, normalised: {@code [rows, hidden]}. */
  float[] hidden(Batch batch) {
    float[] x = embedded(batch);
    Workspace workspace = Optional.ofNullable(idle.poll()).orElseGet(Workspace::new);
    Layers layers = layers(batch).in(workspace);
    Layers.reserve(batch);
    positions.ifPresent(table -> addPositions(table, x, batch));
    for (Layer layer : stack) {
      layer.addTo(x, batch, layers);
      workspace.release();
    }
    idle.add(workspace);
    Layers.advance(batch);
    return norm.of(x);
  }

  /** The embeddings of the batch's ids, {@code [rows, hidden]}. */
  float[] embedded(Batch batch) {
    float[] x = Layers.embed(embedding, batch);
    Layers.scale(x, embeddingScale);
    return embeddingNorm.isPresent() ? embeddingNorm.get().of(x) : x;
  }

  /** The logits of normalised rows. */
  float[][] logits(float[] h, Batch rows) {
    float[][] logits = layers(rows).logits(h, output, rows, rooms);
    for (float[] row : logits) {
      Layers.scale(row, logitScale);
      if (logitSoftcap != 0) {
        for (int i = 0; i < row.length; i++) {
          row[i] = logitSoftcap * (float) Math.tanh(row[i] / logitSoftcap);
        }
      }
    }
    return logits;
  }

  /** The same model as an embedder of texts. */
  Embedder embedder(Pooling pooling) {
    return new Embedder() {
      @Override
      public int width() {
        return pooling.width(Decoder.this.width());
      }

      @Override
      public int contextLength() {
        return contextLength;
      }

      @Override
      public float[] embed(int[] ids) {
        return pooling.of(hidden(Batch.of(ids, newCache(ids.length), false)), Decoder.this.width());
      }
    };
  }

  /** What attention computes in each layer. */
  List<Attention> attentions() {
    return Arrays.stream(stack).map(Layer::attention).toList();
  }

  /** How many numbers a token's vector has. */
  int width() {
    return embedding.columns();
  }

  /** The same model with a head that sorts texts into classes by their last token. */
  Classifier classifier(Linear head, List<String> labels) {
    return new Classifier() {
      @Override
      public List<String> labels() {
        return labels;
      }

      @Override
      public int contextLength() {
        return contextLength;
      }

      @Override
      public float[] classify(int[] first, int[] second) {
        int[] ids = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, ids, first.length, second.length);
        Batch batch = Batch.of(ids, newCache(ids.length), false);
        float[] last = Layers.rows(hidden(batch), batch.wantedRows(), embedding.columns());
        return exact.linear(head, last, batch.select(batch.wantedRows()));
      }
    };
  }

  private void addPositions(Tensor table, float[] x, Batch batch) {
    float[] position = new float[table.columns()];
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.position(row) >= table.rows()) {
        throw new ModelException(
            "position %d is beyond the %d that the model has learned"
                .formatted(batch.position(row), table.rows()));
      }
      table.row(batch.position(row), position, 0);
      quick.kernels().addScaled(1, position, 0, x, row * position.length, position.length);
    }
  }

  @Override
  public int vocabularySize() {
    return output.out();
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int turnedFor(int prompt, int length) {
    return Positions.turnedFor(attentions(), prompt, length);
  }

  @Override
  public KvCache newCache(int capacity) {
    return newCache(capacity, Precision.EXACT);
  }

  @Override
  public KvCache newCache(int capacity, Precision precision) {
    return new AttentionCache(attentions(), capacity, precision);
  }
}
