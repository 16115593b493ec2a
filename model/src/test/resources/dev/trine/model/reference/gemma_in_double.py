"""The lines of transformers.jsonl with the logits of transformers/gemma in double precision: in its last token transformers, which
computes in floats, is 1.1e-4 away from them. Written from Gemma's report (arXiv 2403.08295) and needs Python alone.

    python3 gemma_in_double.py < transformers.jsonl > better.jsonl && mv better.jsonl transformers.jsonl
"""
import json
import math
import struct
import sys

HEAD, HEADS, SHARED, LAYERS = 8, 4, 2, 2  # numbers of a head, heads, heads that share keys and values, layers


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def weight(name, *shape):
    """As reference.py has it, as rows."""
    key = sum((i + 1) * ord(c) for i, c in enumerate(name))
    numbers = []
    for i in range(math.prod(shape)):
        x = (i * 2654435761 + key * 40503) & 0xFFFFFFFF
        x ^= x >> 15
        x = (x * 2246822519) & 0xFFFFFFFF
        x ^= x >> 13
        unit = single(x / 2**31 - 1)
        numbers.append(single(1 + 0.25 * unit) if len(shape) == 1 else unit)
    return numbers if len(shape) == 1 else [numbers[i : i + shape[1]] for i in range(0, len(numbers), shape[1])]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def times(matrix, x):
    return [dot(row, x) for row in matrix]


def plus(a, b):
    return [x + y for x, y in zip(a, b, strict=True)]


def norm(x, w):
    scale = 1 / math.sqrt(dot(x, x) / len(x) + 1e-6)
    return [v * scale * (1 + g) for v, g in zip(x, w, strict=True)]


def gelu(x):
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def turned(head, position):
    half, out = HEAD // 2, list(head)
    for i in range(half):
        angle = position * 10000.0 ** (-2 * i / HEAD)
        out[i] = head[i] * math.cos(angle) - head[i + half] * math.sin(angle)
        out[i + half] = head[i] * math.sin(angle) + head[i + half] * math.cos(angle)
    return out


def heads(x):
    return [x[i : i + HEAD] for i in range(0, len(x), HEAD)]


def attend(queries, keys, values):
    """One head of one token over the tokens up to it."""
    scores = [dot(queries, k) / math.sqrt(HEAD) for k in keys]
    shares = [math.exp(s - max(scores)) for s in scores]
    return [dot(shares, column) / sum(shares) for column in zip(*values, strict=True)]


def logits(tensors, ids):
    w = {name: weight(name, *shape) for name, shape in tensors.items()}
    embedding = w["model.embed_tokens.weight"]
    x = [[v * math.sqrt(len(embedding[0])) for v in embedding[token]] for token in ids]
    for layer in range(LAYERS):
        of = lambda name: w[f"model.layers.{layer}.{name}.weight"]
        normed = [norm(v, of("input_layernorm")) for v in x]
        q, k, v = ([heads(times(of(f"self_attn.{name}_proj"), n)) for n in normed] for name in "qkv")
        q, k = ([[turned(head, t) for head in token] for t, token in enumerate(all)] for all in (q, k))
        for t in range(len(ids)):
            seen = [attend(q[t][h], [token[h // SHARED] for token in k[: t + 1]], [token[h // SHARED] for token in v[: t + 1]])
                    for h in range(HEADS)]
            x[t] = plus(x[t], times(of("self_attn.o_proj"), sum(seen, [])))
            n = norm(x[t], of("post_attention_layernorm"))
            gated = [gelu(a) * b for a, b in zip(times(of("mlp.gate_proj"), n), times(of("mlp.up_proj"), n), strict=True)]
            x[t] = plus(x[t], times(of("mlp.down_proj"), gated))
    return [times(embedding, norm(v, w["model.norm.weight"])) for v in x]


for line in sys.stdin:
    case = json.loads(line)
    if case["name"] == "transformers/gemma":
        case["logits"] = [[round(v, 6) for v in row] for row in logits(case["tensors"], case["ids"])]
        line = json.dumps(case) + "\n"
    sys.stdout.write(line)
