"""Forward passes in numpy and float64, from the papers and from the configurations of Hugging Face
transformers, for architectures of which no checkpoint with reference logits is at hand.

    python3 reference.py > logits.jsonl
    python3 reference.py encoders > encoders_by_paper.jsonl

One JSON value a line: name, config, tensors (name to shape), ids, logits. Weights come from a hash of
name and place (see weight), so that the test can make them too.
"""
import json
import math
import sys
import numpy as np

IDS = [3, 7, 1, 4, 9, 2, 8, 5]
TENSORS = {}


def weight(name, *shape):
    TENSORS[name] = list(shape)
    key = sum((i + 1) * ord(c) for i, c in enumerate(name))
    x = (np.arange(np.prod(shape), dtype=np.uint64) * 2654435761 + key * 40503) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 2246822519) & 0xFFFFFFFF
    x ^= x >> 13
    unit = (x / 2**31 - 1).astype(np.float32).astype(np.float64)  # -1 to 1
    if len(shape) == 1:
        base = 0.0 if "bias" in name or "sink" in name else 1.0
        return (base + np.float32(0.25) * unit).astype(np.float32).astype(np.float64)
    return unit.reshape(shape)


def linear(x, name, out, bias=False):
    y = x @ weight(name + ".weight", out, x.shape[-1]).T
    return y + weight(name + ".bias", out) if bias else y


def rms(x, name, eps=1e-6, one=0.0):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * (one + weight(name + ".weight", x.shape[-1]))


def layer_norm(x, name, eps=1e-5, bias=True):
    x = x - x.mean(-1, keepdims=True)
    y = x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * weight(name + ".weight", x.shape[-1])
    return y + weight(name + ".bias", x.shape[-1]) if bias else y


def silu(x):
    return x / (1 + np.exp(-x))


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def frequencies(dim, theta):
    return theta ** (-np.arange(0, dim, 2) / dim)


def turn(x, inverse, interleaved=False, amplitude=1.0):
    """x [tokens, heads, dim]; the first 2 * len(inverse) numbers of a head are turned."""
    angle = np.arange(x.shape[0])[:, None] * inverse
    cos, sin = amplitude * np.cos(angle)[:, None], amplitude * np.sin(angle)[:, None]
    half = len(inverse)
    y = x.copy()
    a, b = (x[..., 0 : 2 * half : 2], x[..., 1 : 2 * half : 2]) if interleaved else (x[..., :half], x[..., half : 2 * half])
    ra, rb = a * cos - b * sin, a * sin + b * cos
    if interleaved:
        y[..., 0 : 2 * half : 2], y[..., 1 : 2 * half : 2] = ra, rb
    else:
        y[..., :half], y[..., half : 2 * half] = ra, rb
    return y


