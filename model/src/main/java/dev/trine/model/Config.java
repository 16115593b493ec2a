package dev.trine.model;

/** The sizes that Llama and its relatives are described by, named as in {@code config.json}. */
record Config(
    int vocabSize,
    int maxPositionEmbeddings,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    float rmsNormEps) {

  static Config of(Checkpoint checkpoint) {
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
    return new Config(
        vocabSize,
        checkpoint.countIfPresent("max_position_embeddings").orElse(2048),
        hidden,
        checkpoint.count("intermediate_size"),
        layers,
        heads,
        kvHeads,
        headDim,
        checkpoint.positive("rms_norm_eps").orElse(1e-5).floatValue());
  }
}
