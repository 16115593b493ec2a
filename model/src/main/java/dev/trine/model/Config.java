package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What most decoders are described by. Widths may differ from layer to layer, since pruning makes
 * them differ.
 *
 * @param embedding {@code [vocab, hidden]}
 * @param heads of queries, {@code [layers]}
 * @param kvHeads of keys and values, {@code [layers]}; 0 where GGUF files have a recurrent layer
 * @param inner width of the MLP, {@code [layers]}
 * @param windows how many positions attention sees, {@code [layers]}
 * @param eps of the norms
 */
record Config(
    Tensor embedding,
    int contextLength,
    int hiddenSize,
    int layers,
    int[] heads,
    int[] kvHeads,
    int headDim,
    int[] inner,
    int[] windows,
    double eps) {

  private static final int MOST_LAYERS = 10_000;
  private static final int MOST_POSITIONS = 1 << 24;

  /** Reads the configuration of a model whose attention sees everything. */
  static Config of(Checkpoint checkpoint) {
    return of(checkpoint, layer -> false);
  }

  /** Reads the configuration of a model that calls the epsilon of its norms otherwise. */
  static Config of(Checkpoint checkpoint, double eps) {
    return of(checkpoint, layer -> false, eps);
  }

  /**
   * Reads the configuration.
   *
   * @param slides whether a layer's attention sees a window, where the checkpoint does not say
   */
  static Config of(Checkpoint checkpoint, IntPredicate slides) {
    return of(checkpoint, slides, epsilon(checkpoint));
  }

  /** Reads the configuration of a model that calls its embeddings otherwise. */
  static Config of(Checkpoint checkpoint, String embedding) {
    return of(checkpoint, layer -> false, epsilon(checkpoint), embedding);
  }

  static Config of(Checkpoint checkpoint, IntPredicate slides, double eps) {
    return of(checkpoint, slides, eps, "model.embed_tokens.weight");
  }

  private static Config of(
      Checkpoint checkpoint, IntPredicate slides, double eps, String embedding) {
    int hidden = checkpoint.count("hidden_size");
    int layers = layers(checkpoint);
    int[] heads =
        checkpoint
            .countsIfPresent("num_attention_heads", layers)
            .orElseThrow(() ->
                checkpoint.error("the number of attention heads is missing; get the model again"));
    int[] kvHeads = checkpoint.countsIfPresent("num_key_value_heads", layers, 0).orElse(heads);
    int headDim = checkpoint.countIfPresent("head_dim").orElse(hidden / heads[0]);
    for (int layer = 0; layer < layers; layer++) {
      if (headDim < 1 || kvHeads[layer] > 0 && heads[layer] % kvHeads[layer] != 0) {
        throw checkpoint.error(
            "%d heads over %d key-value heads of %d numbers are not possible"
                .formatted(heads[layer], kvHeads[layer], headDim));
      }
    }
    return new Config(
        embedding(checkpoint, embedding, hidden),
        contextLength(checkpoint),
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        checkpoint
            .countsIfPresent("intermediate_size", layers)
            .or(() -> checkpoint.countsIfPresent("block_ff_dim", layers))
            .or(() -> checkpoint.countsIfPresent("moe_intermediate_size", layers))
            .orElseThrow(
                () -> checkpoint.error("the width of the MLP is missing; get the model again")),
        windows(checkpoint, layers, slides),
        eps);
  }

  /** What the model was trained for, or what its rope scaling stretches that to. */
  private static int contextLength(Checkpoint checkpoint) {
    int stated = checkpoint.countIfPresent("max_position_embeddings").orElse(2048);
    String at = RopeScaling.place(checkpoint);
    String type =
        checkpoint.text(at + ".rope_type").or(() -> checkpoint.text(at + ".type")).orElse("");
    double factor = checkpoint.number(at + ".factor").orElse(1.0);
    double trained =
        checkpoint.number(at + ".original_max_position_embeddings").orElse((double) stated);
    boolean stretches = type.equals("dynamic") || type.equals("yarn");
    return stretches ? (int) Math.clamp(trained * factor, stated, MOST_POSITIONS) : stated;
  }

  static int layers(Checkpoint checkpoint) {
    return checkedLayers(checkpoint, checkpoint.count("num_hidden_layers"));
  }

  static int checkedLayers(Checkpoint checkpoint, int layers) {
    if (layers > MOST_LAYERS) {
      throw checkpoint.error("%d layers are more than %d".formatted(layers, MOST_LAYERS));
    }
    return layers;
  }

  /** The table of token embeddings, which says how large the vocabulary is. */
  static Tensor embedding(Checkpoint checkpoint, String name, int hidden) {
    Tensor table =
        checkpoint
            .find(name)
            .filter(tensor -> tensor.shape().length == 2)
            .orElseThrow(() ->
                checkpoint.error("the token embedding table is missing; get the model again"));
    Optional<Integer> stated = checkpoint.countIfPresent("vocab_size");
    if (!checkpoint.gguf() && stated.isPresent() && stated.get() != table.rows()) {
      throw checkpoint.error(
          "vocab_size is %d but the embedding has %d rows; get the model again"
              .formatted(stated.get(), table.rows()));
    }
    return checkpoint.tensor(name, table.rows(), hidden);
  }

  private static int[] windows(Checkpoint checkpoint, int layers, IntPredicate slides) {
    boolean stated = checkpoint.number("sliding_window").orElse(0.0) != 0;
    int window = stated ? checkpoint.count("sliding_window") : Integer.MAX_VALUE;
    List<String> types = checkpoint.gguf() ? List.of() : checkpoint.texts("layer_types");
    if (!types.isEmpty() && types.size() < layers) {
      throw checkpoint.error("layer_types has %d entries".formatted(types.size()));
    }
    int[] windows = new int[layers];
    for (int layer = 0; layer < layers; layer++) {
      boolean slide = types.isEmpty() ? slides.test(layer) : slides(checkpoint, types.get(layer));
      windows[layer] = slide ? window : Integer.MAX_VALUE;
    }
    return windows;
  }

  private static boolean slides(Checkpoint checkpoint, String type) {
    return switch (type) {
      case "sliding_attention" -> true;
      case "full_attention",
          "conv",
          "linear_attention",
          "mamba",
          "attention",
          "chunked_attention" ->
          false;
      default ->
          throw checkpoint.error(
              "layer_types has %s, which is not known; known are full_attention and".formatted(type)
                  + " sliding_attention");
    };
  }

  /** What config.json leaves out is 1e-6; a GGUF file leaves out nothing. */
  private static double epsilon(Checkpoint checkpoint) {
    return checkpoint
        .positive("rms_norm_eps")
        .or(() -> checkpoint.positive("layernorm_epsilon"))
        .orElseGet(() -> {
          if (checkpoint.gguf()) {
            throw checkpoint.error(
                "attention.layer_norm_rms_epsilon is missing; get the model again");
          }
          return 1e-6;
        });
  }

  /** Attention as a layer has it by these numbers. */
  Attention attention(int layer) {
    return Attention.of(heads[layer], kvHeads[layer], headDim).withWindow(windows[layer]);
  }
}