def attend(q, k, v, scale, window=None, cap=None, sinks=None):
    """q [tokens, heads, dim], k and v [tokens, kv heads, dim]."""
    n, heads = q.shape[:2]
    k, v = (np.repeat(it, heads // it.shape[1], axis=1) for it in (k, v))
    scores = np.einsum("qhd,khd->hqk", q, k) * scale
    if cap:
        scores = cap * np.tanh(scores / cap)
    i, j = np.arange(n)[:, None], np.arange(n)[None]
    hidden = (j > i) | (i - j >= (window or n))
    scores = np.where(hidden, -1e30, scores)
    if sinks is not None:
        scores = np.concatenate([scores, np.broadcast_to(sinks[:, None, None], (heads, n, 1))], -1)
    p = softmax(scores)[..., :n]
    return np.einsum("hqk,khd->qhd", p, v).reshape(n, -1)


def attention(x, at, heads, kv, dim, inverse, scale=None, bias=False, norms=None, out="o_proj", obias=False,
              interleaved=False, amplitude=1.0, v_dim=None, v_scale=1.0, **how):
    q, k = linear(x, at + "q_proj", heads * dim, bias), linear(x, at + "k_proj", kv * dim, bias)
    v = linear(x, at + "v_proj", kv * (v_dim or dim), bias) * v_scale
    if norms == "whole":
        q, k = rms(q, at + "q_norm"), rms(k, at + "k_norm")
    q, k, v = q.reshape(len(x), heads, -1), k.reshape(len(x), kv, -1), v.reshape(len(x), kv, -1)
    if norms in ("head", "gemma"):
        one = 1.0 if norms == "gemma" else 0.0
        q, k = rms(q, at + "q_norm", one=one), rms(k, at + "k_norm", one=one)
    if inverse is not None:
        q, k = (turn(it, inverse, interleaved, amplitude) for it in (q, k))
    y = attend(q, k, v, scale or dim**-0.5, **how)
    return linear(y, at + out, x.shape[-1], obias)


def gated(x, at, inner, act=silu):
    return linear(act(linear(x, at + "gate_proj", inner)) * linear(x, at + "up_proj", inner), at + "down_proj", x.shape[-1])


def experts(x, at, inner, count, weights):
    return sum(weights[:, e : e + 1] * gated(x, f"{at}experts.{e}.", inner) for e in range(count))


def top(scores, used):
    """The scores of the largest, zero elsewhere."""
    chosen = np.argsort(-scores, axis=-1, kind="stable")[:, :used]
    kept = np.zeros_like(scores)
    np.put_along_axis(kept, chosen, 1.0, -1)
    return kept


def emit(name, model_type, logits, **config):
    config = {"model_type": model_type, "vocab_size": 11, "hidden_size": 8, "num_hidden_layers": 2,
              "max_position_embeddings": 16, **config}
    print(json.dumps({"name": name, "config": config, "tensors": dict(TENSORS), "ids": IDS,
                      "logits": np.round(logits, 7).tolist()}))
    TENSORS.clear()


def embed(name="model.embed_tokens.weight"):
    return weight(name, 11, 8)[IDS]


LLAMA = {"num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 12, "rms_norm_eps": 1e-6,
         "rope_theta": 10000.0, "tie_word_embeddings": False}


def llama(name, inverse, amplitude=1.0, **config):
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, inverse, amplitude=amplitude)
        x = x + gated(rms(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit(name, "llama", linear(rms(x, "model.norm"), "lm_head", 11), **{**LLAMA, **config})


def rope_scalings():
    plain = frequencies(4, 10000.0)
    llama("linear", plain / 4, rope_scaling={"rope_type": "linear", "factor": 4.0})
    base = 10000.0 * ((2.0 * 8 / 5) - 1.0) ** (4 / 2)
    llama("dynamic", frequencies(4, base), max_position_embeddings=5, rope_scaling={"type": "dynamic", "factor": 2.0})
    factor, low, high, trained = 8.0, 1.0, 4.0, 30.0
    lengths = 2 * math.pi / plain
    smooth = (trained / lengths - low) / (high - low)
    medium = (1 - smooth) * plain / factor + smooth * plain
    scaled = np.where(lengths > trained / low, plain / factor, np.where(lengths < trained / high, plain, medium))
    llama("llama3", scaled, rope_scaling={"rope_type": "llama3", "factor": factor, "low_freq_factor": low,
                                          "high_freq_factor": high, "original_max_position_embeddings": 30})
    def pair(turns):
        return 4 * math.log(12 / (turns * 2 * math.pi)) / (2 * math.log(10000.0))
    begin, end = max(math.floor(pair(32)), 0), min(math.ceil(pair(1)), 3)
    ramp = np.clip((np.arange(2) - begin) / (end - begin if end > begin else 0.001), 0, 1)
    llama("yarn", plain / 4 * ramp + plain * (1 - ramp), 0.1 * math.log(4) + 1,
          rope_scaling={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12})
    llama("rope_parameters", frequencies(4, 500.0) / 2,
          rope_theta=None, rope_parameters={"rope_type": "linear", "factor": 2.0, "rope_theta": 500.0})


def phi3_long():
    long, short, original, longest = [1.5, 3.0], [1.0, 1.25], 6, 24
    amplitude = math.sqrt(1 + math.log(longest / original) / math.log(original))
    inverse = frequencies(4, 10000.0) / np.array(long)  # eight ids are more than six
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        h = rms(x, at + "input_layernorm")
        qkv = linear(h, at + "self_attn.qkv_proj", 16).reshape(len(IDS), 4, 4)
        q, k = (turn(it, inverse, amplitude=amplitude) for it in (qkv[:, :2], qkv[:, 2:3]))
        x = x + linear(attend(q, k, qkv[:, 3:], 0.5), at + "self_attn.o_proj", 8)
        gate_up = linear(rms(x, at + "post_attention_layernorm"), at + "mlp.gate_up_proj", 24)
        x = x + linear(silu(gate_up[:, :12]) * gate_up[:, 12:], at + "mlp.down_proj", 8)
    emit("phi3_longrope", "phi3", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "max_position_embeddings": longest, "original_max_position_embeddings": original,
            "rope_scaling": {"type": "longrope", "long_factor": long, "short_factor": short}})


def gemma3(name, **turns):
    x = embed() * math.sqrt(8)
    for i in range(2):
        at = f"model.layers.{i}."
        slides = i == 0
        inverse = frequencies(4, 100.0) if slides else frequencies(4, 10000.0) / 8
        h = attention(rms(x, at + "input_layernorm", one=1.0), at + "self_attn.", 2, 1, 4, inverse,
                      scale=16**-0.5, norms="gemma", window=3 if slides else None)
        x = x + rms(h, at + "post_attention_layernorm", one=1.0)
        h = gated(rms(x, at + "pre_feedforward_layernorm", one=1.0), at + "mlp.", 12, gelu_tanh)
        x = x + rms(h, at + "post_feedforward_layernorm", one=1.0)
    x = rms(x, "model.norm", one=1.0)
    emit(name, "gemma3_text", x @ weight("model.embed_tokens.weight", 11, 8).T,
         **{**LLAMA, "head_dim": 4, "tie_word_embeddings": True, "hidden_activation": "gelu_pytorch_tanh",
            "query_pre_attn_scalar": 16, "sliding_window": 3,
            "layer_types": ["sliding_attention", "full_attention"],
            **turns})


def gpt2_by_depth():
    """Scores that are divided by the layer's number, without the root; another epsilon, width and activation."""
    x = embed("wte.weight") + weight("wpe.weight", 16, 8)[: len(IDS)]
    transposed = lambda it, name, out: it @ weight(name + ".weight", it.shape[-1], out) + weight(name + ".bias", out)
    for i in range(2):
        at = f"h.{i}."
        qkv = transposed(layer_norm(x, at + "ln_1", 1e-3), at + "attn.c_attn", 24).reshape(len(IDS), 3, 2, 4)
        y = attend(qkv[:, 0], qkv[:, 1], qkv[:, 2], 1 / (i + 1))
        x = x + transposed(y, at + "attn.c_proj", 8)
        h = np.maximum(transposed(layer_norm(x, at + "ln_2", 1e-3), at + "mlp.c_fc", 20), 0)
        x = x + transposed(h, at + "mlp.c_proj", 8)
    logits = layer_norm(x, "ln_f", 1e-3) @ weight("wte.weight", 11, 8).T
    emit("gpt2_by_depth", "gpt2", logits, n_embd=8, n_layer=2, n_head=2, n_positions=16, n_inner=20,
         layer_norm_epsilon=1e-3, activation_function="relu", scale_attn_weights=False,
         scale_attn_by_inverse_layer_idx=True, reorder_and_upcast_attn=True)


def gemma_logits(width, heads, kv, dim):
    embedding = weight("model.embed_tokens.weight", 11, width)
    x = embedding[IDS] * math.sqrt(width)
    for i in range(2):
        at = f"model.layers.{i}."
        h = rms(x, at + "input_layernorm", one=1.0)
        x = x + attention(h, at + "self_attn.", heads, kv, dim, frequencies(dim, 10000.0))
        x = x + gated(rms(x, at + "post_attention_layernorm", one=1.0), at + "mlp.", 12, gelu_tanh)
    return rms(x, "model.norm", one=1.0) @ embedding.T


def gemma():
    emit("gemma", "gemma", gemma_logits(8, 2, 1, 4),
         **{**LLAMA, "head_dim": 4, "tie_word_embeddings": True, "hidden_act": "gelu"})


def smollm3():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4,
                          frequencies(4, 10000.0) if i == 0 else None)
        x = x + gated(rms(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit("smollm3", "smollm3", linear(rms(x, "model.norm"), "lm_head", 11), **{**LLAMA, "no_rope_layers": [1, 0]})


def granite():
    x = embed() * 3.0
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + 0.4 * attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4,
                                frequencies(4, 10000.0), scale=0.3)
        x = x + 0.4 * gated(rms(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit("granite", "granite", linear(rms(x, "model.norm"), "lm_head", 11) / 2.5,
         **{**LLAMA, "embedding_multiplier": 3.0, "attention_multiplier": 0.3, "residual_multiplier": 0.4,
            "logits_scaling": 2.5})


def olmo2():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + rms(attention(x, at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0), norms="whole"),
                    at + "post_attention_layernorm")
        x = x + rms(gated(x, at + "mlp.", 12), at + "post_feedforward_layernorm")
    emit("olmo2", "olmo2", linear(rms(x, "model.norm"), "lm_head", 11), **LLAMA)


def stablelm():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(layer_norm(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4,
                          frequencies(2, 10000.0), bias=True)
        x = x + gated(layer_norm(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit("stablelm", "stablelm", linear(layer_norm(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "layer_norm_eps": 1e-5, "partial_rotary_factor": 0.5, "use_qkv_bias": True,
            "use_parallel_residual": False, "qk_layernorm": False})


def phi2():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        h = layer_norm(x, at + "input_layernorm")
        y = attention(h, at + "self_attn.", 2, 2, 4, frequencies(2, 10000.0), bias=True, out="dense", obias=True)
        z = linear(gelu_tanh(linear(h, at + "mlp.fc1", 12, True)), at + "mlp.fc2", 8, True)
        x = x + y + z
    emit("phi2", "phi", linear(layer_norm(x, "model.final_layernorm"), "lm_head", 11, True),
         **{**LLAMA, "num_key_value_heads": 2, "layer_norm_eps": 1e-5, "partial_rotary_factor": 0.5,
            "hidden_act": "gelu_new", "qk_layernorm": False})


def starcoder2():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(layer_norm(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4,
                          frequencies(4, 10000.0), bias=True, obias=True, window=4)
        h = layer_norm(x, at + "post_attention_layernorm")
        x = x + linear(gelu_tanh(linear(h, at + "mlp.c_fc", 12, True)), at + "mlp.c_proj", 8, True)
    emit("starcoder2", "starcoder2", layer_norm(x, "model.norm") @ weight("model.embed_tokens.weight", 11, 8).T,
         **{**LLAMA, "norm_epsilon": 1e-5, "hidden_act": "gelu_pytorch_tanh", "sliding_window": 4, "use_bias": True,
            "tie_word_embeddings": True})


def cohere2():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        h = layer_norm(x, at + "input_layernorm", bias=False)
        y = attention(h, at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0) if i == 0 else None,
                      interleaved=True, window=3 if i == 0 else None)
        x = x + y + gated(h, at + "mlp.", 12)
    emit("cohere2", "cohere2",
         0.5 * layer_norm(x, "model.norm", bias=False) @ weight("model.embed_tokens.weight", 11, 8).T,
         **{**LLAMA, "layer_norm_eps": 1e-5, "logit_scale": 0.5, "sliding_window": 3, "tie_word_embeddings": True,
            "layer_types": ["sliding_attention", "full_attention"]})


def gpt_neox():
    x = embed("gpt_neox.embed_in.weight")
    for i in range(2):
        at = f"gpt_neox.layers.{i}."
        h = layer_norm(x, at + "input_layernorm")
        qkv = linear(h, at + "attention.query_key_value", 24, True).reshape(len(IDS), 2, 3, 4)
        q, k = (turn(qkv[:, :, part], frequencies(2, 10000.0)) for part in (0, 1))
        y = linear(attend(q, k, qkv[:, :, 2], 0.5), at + "attention.dense", 8, True)
        h = layer_norm(x, at + "post_attention_layernorm")
        x = x + y + linear(gelu(linear(h, at + "mlp.dense_h_to_4h", 12, True)), at + "mlp.dense_4h_to_h", 8, True)
    emit("gpt_neox", "gpt_neox", linear(layer_norm(x, "gpt_neox.final_layer_norm"), "embed_out", 11),
         num_attention_heads=2, intermediate_size=12, rotary_pct=0.5, rotary_emb_base=10000, layer_norm_eps=1e-5,
         hidden_act="gelu", use_parallel_residual=True, tie_word_embeddings=False)


def qwen2_moe():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        h = rms(x, at + "input_layernorm")
        q, k, v = (linear(h, f"{at}self_attn.{p}_proj", n, True).reshape(len(IDS), -1, 4)
                   for p, n in (("q", 8), ("k", 4), ("v", 4)))
        q, k = (turn(it, frequencies(4, 10000.0)) for it in (q, k))
        x = x + linear(attend(q, k, v, 0.5), at + "self_attn.o_proj", 8)
        h = rms(x, at + "post_attention_layernorm")
        p = softmax(linear(h, at + "mlp.gate", 4))
        shared = gated(h, at + "mlp.shared_expert.", 6)
        shared = shared / (1 + np.exp(-linear(h, at + "mlp.shared_expert_gate", 1)))
        x = x + experts(h, at + "mlp.", 5, 4, p * top(p, 2)) + shared
    emit("qwen2_moe", "qwen2_moe", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 5,
            "shared_expert_intermediate_size": 6, "norm_topk_prob": False, "decoder_sparse_step": 1})


def olmoe():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0),
                          norms="whole")
        h = rms(x, at + "post_attention_layernorm")
        p = softmax(linear(h, at + "mlp.gate", 4))
        x = x + experts(h, at + "mlp.", 12, 4, p * top(p, 2))
    emit("olmoe", "olmoe", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "num_experts": 4, "num_experts_per_tok": 2, "norm_topk_prob": False})


def gpt_oss():
    plain = frequencies(4, 10000.0)
    def pair(turns):
        return 4 * math.log(12 / (turns * 2 * math.pi)) / (2 * math.log(10000.0))
    begin, end = max(pair(32), 0), min(pair(1), 3)
    ramp = np.clip((np.arange(2) - begin) / (end - begin), 0, 1)
    inverse, amplitude = plain / 4 * ramp + plain * (1 - ramp), 0.1 * math.log(4) + 1
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, inverse, bias=True, obias=True,
                          amplitude=amplitude, window=3 if i == 0 else None, sinks=weight(at + "self_attn.sinks", 2))
        h = rms(x, at + "post_attention_layernorm")
        logits = linear(h, at + "mlp.router", 4, True)
        g = softmax(np.where(top(logits, 2) > 0, logits, -1e30))
        m = at + "mlp.experts."
        both = np.einsum("th,ehi->tei", h, weight(m + "gate_up_proj", 4, 8, 24)) + weight(m + "gate_up_proj_bias", 4, 24)
        gate, up = np.minimum(both[..., ::2], 7), np.clip(both[..., 1::2], -7, 7)
        y = np.einsum("tei,eih->teh", (up + 1) * gate / (1 + np.exp(-1.702 * gate)), weight(m + "down_proj", 4, 12, 8))
        x = x + np.einsum("te,teh->th", g, y + weight(m + "down_proj_bias", 4, 8))
    emit("gpt_oss", "gpt_oss", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "head_dim": 4, "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": 3,
            "layer_types": ["sliding_attention", "full_attention"],
            "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12,
                             "truncate": False, "beta_fast": 32.0, "beta_slow": 1.0}})


