package dev.trine.model;

import java.util.List;

/**
 * The metadata of a GGUF file that a Hugging Face folder becomes, without the tokenizer's: what
 * {@code gguf-settings.txt} lists as it is, the rest by what it is about.
 */
final class GgufSettings {
  private static final List<String> COUNTS = listed("count ");
  private static final List<String> NUMBERS = listed("number ");

  private final Checkpoint checkpoint;
  private final Transformer model;
  private final GgufMetadata metadata;
  private final GgufRope rope;
  private final GgufAttention attention;
  private final GgufFeedForward feedForward;
  private final GgufRecurrence recurrence;

  /** The settings of an opened checkpoint; rope factors are written as tensors. */
  GgufSettings(Checkpoint checkpoint, GgufLayout layout, Transformer model, GgufWriter writer) {
    this.checkpoint = checkpoint;
    this.model = model;
    this.metadata = new GgufMetadata(layout.name(), writer);
    this.rope = new GgufRope(checkpoint, metadata, writer);
    this.attention = new GgufAttention(checkpoint, metadata, rope);
    this.feedForward = new GgufFeedForward(checkpoint, metadata);
    this.recurrence = new GgufRecurrence(checkpoint, metadata);
  }

  private static List<String> listed(String kind) {
    return Resources.lines("gguf-settings.txt").stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.substring(kind.length()))
        .toList();
  }

  /** Writes what the file says of the model. */
  void write() {
    metadata.put("vocab_size", model.vocabularySize());
    recurrence.write();
    counts();
    numbers();
    if (Rwkv.is(metadata.architecture())) {
      recurrence.writeRwkv();
      return;
    }
    feedForward.write();
    attention.refuseOtherLayers();
    checkpoint.require("qk_layernorm", "false"); // readers do not know these norms
    scales();
    if (metadata.architecture().equals("deepseek2")) {
      attention.writeLatent();
      feedForward.writeRouting();
      rope.write(checkpoint.count("qk_rope_head_dim"));
      return;
    }
    if (checkpoint.text("first_k_dense_replace").isPresent()) {
      feedForward.writeRouting();
    } else if (checkpoint.text("norm_topk_prob").isPresent()) {
      metadata.put("expert_weights_norm", checkpoint.flag("norm_topk_prob", false));
    }
    attention.write(
        model instanceof Decoder decoder ? decoder.attentions() : ((MiMo) model).attentions());
  }

  private void counts() {
    GgufNames names = checkpoint.names();
    boolean sparse = Experts.countIfPresent(checkpoint).isPresent();
    for (String setting : COUNTS) {
      checkpoint
          .number(setting)
          .filter(n -> n > 0 && names.knows(setting) && (sparse || !setting.endsWith("_per_tok")))
          .ifPresent(n -> metadata.putOnce(names.setting(setting), n.intValue()));
    }
    metadata.putOnce("context_length", model.contextLength());
    Experts.countIfPresent(checkpoint).ifPresent(n -> metadata.putOnce("expert_count", n));
    if (metadata.architecture().equals("ernie4_5-moe")) {
      metadata.put(
          "expert_shared_feed_forward_length",
          checkpoint.count("moe_num_shared_experts") * checkpoint.count("moe_intermediate_size"));
    }
  }

  private void numbers() {
    boolean folds = metadata.architecture().equals("falcon-h1"); // its weights are scaled instead
    for (String setting : NUMBERS) {
      checkpoint
          .number(setting)
          .filter(n -> n != 0 && !(folds && setting.equals("embedding_multiplier")))
          .ifPresent(n -> metadata.putOnce(checkpoint.names().setting(setting), n));
    }
  }

  /** What single architectures scale or normalise by, which their folders say in their own way. */
  private void scales() {
    switch (metadata.architecture()) {
      case "minicpm" -> {
        double width = checkpoint.count("hidden_size");
        double layers = checkpoint.count("num_hidden_layers");
        metadata.put("embedding_scale", checkpoint.positive("scale_emb").orElse(1.0));
        metadata.put(
            "residual_scale",
            checkpoint.positive("scale_depth").map(it -> it / Math.sqrt(layers)).orElse(1.0));
        metadata.put(
            "logit_scale", checkpoint.positive("dim_model_base").map(it -> width / it).orElse(1.0));
      }
      case "olmo" -> metadata.put("attention.layer_norm_epsilon", Olmo.EPS);
      case "gptneox" -> parallel(true);
      case "stablelm" -> parallel(false);
      default -> {}
    }
  }

  private void parallel(boolean otherwise) {
    metadata.put("use_parallel_residual", checkpoint.flag("use_parallel_residual", otherwise));
  }
}
