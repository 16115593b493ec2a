"""Logits of Hugging Face transformers (5.18, torch 2.13) for tiny models of many architectures and settings.

    python3 transformers_logits.py > transformers.jsonl
    python3 transformers_logits.py encoders > encoders.jsonl
    python3 transformers_logits.py routes CONFIG... > routes.jsonl

The lines are those of reference.py; its weights are put into the folder that transformers saves, so that names and
settings are what transformers writes, and the folder is loaded again before it computes. Encoders have the vectors of tokens for logits. The config.json of those whose
name ends with "bare" has nothing but what stands here: the rest is as transformers takes it.
Where there are experts, "routes" has those of each layer that has them and each token. Of checkpoints of others, such as hf-tiny-archs has
them (NAME_config.json beside NAME.safetensors), there are the routes alone.
"""
import contextlib
import json
import os
import shutil
import sys
import tempfile
import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from transformers import AutoModel, AutoModelForCausalLM, CONFIG_MAPPING

with contextlib.redirect_stdout(None):  # it prints its own
    from reference import IDS, TENSORS, gemma_logits, weight

COMMON = dict(vocab_size=11, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
              intermediate_size=12, max_position_embeddings=16, bos_token_id=1, eos_token_id=2, pad_token_id=0)
GPT2 = dict(n_embd=16, n_head=4, n_layer=2, n_positions=16)
EXPERTS = dict(num_experts=4, num_experts_per_tok=2, moe_intermediate_size=8)
LOCAL = dict(num_local_experts=4, num_experts_per_tok=2)
ROUTED = dict(n_routed_experts=4, n_shared_experts=1, num_experts_per_tok=2, moe_intermediate_size=8,
              first_k_dense_replace=1, n_group=2, topk_group=1)
LATENT = dict(num_key_value_heads=4, kv_lora_rank=8, qk_nope_head_dim=4, qk_rope_head_dim=4, v_head_dim=6)
MAMBA = dict(mamba_n_heads=8, mamba_d_head=4, mamba_d_state=6, mamba_n_groups=1, mamba_expand=2, mamba_chunk_size=4)
DELTA = dict(layer_types=["linear_attention", "full_attention"], linear_key_head_dim=4, linear_value_head_dim=4,
             linear_num_key_heads=2, linear_num_value_heads=4)
H1 = dict(mamba_d_ssm=32, **MAMBA, lm_head_multiplier=0.5, embedding_multiplier=2.0, key_multiplier=0.7,
          attention_in_multiplier=1.1, attention_out_multiplier=0.8, ssm_multipliers=[0.9, 1.1, 0.8, 1.2, 0.7],
          ssm_in_multiplier=1.3, ssm_out_multiplier=0.6, mlp_multipliers=[0.9, 1.2])
GRANITE = dict(embedding_multiplier=3.0, attention_multiplier=0.3, residual_multiplier=0.4, logits_scaling=2.5)


def rope(kind, theta=10000.0, **how):
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=theta, **how))


