package dev.trine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What GGUF files call the tensors and settings of Hugging Face. */
final class GgufNames {
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("max_position_embeddings", "context_length"),
          Map.entry("hidden_size", "embedding_length"),
          Map.entry("intermediate_size", "feed_forward_length"),
          Map.entry("num_hidden_layers", "block_count"),
          Map.entry("num_attention_heads", "attention.head_count"),
          Map.entry("num_key_value_heads", "attention.head_count_kv"),
          Map.entry("head_dim", "attention.key_length"),
          Map.entry("v_head_dim", "attention.value_length"),
          Map.entry("sliding_window", "attention.sliding_window"),
          Map.entry("rms_norm_eps", "attention.layer_norm_rms_epsilon"),
          Map.entry("layer_norm_eps", "attention.layer_norm_epsilon"),
          Map.entry("rope_theta", "rope.freq_base"),
          Map.entry("rope_local_base_freq", "rope.freq_base_swa"),
          Map.entry("rope_scaling.rope_type", "rope.scaling.type"),
          Map.entry("rope_scaling.factor", "rope.scaling.factor"),
          Map.entry(
              "rope_scaling.original_max_position_embeddings",
              "rope.scaling.original_context_length"),
          Map.entry("rope_scaling.attention_factor", "rope.scaling.attn_factor"),
          Map.entry("rope_scaling.beta_fast", "rope.scaling.yarn_beta_fast"),
          Map.entry("rope_scaling.beta_slow", "rope.scaling.yarn_beta_slow"),
          Map.entry("embedding_multiplier", "embedding_scale"),
          Map.entry("residual_multiplier", "residual_scale"),
          Map.entry("attention_multiplier", "attention.scale"),
          Map.entry("logits_scaling", "logit_scale"),
          Map.entry("attn_logit_softcapping", "attn_logit_softcapping"),
          Map.entry("num_experts", "expert_count"),
          Map.entry("num_experts_per_tok", "expert_used_count"),
          Map.entry("moe_intermediate_size", "expert_feed_forward_length"),
          Map.entry("n_shared_experts", "expert_shared_count"),
          Map.entry("routed_scaling_factor", "expert_weights_scale"),
          Map.entry("norm_topk_prob", "expert_weights_norm"),
          Map.entry("scoring_func", "expert_gating_func"),
          Map.entry("n_group", "expert_group_count"),
          Map.entry("topk_group", "expert_group_used_count"),
          Map.entry("first_k_dense_replace", "leading_dense_block_count"),
          Map.entry("q_lora_rank", "attention.q_lora_rank"),
          Map.entry("kv_lora_rank", "attention.kv_lora_rank"));

  /** Parts of tensor names, replaced in this order. */
  private static final List<Map.Entry<String, String>> TENSORS =
      List.of(
          Map.entry("model.embed_tokens", "token_embd"),
          Map.entry("model.norm", "output_norm"),
          Map.entry("lm_head", "output"),
          Map.entry("score.", "cls.output."),
          Map.entry("model.layers", "blk"),
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.qkv_proj", "attn_qkv"),
          Map.entry("mlp.experts.gate_proj", "ffn_gate_exps"),
          Map.entry("mlp.experts.up_proj", "ffn_up_exps"),
          Map.entry("mlp.experts.down_proj", "ffn_down_exps"),
          Map.entry("mlp.shared_experts.gate_proj", "ffn_gate_shexp"),
          Map.entry("mlp.shared_experts.up_proj", "ffn_up_shexp"),
          Map.entry("mlp.shared_experts.down_proj", "ffn_down_shexp"),
          Map.entry("mlp.gate.e_score_correction_bias", "exp_probs_b.bias"),
          Map.entry("mlp.gate.", "ffn_gate_inp."),
          Map.entry("mlp.gate_up_proj", "ffn_up"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  private final Map<String, String> settings = new HashMap<>(SETTINGS);
  private final List<Map.Entry<String, String>> tensors = new ArrayList<>(TENSORS);

  /** Adds a name of one architecture, which goes before the common ones. */
  void tensorPart(String part, String inGguf) {
    tensors.addFirst(Map.entry(part, inGguf));
  }

  void setting(String name, String inGguf) {
    settings.put(name, inGguf);
  }

  /** Whether files have a key of their own for this setting. */
  boolean knows(String name) {
    return settings.containsKey(name);
  }

  /** The setting's key, without the architecture before it. */
  String setting(String name) {
    return settings.getOrDefault(name, name);
  }

  String tensor(String name) {
    String result = name;
    for (Map.Entry<String, String> part : tensors) {
      result = result.replace(part.getKey(), part.getValue());
    }
    return result;
  }
}