def grouped(scores, choice, groups, kept_groups, best, used):
    n, count = choice.shape
    by_group = np.sort(choice.reshape(n, groups, -1), -1)[..., ::-1][..., :best].sum(-1)
    mask = np.repeat(top(by_group, kept_groups), count // groups, axis=1)
    return scores * top(np.where(mask > 0, choice, -1e30), used)


def deepseek(name, model_type, third):
    """V2 with query compression, groups and YaRN; V3 with sigmoid scores and a bias for the choice."""
    def temperature(scale):
        return 0.1 * scale * math.log(4.0) + 1
    def pair(turns):
        return 4 * math.log(12 / (turns * 2 * math.pi)) / (2 * math.log(10000.0))
    begin, end = max(math.floor(pair(32)), 0), min(math.ceil(pair(1)), 3)
    ramp = np.clip((np.arange(2) - begin) / (end - begin if end > begin else 0.001), 0, 1)
    plain = frequencies(4, 10000.0)
    inverse = plain / 4 * ramp + plain * (1 - ramp)
    scale = 10**-0.5 * temperature(0.7) ** 2
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        a = at + "self_attn."
        h = rms(x, at + "input_layernorm")
        q = linear(rms(linear(h, a + "q_a_proj", 7), a + "q_a_layernorm"), a + "q_b_proj", 20).reshape(-1, 2, 10)
        latent = linear(h, a + "kv_a_proj_with_mqa", 9)
        up = linear(rms(latent[:, :5], a + "kv_a_layernorm"), a + "kv_b_proj", 24).reshape(-1, 2, 12)
        turned = turn(latent[:, None, 5:], inverse, True)
        k = np.concatenate([up[..., :6], np.repeat(turned, 2, 1)], -1)
        q = np.concatenate([q[..., :6], turn(q[..., 6:], inverse, True)], -1)
        x = x + linear(attend(q, k, up[..., 6:], scale), a + "o_proj", 8)
        h = rms(x, at + "post_attention_layernorm")
        m = at + "mlp."
        if i == 0:
            x = x + gated(h, m, 12)
            continue
        logits = linear(h, m + "gate", 6)
        if third:
            s = 1 / (1 + np.exp(-logits))
            g = grouped(s, s + weight(m + "gate.e_score_correction_bias", 6), 3, 2, 2, 2)
            g = g / (g.sum(-1, keepdims=True) + 1e-20)
        else:
            s = softmax(logits)
            g = grouped(s, s, 3, 2, 1, 2)
        x = x + experts(h, m, 5, 6, 2.5 * g) + gated(h, m + "shared_experts.", 10)
    emit(name, model_type, linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "num_key_value_heads": 2, "q_lora_rank": 7, "kv_lora_rank": 5, "qk_nope_head_dim": 6,
            "qk_rope_head_dim": 4, "v_head_dim": 6, "moe_intermediate_size": 5, "n_routed_experts": 6,
            "n_shared_experts": 2, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "n_group": 3,
            "topk_group": 2, "routed_scaling_factor": 2.5, "norm_topk_prob": third,
            "scoring_func": "sigmoid" if third else "softmax",
            "topk_method": "noaux_tc" if third else "group_limited_greedy",
            "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12, "mscale": 0.7,
                             "mscale_all_dim": 0.7, "beta_fast": 32, "beta_slow": 1}})


