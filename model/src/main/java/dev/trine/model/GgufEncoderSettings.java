package dev.trine.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The metadata of a GGUF file that a folder of an encoder becomes, without the tokenizer's. */
final class GgufEncoderSettings {
  private static final int RANK = 4; // what llama.cpp calls the pooling of a reranker
  private static final Set<String> TURNING = Set.of("nomic-bert", "nomic-bert-moe", "modern-bert");

  private final Checkpoint checkpoint;
  private final String name;
  private final GgufMetadata metadata;
  private final GgufWriter writer;

  /** The settings of an opened checkpoint; {@code name} is that of the architecture in files. */
  GgufEncoderSettings(Checkpoint checkpoint, String name, GgufWriter writer) {
    this.checkpoint = checkpoint;
    this.name = name;
    this.metadata = new GgufMetadata(name, writer);
    this.writer = writer;
  }

  /** Writes what the file says of the model. */
  void write(Encoder encoder) {
    refuseOthers();
    Attention attention = encoder.attentions().getFirst();
    metadata.put("vocab_size", encoder.vocabularySize());
    metadata.put("context_length", encoder.contextLength());
    metadata.put("embedding_length", attention.heads() * attention.valueDim());
    metadata.put("block_count", encoder.attentions().size());
    metadata.put("feed_forward_length", first("hidden_dim", "n_inner", "intermediate_size"));
    metadata.put("attention.head_count", attention.heads());
    metadata.put(
        "attention.layer_norm_epsilon",
        Stream.of("layer_norm_eps", "layer_norm_epsilon", "norm_eps")
            .flatMap(it -> checkpoint.positive(it).stream())
            .findFirst()
            .orElse(name.equals("modern-bert") ? 1e-5 : 1e-12));
    writer.put("tokenizer.ggml.token_type_count", encoder.typeCount());
    if (TURNING.contains(name)) {
      turning(attention);
    }
    if (name.equals("nomic-bert-moe")) {
      metadata.put("moe_every_n_layers", checkpoint.count("moe_every_n_layers"));
      metadata.put("expert_count", checkpoint.count("num_experts"));
      metadata.put("expert_used_count", checkpoint.count("moe_top_k"));
    }
    writePooling(encoder.pooling());
  }

  /** How tokens' vectors become a text's, or its classes. */
  void writePooling(Pooling pooling) {
    metadata.put("attention.causal", false);
    if (BertClassifier.isOf(checkpoint)) {
      metadata.put("pooling_type", RANK);
      String head = checkpoint.has("classifier.out_proj") ? "classifier.out_proj" : "classifier";
      int classes = checkpoint.find(head + ".weight").orElseThrow().rows();
      writer.put(name + ".classifier.output_labels", checkpoint.labels(classes));
    } else {
      metadata.put("pooling_type", number(pooling.kind()));
    }
    if (!pooling.normalized()) {
      metadata.put("normalized", false); // Trine's own: others leave it to the caller
    }
    for (int i = 0; i < pooling.dense().size(); i++) {
      Pooling.Dense dense = pooling.dense().get(i);
      if (!name.equals("gemma-embedding") || dense.bent() || dense.linear().bias().isPresent()) {
        throw unknown("a layer behind the pooling");
      }
      metadata.put("dense_" + (i + 2) + "_feat_in", dense.linear().in());
      metadata.put("dense_" + (i + 2) + "_feat_out", dense.linear().out());
    }
  }

  private static int number(Pooling.Kind kind) {
    return switch (kind) {
      case MEAN -> 1;
      case FIRST -> 2;
      case LAST -> 3;
    };
  }

  private void turning(Attention attention) {
    int turned = attention.keyDim();
    if (name.equals("modern-bert")) {
      metadata.put("attention.sliding_window", checkpoint.count("local_attention"));
      metadata.put("attention.sliding_window_pattern", fullEach());
      metadata.put("rope.freq_base", base("full_attention", "global", 160_000));
      metadata.put("rope.freq_base_swa", base("sliding_attention", "local", 10_000));
    } else {
      turned = Rope.turned(checkpoint, "rotary_emb_fraction", turned);
      metadata.put(
          "rope.freq_base",
          checkpoint.positive("rotary_emb_base").orElseGet(() -> Rope.theta(checkpoint)));
    }
    metadata.put("rope.dimension_count", turned);
  }

  private double base(String type, String older, double otherwise) {
    return checkpoint
        .positive("rope_parameters." + type + ".rope_theta")
        .or(() -> checkpoint.positive(older + "_rope_theta"))
        .orElse(otherwise);
  }

  /** The first layer of so many sees all, the others a window. */
  private int fullEach() {
    List<String> types = checkpoint.texts("layer_types");
    int second = types.isEmpty() ? -1 : types.subList(1, types.size()).indexOf("full_attention");
    int each =
        checkpoint
            .countIfPresent("global_attn_every_n_layers")
            .orElse(types.isEmpty() ? 3 : second < 0 ? types.size() : second + 1);
    for (int layer = 0; layer < types.size(); layer++) {
      if (types.get(layer).equals("full_attention") != (layer % each == 0)) {
        throw unknown("layer_types without a period");
      }
    }
    return each;
  }

  /** Readers take these for granted. */
  private void refuseOthers() {
    String activation = name.equals("nomic-bert") ? "silu" : "gelu";
    for (String setting : List.of("hidden_act", "activation", "hidden_activation")) {
      if (!name.equals("nomic-bert-moe")) {
        checkpoint.require(setting, activation);
      }
    }
    checkpoint.require("feed_forward_type", "geglu");
    for (String at :
        List.of(
            "rope_parameters",
            "rope_parameters.full_attention",
            "rope_parameters.sliding_attention")) {
      checkpoint.require(at + ".rope_type", "default");
    }
    if (name.equals("modern-bert")) {
      for (String setting : List.of("norm_bias", "attention_bias", "mlp_bias")) {
        if (checkpoint.flag(setting, false)) {
          throw unknown(setting);
        }
      }
    }
  }

  private int first(String... settings) {
    return Stream.of(settings)
        .flatMap(it -> checkpoint.countIfPresent(it).stream())
        .findFirst()
        .orElseThrow(() -> checkpoint.error(String.join(" or ", settings) + " is missing"));
  }

  private ModelException unknown(String what) {
    return checkpoint.notInGguf(what);
  }
}