CASES = {
    "llama_biases": ("llama", dict(attention_bias=True, mlp_bias=True, tie_word_embeddings=True)),
    "llama_linear": ("llama", rope("linear", factor=4.0)),
    "llama_dynamic": ("llama", dict(max_position_embeddings=5, **rope("dynamic", factor=2.0))),
    "llama_llama3": ("llama", rope("llama3", 500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                   original_max_position_embeddings=16)),
    "llama_yarn": ("llama", rope("yarn", factor=4.0, original_max_position_embeddings=16)),
    "llama_yarn_early": ("llama", rope("yarn", factor=4.0, original_max_position_embeddings=8, beta_fast=16.0,
                                       beta_slow=2.0, truncate=False)),
    "llama_longrope": ("llama", rope("longrope", factor=4.0, original_max_position_embeddings=12,
                                     long_factor=[1.5, 3.0], short_factor=[1.0, 1.25])),
    "llama4": ("llama4_text", dict(head_dim=8, intermediate_size_mlp=10, attention_chunk_size=3, floor_scale=2,
                                   num_hidden_layers=4, **LOCAL)),
    "llama4_in_turn": ("llama4_text", dict(
        head_dim=8, intermediate_size_mlp=10, attention_chunk_size=3, interleave_moe_layer_step=2, use_qk_norm=False,
        no_rope_layers=[0, 1, 1, 0], attn_temperature_tuning=False, num_hidden_layers=4, **{**LOCAL, "num_experts_per_tok": 1})),
    "llama4_chunks": ("llama4_text", dict(
        head_dim=8, intermediate_size_mlp=10, attention_chunk_size=3, floor_scale=2, num_hidden_layers=4, **LOCAL,
        layer_types=["full_attention", "chunked_attention", "full_attention", "chunked_attention"])),
    "mistral_window": ("mistral", dict(sliding_window=4, head_dim=8)),
    "mixtral_window": ("mixtral", dict(sliding_window=4, **LOCAL)),
    "qwen2_window": ("qwen2", dict(use_sliding_window=True, sliding_window=4, max_window_layers=1)),
    "qwen2_moe": ("qwen2_moe", dict(shared_expert_intermediate_size=10, decoder_sparse_step=2, norm_topk_prob=True,
                                    **EXPERTS)),
    "qwen3": ("qwen3", dict(head_dim=8)),
    "qwen3_moe": ("qwen3_moe", dict(head_dim=8, norm_topk_prob=True, mlp_only_layers=[1], **EXPERTS)),
    "qwen3_moe_window": ("qwen3_moe", dict(head_dim=8, use_sliding_window=True, sliding_window=4, max_window_layers=1,
                                           **EXPERTS)),
    "qwen3_next": ("qwen3_next", dict(head_dim=8, shared_expert_intermediate_size=10, **EXPERTS, **{
        **DELTA, "linear_key_head_dim": 8, "linear_value_head_dim": 8})),
    "qwen3_5": ("qwen3_5_text", dict(head_dim=8, **{**DELTA, "linear_value_head_dim": 6})),
    "qwen3_5_tied": ("qwen3_5_text", dict(head_dim=8, tie_word_embeddings=True, **DELTA)),
    "qwen3_5_moe": ("qwen3_5_moe_text", dict(head_dim=8, shared_expert_intermediate_size=10, **DELTA, **EXPERTS)),
    "gemma": ("gemma", dict(head_dim=8)),
    "gemma2": ("gemma2", dict(head_dim=8, sliding_window=4, query_pre_attn_scalar=12)),
    "gemma3": ("gemma3_text", dict(head_dim=8, sliding_window=4, query_pre_attn_scalar=12, num_hidden_layers=6)),
    "phi": ("phi", dict(partial_rotary_factor=0.5, num_key_value_heads=4)),
    "phi_norms": ("phi", dict(partial_rotary_factor=0.5, qk_layernorm=True)),
    "phi3_part": ("phi3", dict(partial_rotary_factor=0.5)),
    "phi3_short": ("phi3", dict(original_max_position_embeddings=8, **rope(
        "longrope", long_factor=[1.5, 3.0], short_factor=[1.0, 1.25], original_max_position_embeddings=8))),
    "phi3_long": ("phi3", dict(original_max_position_embeddings=5, **rope(
        "longrope", long_factor=[1.5, 3.0], short_factor=[1.0, 1.25], original_max_position_embeddings=5))),
    "smollm3": ("smollm3", dict(num_hidden_layers=4)),
    "gpt2": ("gpt2", GPT2),
    "gpt2_unscaled": ("gpt2", dict(scale_attn_weights=False, **GPT2)),
    "gpt_bigcode": ("gpt_bigcode", GPT2),
    "gpt_bigcode_heads": ("gpt_bigcode", dict(multi_query=False, **GPT2)),
    "gptj": ("gptj", dict(GPT2, rotary_dim=2)),
    "gpt_neox": ("gpt_neox", {}),
    "gpt_neox_half": ("gpt_neox", rope("default", partial_rotary_factor=0.5)),
    "gpt_neox_in_turn": ("gpt_neox", dict(use_parallel_residual=False)),
    "opt": ("opt", dict(ffn_dim=12, word_embed_proj_dim=16)),
    "falcon_7b": ("falcon", dict(multi_query=True, parallel_attn=True, new_decoder_architecture=False, bias=False)),
    "falcon_40b": ("falcon", dict(num_kv_heads=2, new_decoder_architecture=True, bias=False)),
    "falcon_heads": ("falcon", dict(multi_query=False, parallel_attn=False, new_decoder_architecture=False, bias=True)),
    "falcon_alibi": ("falcon", dict(multi_query=False, parallel_attn=False, alibi=True, new_decoder_architecture=False,
                                    bias=True)),
    "bloom": ("bloom", dict(n_layer=2, n_head=6, hidden_size=24)),
    "mpt": ("mpt", dict(d_model=16, n_heads=4, n_layers=2, max_seq_len=16, attn_config=dict(clip_qkv=0.5))),
    "phimoe": ("phimoe", dict(sliding_window=4, attention_bias=True, lm_head_bias=True, **LOCAL)),
    "granite": ("granite", GRANITE),
    "granitemoe": ("granitemoe", dict(**GRANITE, **LOCAL)),
    "granitehybrid": ("granitemoehybrid", dict(
        num_local_experts=0, shared_intermediate_size=10, layer_types=["linear_attention", "full_attention"],
        **MAMBA, **GRANITE)),
    "granitehybrid_experts": ("granitemoehybrid", dict(
        shared_intermediate_size=10, layer_types=["linear_attention", "full_attention"], position_embedding_type="rope",
        **MAMBA, **GRANITE, **LOCAL)),
    "lfm2": ("lfm2", dict(num_hidden_layers=3, layer_types=["conv", "full_attention", "conv"],
                          block_auto_adjust_ff_dim=False)),
    "lfm2_adjusted": ("lfm2", dict(conv_bias=True, conv_L_cache=4, layer_types=["conv", "full_attention"],
                                   block_multiple_of=4)),
    "lfm2_moe": ("lfm2_moe", dict(num_hidden_layers=3, layer_types=["conv", "full_attention", "conv"], num_dense_layers=1,
                                  routed_scaling_factor=1.5, **EXPERTS)),
    "lfm2_moe_plain": ("lfm2_moe", dict(num_hidden_layers=3, layer_types=["conv", "full_attention", "conv"],
                                        num_dense_layers=1, **EXPERTS)),
    "mamba_double": ("mamba", dict(state_size=4, time_step_rank=3, intermediate_size=32, expand=2)),
    "mamba": ("mamba", dict(state_size=4, time_step_rank=3, expand=2)),
    "mamba2": ("mamba2", dict(num_heads=8, head_dim=4, state_size=4, n_groups=2, expand=2, chunk_size=4)),
    "mamba2_single": ("mamba2", dict(num_heads=8, head_dim=4, state_size=4, n_groups=1, expand=2, chunk_size=4)),
    "jamba": ("jamba", dict(num_hidden_layers=4, num_experts=4, num_experts_per_tok=2, attn_layer_period=3,
                            attn_layer_offset=1, mamba_d_state=4, mamba_dt_rank=3)),
    "granitemoeshared": ("granitemoeshared", dict(shared_intermediate_size=10, **GRANITE, **LOCAL)),
    "falcon_h1": ("falcon_h1", H1),
    "falcon_h1_norm": ("falcon_h1", dict(**{**H1, "mamba_n_groups": 2}, mamba_rms_norm=True)),
    "falcon_h1_gated": ("falcon_h1", dict(mamba_rms_norm=True, mamba_norm_before_gate=False, **H1)),
    "bitnet": ("bitnet", {}),
    "olmo_clipped": ("olmo", dict(clip_qkv=0.3)),
    "olmo2": ("olmo2", {}),
    "olmo3": ("olmo3", dict(sliding_window=4, num_hidden_layers=4)),
    "olmoe": ("olmoe", dict(num_experts=4, num_experts_per_tok=2)),
    "stablelm": ("stablelm", dict(use_qkv_bias=True, partial_rotary_factor=0.5)),
    "stablelm_norms": ("stablelm", dict(qk_layernorm=True, use_parallel_residual=True, partial_rotary_factor=0.5)),
    "starcoder2": ("starcoder2", dict(sliding_window=4, use_bias=True)),
    "cohere_norms": ("cohere", dict(use_qk_norm=True)),
    "cohere_untied": ("cohere", dict(tie_word_embeddings=False)),
    "cohere2": ("cohere2", dict(sliding_window=4, num_hidden_layers=4)),
    "deepseek_v2": ("deepseek_v2", dict(q_lora_rank=7, **LATENT, **ROUTED)),
    "deepseek_v2_lite": ("deepseek_v2", dict(
        q_lora_rank=None, topk_method="greedy", **LATENT, **ROUTED, **rope(
            "yarn", factor=4.0, original_max_position_embeddings=12, mscale=0.707, mscale_all_dim=0.707))),
    "deepseek_v2_dense": ("deepseek_v2", dict(q_lora_rank=7, **LATENT, **{**ROUTED, "first_k_dense_replace": 2})),
    "deepseek_v2_flag": ("deepseek_v2", dict(q_lora_rank=7, norm_topk_prob=True, **LATENT, **ROUTED)),
    "deepseek_v3": ("deepseek_v3", dict(q_lora_rank=7, **LATENT, **ROUTED)),
    "glm": ("glm", dict(head_dim=8)),
    "glm4": ("glm4", dict(head_dim=8)),
    "glm4_moe": ("glm4_moe", dict(head_dim=8, use_qk_norm=True, partial_rotary_factor=0.5, **ROUTED)),
    "dots1": ("dots1", dict(head_dim=8, **ROUTED)),
    "exaone4": ("exaone4", dict(sliding_window=4, num_hidden_layers=4, sliding_window_pattern=4)),
    "nemotron": ("nemotron", {}),
    "ernie4_5": ("ernie4_5", dict(head_dim=8)),
    "ernie4_5_moe": ("ernie4_5_moe", dict(moe_num_experts=4, moe_k=2, moe_intermediate_size=8,
                                          moe_num_shared_experts=1, moe_layer_start_index=1)),
    "minimax_m2": ("minimax_m2", dict(head_dim=8, **LOCAL)),
    "seed_oss": ("seed_oss", dict(head_dim=8)),
    "hunyuan": ("hunyuan_v1_dense", dict(head_dim=8)),
    "hunyuan_moe": ("hunyuan_v1_moe", dict(head_dim=8, num_experts=4, moe_topk=2)),
    "gpt_oss": ("gpt_oss", dict(head_dim=8, sliding_window=4, **LOCAL)),
    "arcee": ("arcee", {}),
    "helium": ("helium", dict(head_dim=4)),
    "bitnet_bare": ("bitnet", {}),
    "cohere_bare": ("cohere", {}),
    "deepseek_v3_bare": ("deepseek_v3", dict(q_lora_rank=7, **LATENT, **ROUTED)),
    "gemma2_bare": ("gemma2", dict(head_dim=8)),
    "glm4_bare": ("glm4", dict(head_dim=8)),
    "glm4_moe_bare": ("glm4_moe", dict(head_dim=8, **ROUTED)),
    "gpt_neox_bare": ("gpt_neox", {}),
    "gpt_oss_bare": ("gpt_oss", dict(head_dim=8, **LOCAL, **rope("default"))),
    "granitemoe_bare": ("granitemoe", dict(num_local_experts=4)),
    "jamba_bare": ("jamba", dict(num_hidden_layers=5, num_experts=4)),
    "llama4_bare": ("llama4_text", dict(head_dim=8, intermediate_size_mlp=10, num_local_experts=4, num_hidden_layers=4)),
}

