package dev.trine.model;

import java.util.Optional;

/**
 * What Llama and its relatives are described by, named as in {@code config.json}.
 *
 * @param slidingWindow how many positions attention sees; all of them if it is the largest int
 */
record Config(
    int vocabSize,
    int maxPositionEmbeddings,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int slidingWindow,
    float rmsNormEps) {

  /** Reads the configuration; what it asks for and is not done here is refused. */
  static Config of(Checkpoint checkpoint) {
    checkpoint.require("hidden_act", "silu", "swish");
    checkpoint.require("use_sliding_window", "false");
    int hidden = checkpoint.count("hidden_size");
    int heads = checkpoint.count("num_attention_heads");
    int kvHeads = checkpoint.countIfPresent("num_key_value_heads").orElse(heads);
    int headDim = checkpoint.countIfPresent("head_dim").orElse(hidden / heads);
    int layers = checkpoint.count("num_hidden_layers");
    if (headDim < 2 || headDim % 2 != 0 || heads % kvHeads != 0 || layers > 10_000) {
      throw checkpoint.error(
          "%d heads over %d key-value heads of %d numbers in %d layers are not possible"
              .formatted(heads, kvHeads, headDim, layers));
    }
    int vocabSize =
        checkpoint
            .find("model.embed_tokens.weight")
            .filter(table -> table.shape().length == 2)
            .orElseThrow(() -> checkpoint.error("the token embedding table is missing"))
            .rows();
    Optional<Integer> stated = checkpoint.countIfPresent("vocab_size");
    if (!checkpoint.gguf() && stated.isPresent() && stated.get() != vocabSize) {
      throw checkpoint.error(
          "vocab_size is %d but the embedding has %d rows".formatted(stated.get(), vocabSize));
    }
    return new Config(
        vocabSize,
        checkpoint.countIfPresent("max_position_embeddings").orElse(2048),
        hidden,
        checkpoint.count("intermediate_size"),
        layers,
        heads,
        kvHeads,
        headDim,
        // Qwen's window is not in use even where its size is stated: see above.
        checkpoint.architecture().startsWith("qwen")
            ? Integer.MAX_VALUE
            : checkpoint.countIfPresent("sliding_window").orElse(Integer.MAX_VALUE),
        checkpoint.positive("rms_norm_eps").orElseGet(() -> epsilon(checkpoint)).floatValue());
  }

  /** Attention as these models have it in every layer. */
  Attention attention() {
    return Attention.of(numAttentionHeads, numKeyValueHeads, headDim).withWindow(slidingWindow);
  }

  /** What config.json leaves out is 1e-6; a GGUF file leaves out nothing. */
  private static double epsilon(Checkpoint checkpoint) {
    if (checkpoint.gguf()) {
      throw checkpoint.error("attention.layer_norm_rms_epsilon is missing");
    }
    return 1e-6;
  }
}