def mimo2():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        a = at + "self_attn."
        slides = i == 1
        h = rms(x, at + "input_layernorm")
        sinks = weight(a + "attention_sink_bias", 4) if slides else None
        x = x + attention(h, a, 4, 2 if slides else 1, 6, frequencies(2, 100.0 if slides else 10000.0), v_dim=4,
                          v_scale=0.707, window=3 if slides else None, sinks=sinks)
        h = rms(x, at + "post_attention_layernorm")
        m = at + "mlp."
        if i == 0:
            x = x + gated(h, m, 12)
            continue
        s = 1 / (1 + np.exp(-linear(h, m + "gate", 4)))
        g = s * top(s + weight(m + "gate.e_score_correction_bias", 4), 2)
        x = x + experts(h, m, 5, 4, g / (g.sum(-1, keepdims=True) + 1e-20))
    config = {**LLAMA, "num_attention_heads": 4, "num_key_value_heads": 1, "swa_num_attention_heads": 4,
              "swa_num_key_value_heads": 2, "head_dim": 6, "v_head_dim": 4, "swa_head_dim": 6, "swa_v_head_dim": 4,
              "layernorm_epsilon": 1e-6, "swa_rope_theta": 100.0, "partial_rotary_factor": 0.334,
              "attention_value_scale": 0.707, "sliding_window": 3, "hybrid_layer_pattern": [0, 1],
              "moe_layer_freq": [0, 1], "add_swa_attention_sink_bias": True, "n_routed_experts": 4,
              "num_experts_per_tok": 2, "moe_intermediate_size": 5, "n_group": 1, "topk_group": 1,
              "norm_topk_prob": True, "scoring_func": "sigmoid", "topk_method": "noaux_tc"}
    del config["rms_norm_eps"]
    emit("mimo2", "mimo_v2_flash", linear(rms(x, "model.norm"), "lm_head", 11), **config)