ENCODERS = {
    "bert": ("bert", dict(type_vocab_size=2)),
    "distilbert": ("distilbert", dict(dim=16, n_heads=4, n_layers=2, hidden_dim=12)),
    "mpnet": ("mpnet", dict(max_position_embeddings=40)),
    "nomic_bert": ("nomic_bert", dict(type_vocab_size=2)),
    "modernbert": ("modernbert", dict(num_hidden_layers=4, local_attention=4)),
    "modernbert_biases": ("modernbert", dict(local_attention=6, attention_bias=True, mlp_bias=True, norm_bias=True)),
    "embeddinggemma": ("gemma3_text", dict(head_dim=8, sliding_window=6, query_pre_attn_scalar=12, num_hidden_layers=6,
                                           use_bidirectional_attention=True)),
}


def run(model, ids, **how):
    """What the model computes, and the experts that each layer with experts is told to use, of each token."""
    routes = []
    for name, module in model.named_modules():
        if name.endswith(".experts"):  # in the order of layers
            module.register_forward_pre_hook(lambda _, args: routes.extend(chosen.sort().values.tolist() for chosen in args[1:2]))
    with torch.no_grad():
        return model.eval()(torch.tensor([ids]), **how), dict(routes=routes) if routes else {}


def emit(name, kind, settings):
    # MPNet takes token 1 for padding, and tells distances by their logarithm from eight on.
    ids = [6 if token == 1 else token for token in 3 * IDS] if kind == "mpnet" else IDS
    config = CONFIG_MAPPING[kind](**{**COMMON, **settings})
    with tempfile.TemporaryDirectory() as folder:
        auto = AutoModel if name in ENCODERS else AutoModelForCausalLM
        auto.from_config(config).float().save_pretrained(folder)
        file = folder + "/model.safetensors"
        filled = {name: weight(name, *t.shape).astype(np.float32) for name, t in sorted(load_file(file).items())}
        save_file(filled, file, metadata={"format": "pt"})
        if name.endswith("bare"):
            with open(folder + "/config.json", "w", encoding="utf-8") as bare:
                json.dump({"model_type": kind, **COMMON, **settings}, bare)
        attention = "sdpa" if settings.get("alibi") else "eager"  # which adds Falcon's biases twice
        model = auto.from_pretrained(folder, attn_implementation=attention, dtype=torch.float32)
        output, routes = run(model, ids, **({} if name in ENCODERS else dict(use_cache=False)))
        # In floats the last token of this one is 1.1e-4 away from what it is in double precision.
        logits = gemma_logits(16, 4, 2, 8) if name == "gemma" else output[0][0].double().numpy()
        with open(folder + "/config.json", encoding="utf-8") as saved:
            config = json.load(saved)
    print(json.dumps({"name": "transformers/" + name, "config": config, "tensors": dict(TENSORS), "ids": ids,
                      "logits": np.round(logits, 6).tolist(), **routes}))
    TENSORS.clear()


def emit_routes(config):
    name = os.path.basename(config).removesuffix("_config.json")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(config, folder + "/config.json")
        shutil.copy(config.replace("_config.json", ".safetensors"), folder + "/model.safetensors")
        model = AutoModelForCausalLM.from_pretrained(
            folder, attn_implementation="eager", experts_implementation="eager", dtype=torch.float32)
        print(json.dumps({"name": name, "ids": IDS, **run(model, IDS, use_cache=False)[1]}))


TENSORS.clear()
if sys.argv[1:2] == ["routes"]:
    for config in sys.argv[2:]:
        emit_routes(config)
    sys.exit()
for case in ENCODERS if sys.argv[1:] == ["encoders"] else sys.argv[1:] or CASES:
    emit(case, *{**CASES, **ENCODERS}[case])
