package dev.trine.model;

import dev.trine.tensor.Tensor;

/** What a GGUF file says of MLPs: how wide they and their experts are, and how these are chosen. */
final class GgufFeedForward {
  private static final int SOFTMAX = 1; // as a function of gates
  private static final int SIGMOID = 2;

  private final Checkpoint checkpoint;
  private final GgufMetadata metadata;

  GgufFeedForward(Checkpoint checkpoint, GgufMetadata metadata) {
    this.checkpoint = checkpoint;
    this.metadata = metadata;
  }

  /** Writes how wide MLPs and experts are. */
  void write() {
    width();
    experts();
  }

  private void width() {
    switch (metadata.architecture()) {
      case "gpt2", "starcoder" ->
          metadata.put(
              "feed_forward_length",
              checkpoint.countIfPresent("n_inner").orElse(4 * checkpoint.count("n_embd")));
      case "falcon", "bloom" ->
          metadata.putOnce("feed_forward_length", 4 * checkpoint.count("hidden_size"));
      case "mpt" -> {
        metadata.put("feed_forward_length", 4 * checkpoint.count("d_model"));
        metadata.putOnce(
            "attention.max_alibi_bias", Mpt.STEEPEST); // none is taken for no slopes at all
      }
      case "llama4" -> {
        metadata.put("feed_forward_length", checkpoint.count("intermediate_size_mlp"));
        metadata.put("expert_feed_forward_length", checkpoint.count("intermediate_size"));
        metadata.put("interleave_moe_layer_step", Llama4.step(checkpoint));
      }
      case "lfm2", "lfm2moe" -> // the width follows from settings in a way of its own
          metadata.put(
              "feed_forward_length",
              checkpoint.find("model.layers.0.feed_forward.w1.weight").map(Tensor::rows).orElse(0));
      case "mamba", "mamba2" -> metadata.put("feed_forward_length", 0);
      case "granitehybrid" ->
          metadata.put(
              "feed_forward_length",
              checkpoint.number("num_local_experts").orElse(0.0) > 0
                  ? checkpoint.count("intermediate_size")
                  : checkpoint.count("shared_intermediate_size"));
      default ->
          checkpoint
              .countIfPresent("intermediate_size")
              .ifPresent(n -> metadata.put("feed_forward_length", n));
    }
  }

  /** What only some architectures' folders say of their experts. */
  private void experts() {
    switch (metadata.architecture()) {
      case "minimax-m2" -> {
        metadata.put("expert_gating_func", SIGMOID);
        expertWidth();
      }
      case "gpt-oss" -> expertWidth();
      case "hunyuan-moe" -> {
        expertWidth();
        metadata.put("expert_shared_feed_forward_length", checkpoint.count("intermediate_size"));
        int[] used = checkpoint.countsIfPresent("moe_topk", 1).orElseThrow();
        metadata.put("expert_used_count", used[0]);
      }
      case "lfm2moe" -> {
        metadata.put("expert_gating_func", SIGMOID);
        metadata.put("leading_dense_block_count", checkpoint.count("num_dense_layers"));
      }
      default -> {}
    }
  }

  private void expertWidth() {
    metadata.put("expert_feed_forward_length", checkpoint.count("intermediate_size"));
  }

  /** Writes how DeepSeek and those that follow it choose experts. */
  void writeRouting() {
    if (checkpoint.countIfPresent("moe_layer_freq").orElse(1) != 1) {
      throw checkpoint.notInGguf("moe_layer_freq is not 1");
    }
    int dense = checkpoint.number("first_k_dense_replace").map(Double::intValue).orElse(0);
    metadata.put("leading_dense_block_count", dense);
    boolean later = !checkpoint.architecture().equals("deepseek_v2");
    boolean sigmoid =
        checkpoint.text("scoring_func").orElse(later ? "sigmoid" : "softmax").equals("sigmoid");
    metadata.put("expert_gating_func", sigmoid ? SIGMOID : SOFTMAX);
    metadata.put("expert_weights_norm", later && checkpoint.flag("norm_topk_prob", false));
    if (!checkpoint.text("topk_method").orElse("").equals("greedy")) {
      checkpoint.countIfPresent("n_group").ifPresent(n -> metadata.put("expert_group_count", n));
      checkpoint
          .countIfPresent("topk_group")
          .ifPresent(n -> metadata.put("expert_group_used_count", n));
    }
  }
}
