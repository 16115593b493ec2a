"""What transformers' configurations say of settings that a config.json leaves out, by model_type.

    python3 transformers_defaults.py > ../../../../../../main/resources/dev/trine/model/defaults.json

Without those that follow from the model's size.
"""
import json
import sys
from transformers import CONFIG_MAPPING

TYPES = """
    apertus arcee bitnet bloom codegen cohere cohere2 deepseek_v2 deepseek_v3 dots1 ernie4_5 ernie4_5_moe exaone4 falcon gemma
    gemma2 gemma3_text glm glm4 glm4_moe gpt2 gpt_bigcode gpt_neo gpt_neox gpt_oss gptj granite granitemoe granitemoeshared
    helium hunyuan_v1_dense hunyuan_v1_moe llama minimax_m2 mistral mixtral mpt nemotron olmo olmo2 olmo3 olmoe opt
    phi phi3 phimoe qwen2 qwen2_moe qwen3 qwen3_moe seed_oss smollm3 stablelm starcoder2 xglm
    jamba lfm2 llama4_text mamba qwen3_next qwen3_5_text qwen3_5_moe_text falcon_h1
    bert distilbert modernbert mpnet nomic_bert roberta xlm-roberta
""".split()
SETTINGS = """
    activation activation_function alibi attention_chunk_size attention_multiplier attn_logit_softcapping clip_qkv decoder_sparse_step
    do_layer_norm_before embedding_multiplier final_logit_softcapping first_k_dense_replace head_dim hidden_act hidden_activation
    kv_lora_rank layer_norm_eps layer_norm_epsilon linear_conv_kernel_dim linear_key_head_dim linear_num_key_heads
    linear_num_value_heads linear_value_head_dim logit_scale logits_scaling mamba_d_conv mamba_d_ssm mamba_d_state mamba_expand mamba_n_groups
    mamba_n_heads mamba_norm_before_gate max_window_layers moe_intermediate_size moe_k
    moe_layer_interval moe_layer_start_index moe_num_experts moe_num_shared_experts moe_topk multi_query n_group n_routed_experts
    n_shared_experts new_decoder_architecture norm_eps norm_epsilon norm_topk_prob num_experts num_experts_per_tok
    num_key_value_heads num_local_experts parallel_attn q_lora_rank qk_layernorm qk_nope_head_dim qk_rope_head_dim
    query_pre_attn_scalar residual_multiplier rms_norm_eps rope_interleave rotary_dim routed_scaling_factor
    scale_attn_weights scoring_func shared_expert_intermediate_size shared_intermediate_size sliding_window
    tie_word_embeddings topk_group use_parallel_residual use_qk_norm use_sliding_window v_head_dim
""".split()


def defaults(kind):
    config = CONFIG_MAPPING[kind]().to_dict()
    other = CONFIG_MAPPING[kind](hidden_size=96, num_attention_heads=3).to_dict()
    found = {name: config.get(name) for name in SETTINGS if config.get(name) == other.get(name)}
    rope = config.get("rope_parameters") or {}
    rope = rope.get("full_attention", rope)
    for name in ("rope_theta", "partial_rotary_factor"):
        if rope.get(name) is not None:
            found[name] = rope[name]
    local = (config.get("rope_parameters") or {}).get("sliding_attention", {})
    if "rope_theta" in local:
        found["rope_local_base_freq"] = local["rope_theta"]
    return {name: value for name, value in found.items() if value is not None and value is not False}


if __name__ == "__main__":
    lines = [json.dumps(kind) + ": " + json.dumps(defaults(kind), sort_keys=True) for kind in TYPES if kind in CONFIG_MAPPING]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")
