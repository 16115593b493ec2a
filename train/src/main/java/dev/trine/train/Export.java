package dev.trine.train;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes a network and its vocabulary as one GGUF file of the architecture qwen3. */
final class Export {
  private static final int NORMAL = 1; // token types of llama.cpp
  private static final int CONTROL = 3;

  private final GgufWriter file = new GgufWriter();
  private final BlockFormat format;

  private Export(BlockFormat format) {
    this.format = format;
  }

  /** Gains stay f32; matrices become Q8_0 blocks, or f32 where {@code exact}. */
  static void write(Path path, String name, String about, Qwen3 net, Bpe bpe, boolean exact) {
    var export = new Export(exact ? BlockFormat.F32 : BlockFormat.Q8_0);
    export.describe(name, about, net.shape, exact);
    export.vocabulary(bpe);
    export.weights(net);
    export.file.write(path);
  }

  private void describe(String name, String about, Shape shape, boolean exact) {
    file.put("general.architecture", "qwen3")
        .put("general.name", name)
        .put("general.description", about)
        .put("general.file_type", exact ? 0 : 7) // all F32, mostly Q8_0
        .put("general.quantization_version", 2)
        .put("qwen3.block_count", shape.layers())
        .put("qwen3.context_length", Shape.CONTEXT)
        .put("qwen3.embedding_length", shape.dim())
        .put("qwen3.feed_forward_length", shape.ffn())
        .put("qwen3.attention.head_count", shape.heads())
        .put("qwen3.attention.head_count_kv", shape.kvHeads())
        .put("qwen3.attention.key_length", Shape.HEAD)
        .put("qwen3.attention.value_length", Shape.HEAD)
        .put("qwen3.attention.layer_norm_rms_epsilon", Shape.EPSILON)
        .put("qwen3.rope.freq_base", Shape.ROPE_BASE);
  }

  private void vocabulary(Bpe bpe) {
    int[] types = new int[bpe.size()];
    Arrays.fill(types, NORMAL);
    types[bpe.end()] = CONTROL;
    file.put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "qwen2")
        .put("tokenizer.ggml.tokens", bpe.pieces())
        .put("tokenizer.ggml.token_type", types)
        .put("tokenizer.ggml.merges", bpe.mergeLines())
        .put("tokenizer.ggml.bos_token_id", bpe.end())
        .put("tokenizer.ggml.eos_token_id", bpe.end())
        .put("tokenizer.ggml.padding_token_id", bpe.end())
        .put("tokenizer.ggml.add_bos_token", false);
  }

  private void weights(Qwen3 net) {
    int q = net.shape.heads() * Shape.HEAD;
    int kv = net.shape.kvHeads() * Shape.HEAD;
    int ffn = net.shape.ffn();
    net.parameters.forEach((name, tensor) -> {
      float[] w = floats(tensor);
      long[] shape = tensor.shape();
      int columns = Math.toIntExact(shape[shape.length - 1]);
      if (name.endsWith("attn_qkv")) {
        matrix(name.replace("qkv", "q"), w, columns, 0, q);
        matrix(name.replace("qkv", "k"), w, columns, q, kv);
        matrix(name.replace("qkv", "v"), w, columns, q + kv, kv);
      } else if (name.endsWith("gate_up")) {
        matrix(name.replace("gate_up", "gate"), w, columns, 0, ffn);
        matrix(name.replace("gate_up", "up"), w, columns, ffn, ffn);
      } else if (shape.length == 1) {
        file.put(name + ".weight", BlockFormat.F32, shape, () -> f32(w));
      } else {
        matrix(name, w, columns, 0, w.length / columns);
      }
    });
  }

  /** Some rows of a matrix under a name of their own. */
  private void matrix(String name, float[] w, int columns, int first, int rows) {
    float[] part = Arrays.copyOfRange(w, first * columns, (first + rows) * columns);
    file.put(
        name + ".weight",
        format,
        new long[] {rows, columns},
        () -> format == BlockFormat.F32 ? f32(part) : q8(part));
  }

  static float[] floats(Tensor tensor) {
    try (var scope = new PointerScope()) {
      FloatBuffer buffer = tensor.detach().createBuffer();
      float[] values = new float[Math.toIntExact(tensor.numel())];
      buffer.get(values);
      return values;
    }
  }

  private static MemorySegment f32(float[] w) {
    var bytes = littleEndian(4 * w.length);
    bytes.asFloatBuffer().put(w);
    return MemorySegment.ofArray(bytes.array());
  }

  /** ggml's Q8_0: 32 weights share an f16 scale, the greatest weight becomes 127. */
  private static MemorySegment q8(float[] w) {
    var blocks = littleEndian(w.length / 32 * 34);
    for (int block = 0; block < w.length; block += 32) {
      float greatest = 0;
      for (int i = 0; i < 32; i++) {
        greatest = Math.max(greatest, Math.abs(w[block + i]));
      }
      float scale = greatest / 127;
      float inverse = scale == 0 ? 0 : 1 / scale;
      blocks.putShort(Float.floatToFloat16(scale));
      for (int i = 0; i < 32; i++) {
        blocks.put((byte) Math.round(w[block + i] * inverse));
      }
    }
    return MemorySegment.ofArray(blocks.array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
