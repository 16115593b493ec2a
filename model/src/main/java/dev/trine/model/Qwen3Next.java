package dev.trine.model;

import dev.trine.model.Checkpoint.LaidOut;
import java.util.List;

/**
 * Qwen3-Next and Qwen3.5 (Qwen team 2025): three layers of four recall by the gated delta rule, the
 * others attend, through a gate; some have experts, as Qwen2-MoE does. Qwen3-Next keeps what it
 * projects to in one weight, key head by key head.
 */
final class Qwen3Next {
  private Qwen3Next() {}

  static Transformer open(Checkpoint checkpoint) {
    Qwen2Moe.names(checkpoint);
    Mamba.names(checkpoint, "linear_attn.");
    checkpoint
        .naming("post_attention_layernorm", "post_attention_norm")
        .naming("linear_attn.in_proj_qkvz", "ssm_in")
        .naming("linear_attn.in_proj_qkv.", "attn_qkv.")
        .naming("linear_attn.in_proj_z", "attn_gate")
        .naming("linear_attn.in_proj_ba", "ssm_ba")
        .naming("linear_attn.in_proj_b.", "ssm_beta.")
        .naming("linear_attn.in_proj_a.", "ssm_alpha.")
        .setting("linear_conv_kernel_dim", "ssm.conv_kernel")
        .setting("linear_key_head_dim", "ssm.state_size")
        .setting("linear_num_key_heads", "ssm.group_count")
        .setting("linear_num_value_heads", "ssm.time_step_rank");
    checkpoint.leaveOut("^mtp\\.|\\.nextn\\.");
    checkpoint.number("full_attention_interval"); // the weights tell
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        Gemma.norm(checkpoint, "model.norm", config),
        layer -> {
          String at = "model.layers." + layer + ".";
          return new PreNorm(
              Gemma.norm(checkpoint, at + "input_layernorm", config),
              checkpoint.has(at + "linear_attn.out_proj")
                  ? delta(checkpoint, at + "linear_attn.", layer, config)
                  : attention(
                      checkpoint,
                      at + "self_attn.",
                      config,
                      config.attention(layer).withRope(rope),
                      layer),
              Gemma.norm(checkpoint, at + "post_attention_layernorm", config),
              checkpoint.has(at + "mlp.gate")
                  ? Qwen2Moe.experts(checkpoint, at + "mlp.", hidden, activation, true)
                  : Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation));
        });
  }

  /** Head by head a query and the gate of what it is answered. */
  private static SelfAttention attention(
      Checkpoint checkpoint, String at, Config config, Attention spec, int layer) {
    int hidden = config.hiddenSize();
    int dim = spec.keyDim();
    Linear both = checkpoint.linear(at + "q_proj", 2L * spec.heads() * dim, hidden);
    return new SelfAttention(
            layer,
            FusedHeads.part(both, spec.heads(), dim, 0, 2 * dim),
            checkpoint.linear(at + "k_proj", spec.keyWidth(), hidden),
            checkpoint.linear(at + "v_proj", spec.valueWidth(), hidden),
            checkpoint.linear(at + "o_proj", hidden, (long) spec.heads() * dim),
            spec)
        .withGate(FusedHeads.part(both, spec.heads(), dim, dim, 2 * dim))
        .withHeadNorms(
            Gemma.norm(checkpoint, at + "q_norm", dim, config.eps()),
            Gemma.norm(checkpoint, at + "k_norm", dim, config.eps()));
  }

  private static GatedDelta delta(Checkpoint checkpoint, String at, int layer, Config config) {
    Activation.requireSilu(checkpoint);
    int hidden = config.hiddenSize();
    int keyHeads = checkpoint.count("linear_num_key_heads");
    int valueHeads = checkpoint.count("linear_num_value_heads");
    int keyDim = checkpoint.count("linear_key_head_dim");
    int valueDim =
        checkpoint.gguf()
            ? checkpoint.count("ssm.inner_size") / valueHeads
            : checkpoint.count("linear_value_head_dim");
    if (valueHeads % keyHeads != 0) {
      throw checkpoint.error("%d heads do not share %d keys".formatted(valueHeads, keyHeads));
    }
    int sharing = valueHeads / keyHeads;
    int keys = keyHeads * keyDim;
    int values = valueHeads * valueDim;
    Linear[] parts; // queries, keys, values, gate
    if (checkpoint.has(at + "in_proj_qkvz")) {
      int each = 2 * keyDim + 2 * sharing * valueDim;
      Linear all = checkpoint.linear(at + "in_proj_qkvz", (long) keyHeads * each, hidden);
      parts =
          new Linear[] {
            FusedHeads.part(all, keyHeads, keyDim, 0, each),
            FusedHeads.part(all, keyHeads, keyDim, keyDim, each),
            FusedHeads.part(all, keyHeads, sharing * valueDim, 2 * keyDim, each),
            FusedHeads.part(
                all, keyHeads, sharing * valueDim, 2 * keyDim + sharing * valueDim, each)
          };
      String source = at + "in_proj_qkvz.";
      checkpoint.noteLayout(
          at + "in_proj_qkv", new LaidOut(source, false, List.of(parts[0], parts[1], parts[2])));
      checkpoint.noteLayout(at + "in_proj_z", new LaidOut(source, false, List.of(parts[3])));
    } else {
      Linear all = checkpoint.linear(at + "in_proj_qkv", 2L * keys + values, hidden);
      parts =
          new Linear[] {
            all.rows(0, keys),
            all.rows(keys, keys),
            all.rows(2 * keys, values),
            checkpoint.linear(at + "in_proj_z", values, hidden)
          };
    }
    boolean joined = checkpoint.has(at + "in_proj_ba");
    Linear strength;
    Linear step;
    if (joined) {
      Linear both = checkpoint.linear(at + "in_proj_ba", 2L * valueHeads, hidden);
      strength = FusedHeads.part(both, keyHeads, sharing, 0, 2 * sharing);
      step = FusedHeads.part(both, keyHeads, sharing, sharing, 2 * sharing);
    } else {
      strength = checkpoint.linear(at + "in_proj_b", valueHeads, hidden);
      step = checkpoint.linear(at + "in_proj_a", valueHeads, hidden);
    }
    return new GatedDelta(
        layer,
        keyHeads,
        valueHeads,
        keyDim,
        valueDim,
        checkpoint.gguf() && !joined, // llama.cpp's converter puts Qwen3.5's heads in this order
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        strength,
        step,
        CausalConvolution.of(
            checkpoint,
            at + "conv1d",
            2 * keys + values,
            checkpoint.count("linear_conv_kernel_dim")),
        Mamba.decays(checkpoint, at + "A_log", valueHeads),
        checkpoint.numbersOf(at + "dt_bias", valueHeads),
        checkpoint.rmsNorm(at + "norm", valueDim, config.eps()),
        checkpoint.linear(at + "out_proj", hidden, values));
  }
}
