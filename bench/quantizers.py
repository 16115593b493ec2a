#!/usr/bin/env python3
"""Whole files quantized by Trine and by llama.cpp (the prebuilt one of node-llama-cpp), compared with the f32 file they were made of.

    cd bench && npm install && python3 quantizers.py stories260K.f32.gguf TEXT FOLDER [COPIES]

One file says little: which weights share a block is chance. So each type is made of several copies of the model that compute the
same: its residual stream is permuted; or turned by a Hadamard matrix with random signs (QuaRot, arXiv:2404.00456), which shows whether
that pays; or, for types in blocks of 256, turned by a random orthonormal matrix into one of 256 numbers.
Prints a Markdown table: mean and standard error over the copies. Needs numpy.
"""
import ctypes, functools, glob, itertools, json, os, struct, subprocess, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
TRINE = os.environ.get("TRINE", os.path.join(HERE, "..", "trine"))
NARROW = {"Q4_0": 2, "Q4_1": 3, "Q5_0": 8, "Q5_1": 9, "Q8_0": 7, "IQ4_NL": 25}  # numbers of llama.h's llama_ftype
WIDE = {"Q2_K": 10, "Q3_K_M": 12, "Q4_K_M": 15, "Q5_K_M": 17, "Q6_K": 18, "IQ4_XS": 30}
TYPES = NARROW | WIDE
TURNED = ("Q4_0", "Q4_1", "Q5_0", "IQ4_NL")
PROGRAMS = ("Trine", "llama.cpp")
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # of GGUF's scalars, in bytes


