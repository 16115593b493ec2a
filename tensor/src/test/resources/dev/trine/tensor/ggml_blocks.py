"""Writes ggml_blocks.txt: random blocks and what ggml decodes them to, by the prebuilt library of node-llama-cpp.

    python3 ggml_blocks.py .../linux-x64/bins/linux-x64/libggml-base.so > ggml_blocks.txt

A line is a format, a block, its weights as the bits of floats, and the CRC-32 of the weights of 1,000 blocks that
java.util.Random(7).nextBytes gives; one kind of NaN stands for all, as in Float.floatToIntBits.
"""
import ctypes
import sys
import zlib

import numpy as np

FORMATS = ["iq2_xxs", "iq2_xs", "iq2_s", "iq3_xxs", "iq3_s", "iq1_s", "iq1_m", "iq4_nl", "iq4_xs", "q1_0", "q2_0",
           "mxfp4", "nvfp4", "tq1_0", "tq2_0", "q4_0", "q4_1", "q5_0", "q5_1", "q8_0", "q2_K", "q3_K", "q4_K", "q5_K",
           "q6_K", "q8_K"]
BLOCKS = 1000


def java_random_bytes(seed, count):
    state, out = (seed ^ 0x5DEECE66D) & (2**48 - 1), bytearray()
    while len(out) < count:
        state = (state * 0x5DEECE66D + 0xB) & (2**48 - 1)
        out += (state >> 16).to_bytes(4, "little")
    return bytes(out[:count])


def main():
    ggml = ctypes.CDLL(sys.argv[1])
    ggml.ggml_type_name.restype = ctypes.c_char_p
    ggml.ggml_blck_size.restype = ctypes.c_int64
    ggml.ggml_type_size.restype = ctypes.c_size_t
    types = {ggml.ggml_type_name(number).decode(): number for number in range(43)}
    for name in FORMATS:
        weights = ggml.ggml_blck_size(types[name])
        size = ggml.ggml_type_size(types[name])
        blocks = java_random_bytes(7, BLOCKS * size)
        if name == "nvfp4":  # scales are positive numbers
            blocks = b"".join(
                bytes(b % 127 if i < 4 else b for i, b in enumerate(blocks[at:at + size]))
                for at in range(0, len(blocks), size))
        decoded = np.zeros(BLOCKS * weights, np.float32)
        getattr(ggml, "dequantize_row_" + name)(
            blocks, decoded.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(decoded.size))
        bits = decoded.view(np.uint32).copy()
        bits[np.isnan(decoded)] = 0x7FC00000
        ordinary = np.isfinite(decoded.reshape(BLOCKS, weights)).all(axis=1).argmax()
        first = bits.reshape(BLOCKS, weights)[ordinary].astype(">u4").tobytes()
        print(name.upper(), blocks[ordinary * size:(ordinary + 1) * size].hex(), first.hex(),
              "%08x" % zlib.crc32(bits.astype(">u4").tobytes()))


main()
