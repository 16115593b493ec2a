package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * BERT (Devlin et al. 2018, arXiv:1810.04805) and RoBERTa (arXiv:1907.11692), also XLM-R: tokens
 * see those before and after them. Most sentence embedders are one of these with a pooling.
 */
final class Bert implements Embedder {
  private final Layers layers = new Layers(Kernels.chosen().kernels());
  private final Tensor words; // [vocab, hidden]
  private final Tensor positions; // [positions, hidden]
  private final Tensor types; // [types, hidden]: which of two texts a token belongs to
  private final int firstPosition; // RoBERTa begins to count after the padding's id
  private final Norm norm;
  private final Layer[] stack;
  private final Pooling pooling;

  Bert(Checkpoint checkpoint) {
    // Of two parts that overlap, the longer comes last, so that it is replaced first.
    checkpoint
        .naming("embeddings.word_embeddings", "token_embd")
        .naming("embeddings.position_embeddings", "position_embd")
        .naming("embeddings.token_type_embeddings", "token_types")
        .naming("embeddings.LayerNorm", "token_embd_norm")
        .naming("encoder.layer", "blk")
        .naming("intermediate.dense", "ffn_up")
        .naming("output.dense", "ffn_down")
        .naming("output.LayerNorm", "layer_output_norm")
        .naming("attention.self.query", "attn_q")
        .naming("attention.self.key", "attn_k")
        .naming("attention.self.value", "attn_v")
        .naming("attention.output.dense", "attn_output")
        .naming("attention.output.LayerNorm", "attn_output_norm");
    checkpoint.require("position_embedding_type", "absolute");
    checkpoint.require("is_decoder", "false");
    checkpoint.leaveOut("pooler\\.|^cls\\.|lm_head\\.|classifier");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    int inner = checkpoint.count("intermediate_size");
    double eps = checkpoint.positive("layer_norm_eps").orElse(1e-12);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.GELU);
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    words = Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden);
    positions = table(checkpoint, "embeddings.position_embeddings.weight", hidden);
    types = table(checkpoint, "embeddings.token_type_embeddings.weight", hidden);
    boolean counted = checkpoint.architecture().contains("roberta");
    firstPosition =
        counted ? checkpoint.number("pad_token_id").map(Double::intValue).orElse(1) + 1 : 0;
    norm = checkpoint.layerNorm("embeddings.LayerNorm", hidden, eps);
    Attention spec = Attention.of(heads, heads, hidden / heads).bothWays();
    stack =
        IntStream.range(0, Config.layers(checkpoint))
            .mapToObj(layer -> {
              String at = "encoder.layer." + layer + ".";
              return new PostNorm(
                  new SelfAttention(
                      layer,
                      checkpoint.linear(at + "attention.self.query", hidden, hidden),
                      checkpoint.linear(at + "attention.self.key", hidden, hidden),
                      checkpoint.linear(at + "attention.self.value", hidden, hidden),
                      checkpoint.linear(at + "attention.output.dense", hidden, hidden),
                      spec),
                  checkpoint.layerNorm(at + "attention.output.LayerNorm", hidden, eps),
                  Mlp.plain(
                      checkpoint.linear(at + "intermediate.dense", inner, hidden),
                      checkpoint.linear(at + "output.dense", hidden, inner),
                      activation),
                  checkpoint.layerNorm(at + "output.LayerNorm", hidden, eps));
            })
            .toArray(Layer[]::new);
    pooling = Pooling.of(checkpoint, Pooling.Kind.MEAN);
    if (firstPosition < 0 || firstPosition >= positions.rows()) {
      throw checkpoint.error("pad_token_id leaves no positions");
    }
  }

  private static Tensor table(Checkpoint checkpoint, String name, int hidden) {
    int rows =
        checkpoint
            .find(name)
            .orElseThrow(() -> checkpoint.error("tensor " + name + " is missing"))
            .rows();
    return checkpoint.tensor(name, rows, hidden);
  }

  /**
   * The vectors of the tokens.
   *
   * @param typeIds which text each token belongs to
   * @return {@code [tokens, hidden]}
   */
  float[] hidden(int[] ids, int[] typeIds) {
    if (ids.length > contextLength()) {
      throw new ModelException(
          "%d tokens are more than the %d that the model reads; shorten the text"
              .formatted(ids.length, contextLength()));
    }
    Batch batch = Batch.of(ids, cache(ids.length), false);
    float[] x = Layers.embed(words, batch);
    Layers.reserve(batch);
    float[] row = new float[width()];
    for (int t = 0; t < ids.length; t++) {
      positions.row(firstPosition + t, row, 0);
      layers.kernels().addScaled(1, row, 0, x, t * width(), width());
      types.row(typeIds[t], row, 0);
      layers.kernels().addScaled(1, row, 0, x, t * width(), width());
    }
    x = norm.of(x);
    for (Layer layer : stack) {
      layer.addTo(x, batch, layers);
    }
    return x;
  }

  private KvCache cache(int tokens) {
    return new AttentionCache(
        Arrays.stream(stack).map(Layer::attention).toList(), tokens, Precision.EXACT);
  }

  /** One vector through a layer of a head. */
  float[] linear(Linear layer, float[] vector) {
    return layers.linear(layer, vector, Batch.of(new int[1], cache(1), false));
  }

  /** How many texts can be told apart. */
  int typeCount() {
    return types.rows();
  }

  @Override
  public float[] embed(int[] ids) {
    return pooling.of(hidden(ids, new int[ids.length]), width());
  }

  @Override
  public int width() {
    return words.columns();
  }

  @Override
  public int contextLength() {
    return positions.rows() - firstPosition;
  }
}