class Gguf:
    """A GGUF file of f32 tensors: its metadata as bytes by key, its tensors as arrays."""

    def __init__(self, path):
        self.data, self.at = open(path, "rb").read(), 8
        tensors, keys = self.number("Q"), self.number("Q")
        self.metadata, self.tensors, places = {}, {}, []
        for _ in range(keys):
            key, begin = self.text(), self.at
            self.skip(self.number("I"))
            self.metadata[key] = self.data[begin:self.at]
        for _ in range(tensors):
            name = self.text()
            shape = [self.number("Q") for _ in range(self.number("I"))]
            assert self.number("I") == 0, name + " is not f32"
            places.append((name, shape[::-1], self.number("Q")))
        begin = -(-self.at // 32) * 32
        for name, shape, at in places:
            self.tensors[name] = np.frombuffer(self.data, "<f4", int(np.prod(shape)), begin + at).reshape(shape)

    def number(self, form):
        value, = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return value

    def text(self):
        length = self.number("Q")
        self.at += length
        return self.data[self.at - length:self.at].decode()

    def skip(self, kind):
        if kind == 8:
            self.text()
        elif kind == 9:
            kind, count = self.number("I"), self.number("Q")
            for _ in range(count):
                self.skip(kind)
        else:
            self.at += SIZES[kind]

    def write(self, path, tensors, changed):
        text = lambda s: struct.pack("<Q", len(s.encode())) + s.encode()
        metadata = {**self.metadata, **changed}
        head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
        head += b"".join(text(key) + value for key, value in metadata.items())
        at, body = 0, b""
        for name, array in tensors.items():
            head += text(name) + struct.pack("<I", array.ndim) + struct.pack(f"<{array.ndim}Q", *array.shape[::-1])
            head += struct.pack("<IQ", 0, len(body))
            body += array.astype("<f4").tobytes()
            body += bytes(-len(body) % 32)
        with open(path, "wb") as file:
            file.write(head + bytes(-len(head) % 32) + body)


def permuted(model, random, path):
    """The residual stream in another order."""
    order = random.permutation(model.tensors["output_norm.weight"].size)
    writes = lambda name: name.endswith(("attn_output.weight", "ffn_down.weight"))
    model.write(path, {name: array[order] if writes(name) else array[..., order]
                       for name, array in model.tensors.items()}, {})


def turned(model, random, path, wide):
    """The residual stream turned into `wide` numbers, the gains of norms in what reads them; MLPs filled up with zeros to as many."""
    old = model.tensors
    width = old["output_norm.weight"].size
    if wide == width:
        turn = np.ones((1, 1))
        while len(turn) < wide:
            turn = np.block([[turn, turn], [turn, -turn]])
        turn = turn * random.choice((-1, 1), width) / np.sqrt(wide)
    else:
        turn = np.linalg.qr(random.standard_normal((wide, width)))[0]
    shrink = np.sqrt(width / wide)  # the norm divides by less, as the same length is spread over more numbers
    reads = lambda array, gain: (array * gain) @ turn.T * shrink
    filled = lambda array, rows, columns: np.pad(array, ((0, rows), (0, columns)))
    inner = old["blk.0.ffn_up.weight"].shape[0]
    more = max(0, wide - inner)
    new = {"token_embd.weight": old["token_embd.weight"] @ turn.T}
    for name, array in old.items():
        if not name.startswith("blk."):
            continue
        layer, part = name.rsplit(".", 2)[0], name.rsplit(".", 2)[1]
        if part in ("attn_q", "attn_k", "attn_v"):
            new[name] = reads(array, old[layer + ".attn_norm.weight"])
        elif part in ("ffn_gate", "ffn_up"):
            new[name] = filled(reads(array, old[layer + ".ffn_norm.weight"]), more, 0)
        elif part == "ffn_down":
            new[name] = filled(turn @ array, 0, more)
        elif part == "attn_output":
            new[name] = turn @ array
        else:
            new[name] = np.ones(wide)
    new["output.weight"] = reads(old.get("output.weight", old["token_embd.weight"]), old["output_norm.weight"])
    new["output_norm.weight"] = np.ones(wide)
    epsilon, = struct.unpack("<f", model.metadata["llama.attention.layer_norm_rms_epsilon"][-4:])
    model.write(path, new, {
        "llama.embedding_length": struct.pack("<II", 4, wide),
        "llama.feed_forward_length": struct.pack("<II", 4, inner + more),
        "llama.attention.key_length": model.metadata["llama.rope.dimension_count"],
        "llama.attention.value_length": model.metadata["llama.rope.dimension_count"],
        "llama.attention.layer_norm_rms_epsilon": struct.pack("<If", 6, epsilon * shrink**2),
    })


class Parameters(ctypes.Structure):
    """llama_model_quantize_params: threads and the file type come first; the rest keeps its defaults."""
    _fields_ = [("threads", ctypes.c_int32), ("type", ctypes.c_int32), ("rest", ctypes.c_byte * 504)]


def llama():
    folder = os.path.join(os.environ.get("NODE_MODULES", os.path.join(HERE, "node_modules")),
                          "@node-llama-cpp", "linux-x64", "bins", "linux-x64")
    for part in ("libggml-base", "libggml-cpu-x64", "libggml."):
        ctypes.CDLL(sorted(glob.glob(os.path.join(folder, part + "*so*")))[0], mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(sorted(glob.glob(os.path.join(folder, "libllama.*so*")))[0])
    library.llama_model_quantize_default_params.restype = Parameters
    return library


def trine(*words):
    return subprocess.run([TRINE, *words], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def quantize(program, library, original, made, name):
    if program == "llama.cpp":
        how = library.llama_model_quantize_default_params()
        how.threads, how.type = 1, TYPES[name]
        if library.llama_model_quantize(original.encode(), made.encode(), ctypes.byref(how)):
            sys.exit("llama.cpp cannot make " + name)
    else:
        trine("quantize", original, made, "--type", name)


def main():
    model, (text, folder) = Gguf(sys.argv[1]), sys.argv[2:4]
    copies = int(sys.argv[4]) if len(sys.argv) > 4 else 4
    os.makedirs(folder, exist_ok=True)
    library = llama()
    results = {}
    original, made = os.path.join(folder, "original.gguf"), os.path.join(folder, "made.gguf")
    for seed in range(copies):
        for copy, types, of in (
                (permuted, NARROW, ""),
                (functools.partial(turned, wide=64), TURNED, ", turned"),
                (functools.partial(turned, wide=256), WIDE, ", turned to 256")):
            copy(model, np.random.default_rng(seed), original)
            for name, program in itertools.product(types, PROGRAMS):
                quantize(program, library, original, made, name)
                measured = json.loads(trine("perplexity", made, text, "--against", original, "--json"))
                for figure in ("kl", "perplexity"):
                    results.setdefault(name + of, {}).setdefault((figure, program), []).append(measured[figure])
    columns = list(itertools.product(("kl", "perplexity"), PROGRAMS))
    print("| type |" + "".join(f" {figure}, {program} |" for figure, program in columns) + "\n|---|" + "---:|" * len(columns))
    for name, row in results.items():
        cells = [cell(row[column], 5 if column[0] == "kl" else 3) for column in columns]
        print(f"| {name} | " + " | ".join(cells) + " |")


def cell(values, digits):
    if len(values) < 2:
        return "".join(f"{value:.{digits}f}" for value in values)
    return f"{np.mean(values):.{digits}f} ± {np.std(values, ddof=1) / np.sqrt(len(values)):.{digits}f}"


main()