def ernie():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0),
                          interleaved=True)
        x = x + gated(rms(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit("ernie", "ernie4_5", linear(rms(x, "model.norm"), "lm_head", 11), **{**LLAMA, "head_dim": 4, "use_bias": False})


def seed_oss():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 6, frequencies(6, 10000.0), bias=True)
        x = x + gated(rms(x, at + "post_attention_layernorm"), at + "mlp.", 12)
    emit("seed_oss", "seed_oss", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "head_dim": 6, "attention_bias": True, "attention_out_bias": False})


def glm(name, newer):
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        y = attention(rms(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, frequencies(2, 10000.0), bias=True,
                      interleaved=True)
        x = x + (rms(y, at + "post_self_attn_layernorm") if newer else y)
        both = linear(rms(x, at + "post_attention_layernorm"), at + "mlp.gate_up_proj", 24)
        y = linear(silu(both[:, :12]) * both[:, 12:], at + "mlp.down_proj", 8)
        x = x + (rms(y, at + "post_mlp_layernorm") if newer else y)
    emit(name, name, linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "head_dim": 4, "partial_rotary_factor": 0.5, "attention_bias": True})


def exaone4():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        y = attention(x, at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0) if i == 0 else None, norms="head",
                      window=3 if i == 0 else None)
        x = x + rms(y, at + "post_attention_layernorm")
        x = x + rms(gated(x, at + "mlp.", 12), at + "post_feedforward_layernorm")
    emit("exaone4", "exaone4", linear(rms(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "head_dim": 4, "sliding_window": 3, "layer_types": ["sliding_attention", "full_attention"]})


def one_plus(x, name):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * (1 + weight(name + ".weight", 8)) + weight(name + ".bias", 8)


def nemotron():
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(one_plus(x, at + "input_layernorm"), at + "self_attn.", 2, 1, 4, frequencies(2, 10000.0))
        h = linear(one_plus(x, at + "post_attention_layernorm"), at + "mlp.up_proj", 12)
        x = x + linear(np.maximum(h, 0) ** 2, at + "mlp.down_proj", 8)
    emit("nemotron", "nemotron", linear(one_plus(x, "model.norm"), "lm_head", 11),
         **{**LLAMA, "norm_eps": 1e-5, "hidden_act": "relu2", "partial_rotary_factor": 0.5})


def olmo():
    def plain(x):
        x = x - x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
    x = embed()
    for i in range(2):
        at = f"model.layers.{i}."
        x = x + attention(plain(x), at + "self_attn.", 2, 1, 4, frequencies(4, 10000.0))
        x = x + gated(plain(x), at + "mlp.", 12)
    emit("olmo", "olmo", linear(plain(x), "lm_head", 11), **{**LLAMA, "clip_qkv": None})


def internlm2():
    """Query, key and value in one weight; its rows: for each key head its queries, the key, the value."""
    x = embed("model.tok_embeddings.weight")
    for i in range(2):
        at = f"model.layers.{i}."
        heads = linear(rms(x, at + "attention_norm"), at + "attention.wqkv", 32).reshape(len(IDS), 2, 4, 4)
        q, k = (turn(it, frequencies(4, 10000.0)) for it in (heads[:, :, :2].reshape(len(IDS), 4, 4), heads[:, :, 2]))
        x = x + linear(attend(q, k, heads[:, :, 3], 0.5), at + "attention.wo", 8)
        h, m = rms(x, at + "ffn_norm"), at + "feed_forward."
        x = x + linear(silu(linear(h, m + "w1", 12)) * linear(h, m + "w3", 12), m + "w2", 8)
    emit("internlm2", "internlm2", linear(rms(x, "model.norm"), "output", 11),
         **{**LLAMA, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 4, "bias": False})


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def rwkv(name, version):
    """RWKV-5.1, 5.2 and 6 token by token, as "Eagle and Finch" and RWKV's own demos have them; the tensors are those that
    rwkv.cpp's converter writes: decays (of 6: their low ranks transposed) and 5.1's bonus have been through exp."""
    heads, dim, rank = 2, 4, 3
    state = [[np.zeros(8), np.zeros(8), np.zeros((heads, dim, dim))] for _ in range(2)]

    def memory(at, past, seen, before):
        if version < 6:
            def mix(part):
                share = weight(f"{at}time_mix_{part}", 8)
                return seen * share + before * (1 - share)
            shape = (heads, 1, 1) if version == 5.1 else (heads, dim, 1)
            decay, eps = weight(at + "time_decay", *shape), 1e-5
            bonus = weight(at + ("time_first" if version == 5.1 else "time_faaaa"), *shape)
        else:
            delta = before - seen
            low = np.tanh(weight(at + "time_maa_w1", 5 * rank, 8) @ (seen + delta * weight(at + "time_maa_x", 8)))
            shares = np.einsum("phr,pr->ph", weight(at + "time_maa_w2", 5, 8, rank), low.reshape(5, rank))
            def mix(part):
                return seen + delta * (weight(f"{at}time_maa_{part}", 8) + shares["wkvrg".index(part)])
            low = np.tanh(weight(at + "time_decay_w1", rank, 8) @ mix("w"))
            decay = weight(at + "time_decay", 8) + weight(at + "time_decay_w2", 8, rank) @ low
            decay, eps = np.exp(-np.exp(decay)).reshape(heads, dim, 1), 64e-5
            bonus = weight(at + "time_faaaa", heads, dim, 1)
        r, k, v = (linear(mix(part), at + name, 8).reshape(heads, dim)
                   for part, name in (("r", "receptance"), ("k", "key"), ("v", "value")))
        now = np.einsum("hi,hj->hij", k, v)
        y = np.einsum("hi,hij->hj", r, bonus * now + past)
        y = y - y.mean(-1, keepdims=True)
        y = (y / np.sqrt((y * y).mean(-1, keepdims=True) + eps)).reshape(8)
        y = y * weight(at + "ln_x.weight", 8) + weight(at + "ln_x.bias", 8)
        if version > 5.1:
            y = y * silu(linear(mix("g"), at + "gate", 8))
        return linear(y, at + "output", 8), now + decay * past

    def channels(at, seen, before):
        def mix(part):
            share = 1 - weight(f"{at}time_maa_{part}", 8) if version == 6 else weight(f"{at}time_mix_{part}", 8)
            return seen * share + before * (1 - share)
        k = np.maximum(linear(mix("k"), at + "key", 12), 0) ** 2
        return sigmoid(linear(mix("r"), at + "receptance", 8)) * linear(k, at + "value", 8)

    logits = []
    for token in IDS:
        x = layer_norm(weight("emb.weight", 11, 8)[token], "blocks.0.ln0")
        for i, (first, second, past) in enumerate(state):
            at = f"blocks.{i}."
            seen = layer_norm(x, at + "ln1")
            y, past = memory(at + "att.", past, seen, first)
            x = x + y
            other = layer_norm(x, at + "ln2")
            x = x + channels(at + "ffn.", other, second)
            state[i] = [seen, other, past]
        logits.append(linear(layer_norm(x, "ln_out"), "head", 11))
    emit(name, name[:5], np.array(logits))


def attend_both_ways(q, k, v, heads, bias):
    """bias: what is added to the scores, [heads, query, key]."""
    n, hidden = q.shape
    parts = [t.reshape(n, heads, -1).transpose(1, 0, 2) for t in (q, k, v)]
    scores = parts[0] @ parts[1].transpose(0, 2, 1) / math.sqrt(hidden // heads) + bias
    return (softmax(scores) @ parts[2]).transpose(1, 0, 2).reshape(n, hidden)


def jina_bert(name, code):
    """By arXiv:2310.19923 and the configuration of Jina's own code; that for code has more norms and the gate behind."""
    eps, heads, inner = 1e-12, 4, 12
    far = np.abs(np.arange(len(IDS))[:, None] - np.arange(len(IDS)))
    bias = -np.array([2.0 ** (-8 * (h + 1) / heads) for h in range(heads)])[:, None, None] * far
    x = embed("embeddings.word_embeddings.weight") + weight("embeddings.token_type_embeddings.weight", 2, 8)[0]
    x = layer_norm(x, "embeddings.LayerNorm", eps)
    for i in range(2):
        at = f"encoder.layer.{i}."
        q, k, v = (linear(x, at + "attention.self." + part, 8, True) for part in ("query", "key", "value"))
        if code:
            q, k = (layer_norm(t, at + "attention.self.layer_norm_" + n, eps) for t, n in ((q, "q"), (k, "k")))
        y = linear(attend_both_ways(q, k, v, heads, bias), at + "attention.output.dense", 8, True)
        y = layer_norm(x + y, at + "attention.output.LayerNorm", eps)
        if code:
            y = layer_norm(x + y, at + "layer_norm_1", eps)
        both = linear(y, at + ("mlp.up_gated_layer" if code else "mlp.gated_layers"), 2 * inner)
        first, second = both[:, :inner], both[:, inner:]
        h = first * gelu(second) if code else gelu(first) * second
        h = linear(h, at + ("mlp.down_layer" if code else "mlp.wo"), 8, True)
        x = layer_norm(y + h, at + ("layer_norm_2" if code else "mlp.layernorm"), eps)
    emit(name, "bert", x, num_attention_heads=heads, intermediate_size=inner, layer_norm_eps=eps,
         position_embedding_type="alibi", feed_forward_type="geglu", type_vocab_size=2)


def nomic_moe():
    """By arXiv:2502.07972 and the configuration of nomic-embed-text-v2-moe."""
    heads, inner, count, used = 2, 12, 4, 2
    inverse = frequencies(4, 10000.0)
    x = layer_norm(embed("embeddings.word_embeddings.weight") + weight("embeddings.token_type_embeddings.weight", 1, 8)[0],
                   "emb_ln")
    for i in range(2):
        at = f"encoder.layers.{i}."
        q, k, v = np.split(linear(x, at + "attn.Wqkv", 24, True), 3, axis=-1)
        q, k = (turn(t.reshape(len(IDS), heads, 4), inverse).reshape(len(IDS), 8) for t in (q, k))
        y = linear(attend_both_ways(q, k, v, heads, 0.0), at + "attn.out_proj", 8, True)
        x = layer_norm(x + y, at + "norm1")
        if i % 2 == 1:
            scores = softmax(linear(x, at + "mlp.router.layer", count))
            kept = scores * top(scores, used)
            w1 = weight(at + "mlp.experts.mlp.w1", count * inner, 8).reshape(count, inner, 8)
            w2 = weight(at + "mlp.experts.mlp.w2", count * inner, 8).reshape(count, inner, 8)
            y = sum(kept[:, e : e + 1] * (gelu(x @ w1[e].T) @ w2[e]) for e in range(count))
            y = y + weight(at + "mlp.experts.bias", 8)
        else:
            y = linear(gelu(linear(x, at + "mlp.fc1", inner, True)), at + "mlp.fc2", 8, True)
        x = layer_norm(x + y, at + "norm2")
    emit("nomic_moe", "nomic_bert", x, n_embd=8, n_head=heads, n_inner=inner, n_layer=2, n_positions=16,
         layer_norm_epsilon=1e-5, activation_function="gelu", rotary_emb_base=10000, rotary_emb_fraction=1.0,
         qkv_proj_bias=True, mlp_fc1_bias=True, mlp_fc2_bias=True, moe_every_n_layers=2, num_experts=count, moe_top_k=used,
         num_shared_experts=0, expert_choice_router=False, moe_normalize_expert_weights=False)


def decoders():
    rope_scalings()
    phi3_long()
    gemma()
    scaled = {"rope_type": "linear", "factor": 8.0}
    gemma3("gemma3", rope_local_base_freq=100.0, rope_scaling=scaled)
    gemma3("gemma3_nested", rope_theta=None, rope_parameters={
        "full_attention": {"rope_theta": 10000.0, **scaled}, "sliding_attention": {"rope_type": "default", "rope_theta": 100.0}})
    gpt2_by_depth()
    smollm3()
    granite()
    olmo2()
    stablelm()
    phi2()
    starcoder2()
    cohere2()
    gpt_neox()
    qwen2_moe()
    olmoe()
    gpt_oss()
    deepseek("deepseek2", "deepseek_v2", False)
    deepseek("deepseek3", "deepseek_v3", True)
    mimo2()
    ernie()
    seed_oss()
    glm("glm", False)
    glm("glm4", True)
    exaone4()
    nemotron()
    olmo()
    internlm2()
    rwkv("rwkv5_1", 5.1)
    rwkv("rwkv5_2", 5.2)
    rwkv("rwkv6", 6)


def encoders():
    jina_bert("jina_bert", False)
    jina_bert("jina_bert_code", True)
    nomic_moe()


encoders() if sys.argv[1:] == ["encoders"] else decoders()
