package dev.trine.model;

import java.util.List;

/** What a GGUF file says of recurrent layers: state spaces, gated delta rules, RWKV. */
final class GgufRecurrence {
  private final Checkpoint checkpoint;
  private final GgufMetadata metadata;

  GgufRecurrence(Checkpoint checkpoint, GgufMetadata metadata) {
    this.checkpoint = checkpoint;
    this.metadata = metadata;
  }

  /** Writes the sizes of states and of what makes them. */
  void write() {
    switch (metadata.architecture()) {
      case "mamba" -> {
        metadata.put("attention.head_count", 0);
        metadata.put("ssm.inner_size", checkpoint.count("intermediate_size"));
      }
      case "mamba2" -> {
        metadata.put("attention.head_count", 0);
        stateSpace(Mamba2.sizes(checkpoint));
      }
      case "granitehybrid" -> {
        stateSpace(Granite.sizes(checkpoint));
        metadata.put("rope.scaling.finetuned", Granite.turns(checkpoint));
      }
      case "jamba" -> {
        Jamba.Sizes sizes = Jamba.sizes(checkpoint, checkpoint.count("hidden_size"));
        metadata.put("ssm.inner_size", sizes.inner());
        metadata.put("ssm.time_step_rank", sizes.rank());
        metadata.put("ssm.state_size", checkpoint.count("mamba_d_state"));
        metadata.put("ssm.conv_kernel", checkpoint.count("mamba_d_conv"));
      }
      case "falcon-h1" -> stateSpace(FalconH1.sizes(checkpoint, checkpoint.count("hidden_size")));
      case "qwen3next", "qwen35", "qwen35moe" -> {
        int values = checkpoint.count("linear_value_head_dim");
        if (values != checkpoint.count("linear_key_head_dim")) {
          throw checkpoint.notInGguf("keys are not as wide as values");
        }
        metadata.put("ssm.inner_size", values * checkpoint.count("linear_num_value_heads"));
        fullEach();
      }
      default -> {}
    }
  }

  private void stateSpace(Mamba2.Sizes sizes) {
    metadata.put("ssm.conv_kernel", sizes.kernel());
    metadata.put("ssm.state_size", sizes.state());
    metadata.put("ssm.inner_size", sizes.inner());
    metadata.put("ssm.group_count", sizes.groups());
    metadata.put("ssm.time_step_rank", sizes.heads());
  }

  /** Every so many layers attend; by themselves readers take it for every fourth. */
  private void fullEach() {
    List<String> types = checkpoint.texts("layer_types");
    int first = types.indexOf("full_attention") + 1;
    int each = first == 0 ? checkpoint.countIfPresent("full_attention_interval").orElse(4) : first;
    for (int layer = 0; layer < types.size(); layer++) {
      if (types.get(layer).equals("full_attention") != ((layer + 1) % each == 0)) {
        throw checkpoint.notInGguf("layer_types has no period");
      }
    }
    metadata.put("full_attention_interval", each);
  }

  /** Writes the sizes of RWKV, which folders tell by the shapes of their tensors. */
  void writeRwkv() {
    boolean seventh = metadata.architecture().equals("rwkv7");
    metadata.putOnce("attention.layer_norm_epsilon", Rwkv.EPS);
    metadata.put("attention.head_count", 0);
    metadata.put("feed_forward_length", Rwkv.rows(checkpoint, "blocks.0.ffn.key.weight"));
    String heads = seventh ? "blocks.0.att.r_k" : "blocks.0.att.time_faaaa";
    metadata.put(
        "wkv.head_size",
        checkpoint.count("hidden_size") / (int) Rwkv.find(checkpoint, heads).shape()[0]);
    if (seventh) {
      metadata.put("attention.decay_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.w1"));
      metadata.put("attention.iclr_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.a1"));
      metadata.put("attention.gate_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.g1"));
      String values =
          checkpoint.count("num_hidden_layers") > 1 ? "blocks.1.att.v1" : "blocks.0.att.a1";
      metadata.put("attention.value_residual_mix_lora_rank", Rwkv.rows(checkpoint, values));
    } else {
      metadata.put(
          "time_mix_extra_dim", Rwkv.find(checkpoint, "blocks.0.att.time_maa_w2").columns());
      metadata.put("time_decay_extra_dim", Rwkv.rows(checkpoint, "blocks.0.att.time_decay_w1"));
    }
  }
}
