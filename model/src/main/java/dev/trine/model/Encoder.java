package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A model whose tokens see those before and after them: layers on the embeddings of tokens and of
 * what else is told of them, then a pooling.
 */
final class Encoder implements Embedder {
  private final Layers layers = new Layers(Kernels.chosen().kernels());
  private final Tensor words; // [vocab, hidden]
  private final Layer[] stack;
  private final int contextLength;
  private final Pooling pooling;
  private Optional<Tensor> positions = Optional.empty(); // [positions, hidden]
  private int firstPosition;
  private Optional<Tensor> types = Optional.empty(); // [types, hidden]: which of two texts
  private Optional<Norm> embeddingNorm = Optional.empty();
  private Optional<Norm> lastNorm = Optional.empty();

  /** Texts are pooled by their mean where the checkpoint does not say. */
  Encoder(
      Checkpoint checkpoint,
      Tensor words,
      int contextLength,
      int count,
      IntFunction<? extends Layer> stack) {
    this.words = words;
    this.contextLength = contextLength;
    this.stack = IntStream.range(0, count).mapToObj(stack).toArray(Layer[]::new);
    this.pooling = Pooling.of(checkpoint, Pooling.Kind.MEAN);
  }

  /** Learned embeddings of positions are added, from this row on. */
  Encoder withPositions(Tensor table, int first) {
    positions = Optional.of(table);
    firstPosition = first;
    return this;
  }

  /** An embedding of the text that a token belongs to is added, where there is one. */
  Encoder withTypes(Optional<Tensor> table) {
    types = table;
    return this;
  }

  Encoder withEmbeddingNorm(Norm norm) {
    embeddingNorm = Optional.of(norm);
    return this;
  }

  Encoder withLastNorm(Norm norm) {
    lastNorm = Optional.of(norm);
    return this;
  }

  /** A table of as many rows as it has. */
  static Tensor table(Checkpoint checkpoint, String name, int hidden) {
    int rows = checkpoint.find(name).orElseThrow(() -> checkpoint.missing(name)).rows();
    return checkpoint.tensor(name, rows, hidden);
  }

  /** How many positions a table leaves to a model that begins to count here. */
  static int positions(Checkpoint checkpoint, Tensor table, int first) {
    if (first < 0 || first >= table.rows()) {
      throw checkpoint.error("pad_token_id leaves no positions");
    }
    return table.rows() - first;
  }

  /**
   * The vectors of the tokens.
   *
   * @param typeIds which text each token belongs to
   * @return {@code [tokens, hidden]}
   */
  float[] hidden(int[] ids, int[] typeIds) {
    if (ids.length > contextLength) {
      throw new ModelException(
          "%d tokens are more than the %d that the model reads; shorten the text"
              .formatted(ids.length, contextLength));
    }
    Batch batch = Batch.of(ids, cache(ids.length), false);
    float[] x = Layers.embed(words, batch);
    Layers.reserve(batch);
    for (int t = 0; t < ids.length; t++) {
      add(positions, firstPosition + t, x, t);
      add(types, typeIds[t], x, t);
    }
    x = normalised(embeddingNorm, x);
    for (Layer layer : stack) {
      layer.addTo(x, batch, layers);
    }
    return normalised(lastNorm, x);
  }

  private void add(Optional<Tensor> table, int from, float[] x, int token) {
    if (table.isPresent()) {
      float[] row = new float[words.columns()];
      table.get().row(from, row, 0);
      layers.kernels().addScaled(1, row, 0, x, token * row.length, row.length);
    }
  }

  private static float[] normalised(Optional<Norm> norm, float[] x) {
    return norm.isPresent() ? norm.get().of(x) : x;
  }

  private KvCache cache(int tokens) {
    return new AttentionCache(attentions(), tokens, Precision.EXACT);
  }

  /** One vector through a layer of a head. */
  float[] linear(Linear layer, float[] vector) {
    return layers.linear(layer, vector, Batch.of(new int[1], cache(1), false));
  }

  /** How many tokens there are. */
  int vocabularySize() {
    return words.rows();
  }

  /** What each layer's attention computes. */
  List<Attention> attentions() {
    return Arrays.stream(stack).map(Layer::attention).toList();
  }

  /** The row of the table of positions that a text's first token gets. */
  int firstPosition() {
    return firstPosition;
  }

  Pooling pooling() {
    return pooling;
  }

  /** How many texts can be told apart. */
  int typeCount() {
    return types.map(Tensor::rows).orElse(1);
  }

  @Override
  public float[] embed(int[] ids) {
    return pooling.of(hidden(ids, new int[ids.length]), words.columns());
  }

  @Override
  public int width() {
    return pooling.width(words.columns());
  }

  @Override
  public int contextLength() {
    return contextLength;
  }
}
