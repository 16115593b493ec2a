package dev.trine.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/** Writes a network and its vocabulary as one GGUF v3 file of the architecture qwen3. */
final class Export {
  private static final int ALIGNMENT = 32;
  private static final int F32 = 0;
  private static final int Q8_0 = 8;

  private record Entry(String name, long[] dims, int type, byte[] data) {} // dims innermost first

  private final ByteArrayOutputStream keyBytes = new ByteArrayOutputStream();
  private final DataOutputStream keys = new DataOutputStream(keyBytes);
  private final List<Entry> entries = new ArrayList<>();
  private int keyCount;

  private Export() {}

  /** Gains stay f32; matrices become Q8_0 blocks, or f32 where {@code exact}. */
  static void write(Path file, String name, Qwen3 net, Bpe bpe, boolean exact) throws IOException {
    var export = new Export();
    export.describe(name, net.shape, exact);
    export.vocabulary(bpe);
    export.weights(net, exact ? F32 : Q8_0);
    Path whole = file.resolveSibling(file.getFileName() + ".part");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(whole)))) {
      export.lay(out);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void describe(String name, Shape shape, boolean exact) throws IOException {
    text("general.architecture", "qwen3");
    text("general.name", name);
    number("general.file_type", exact ? 0 : 7);
    number("general.quantization_version", 2);
    number("qwen3.block_count", shape.layers());
    number("qwen3.context_length", Shape.CONTEXT);
    number("qwen3.embedding_length", shape.dim());
    number("qwen3.feed_forward_length", shape.ffn());
    number("qwen3.attention.head_count", shape.heads());
    number("qwen3.attention.head_count_kv", shape.kvHeads());
    number("qwen3.attention.key_length", Shape.HEAD);
    number("qwen3.attention.value_length", Shape.HEAD);
    real("qwen3.attention.layer_norm_rms_epsilon", Shape.EPSILON);
    real("qwen3.rope.freq_base", Shape.ROPE_BASE);
  }

  private void vocabulary(Bpe bpe) throws IOException {
    var kinds = new ArrayList<>(Collections.nCopies(bpe.size(), 1)); // 1 normal, 3 control
    kinds.set(bpe.end(), 3);
    text("tokenizer.ggml.model", "gpt2");
    text("tokenizer.ggml.pre", "qwen2");
    texts("tokenizer.ggml.tokens", bpe.pieces());
    key("tokenizer.ggml.token_type", 9);
    int32(keys, 5);
    int64(keys, kinds.size());
    for (int kind : kinds) {
      int32(keys, kind);
    }
    texts("tokenizer.ggml.merges", bpe.mergeLines());
    number("tokenizer.ggml.bos_token_id", bpe.end());
    number("tokenizer.ggml.eos_token_id", bpe.end());
    number("tokenizer.ggml.padding_token_id", bpe.end());
    key("tokenizer.ggml.add_bos_token", 7);
    keys.writeByte(0);
  }

  private void weights(Qwen3 net, int type) {
    var shape = net.shape;
    int q = shape.heads() * Shape.HEAD;
    int kv = shape.kvHeads() * Shape.HEAD;
    net.parameters.forEach((name, tensor) -> {
      int columns = Math.toIntExact(tensor.shape()[(int) tensor.dim() - 1]);
      float[] w = floats(tensor);
      if (name.endsWith("attn_qkv")) {
        rows(name.replace("qkv", "q"), w, columns, 0, q, type);
        rows(name.replace("qkv", "k"), w, columns, q, kv, type);
        rows(name.replace("qkv", "v"), w, columns, q + kv, kv, type);
      } else if (name.endsWith("gate_up")) {
        rows(name.replace("gate_up", "gate"), w, columns, 0, shape.ffn(), type);
        rows(name.replace("gate_up", "up"), w, columns, shape.ffn(), shape.ffn(), type);
      } else if (tensor.dim() == 1) {
        entries.add(new Entry(name + ".weight", new long[] {columns}, F32, f32(w, 0, columns)));
      } else {
        rows(name, w, columns, 0, w.length / columns, type);
      }
    });
  }

  private void rows(String name, float[] w, int columns, int first, int rows, int type) {
    int at = first * columns;
    int count = rows * columns;
    byte[] data = type == F32 ? f32(w, at, count) : q8(w, at, count);
    entries.add(new Entry(name + ".weight", new long[] {columns, rows}, type, data));
  }

  static float[] floats(org.bytedeco.pytorch.Tensor tensor) {
    try (var scope = new PointerScope()) {
      FloatBuffer buffer = tensor.detach().createBuffer();
      float[] values = new float[Math.toIntExact(tensor.numel())];
      buffer.get(values);
      return values;
    }
  }

  private static byte[] f32(float[] w, int at, int count) {
    var bytes = java.nio.ByteBuffer.allocate(4 * count).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(w, at, count);
    return bytes.array();
  }

  /** ggml's Q8_0: 32 weights share an f16 scale, the greatest weight becomes 127. */
  private static byte[] q8(float[] w, int at, int count) {
    var blocks =
        java.nio.ByteBuffer.allocate(count / 32 * 34).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (int block = at; block < at + count; block += 32) {
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
    return blocks.array();
  }

  private void lay(DataOutputStream out) throws IOException {
    var head = new ByteArrayOutputStream();
    var header = new DataOutputStream(head);
    header.write("GGUF".getBytes(UTF_8));
    int32(header, 3);
    int64(header, entries.size());
    int64(header, keyCount);
    header.write(keyBytes.toByteArray());
    long offset = 0;
    for (var entry : entries) {
      string(header, entry.name());
      int32(header, entry.dims().length);
      for (long dim : entry.dims()) {
        int64(header, dim);
      }
      int32(header, entry.type());
      int64(header, offset);
      offset += aligned(entry.data().length);
    }
    out.write(java.util.Arrays.copyOf(head.toByteArray(), aligned(head.size())));
    for (var entry : entries) {
      out.write(java.util.Arrays.copyOf(entry.data(), aligned(entry.data().length)));
    }
  }

  private static int aligned(int size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  // Keys: a name, its type's number, the value; all little-endian.

  private void key(String name, int type) throws IOException {
    string(keys, name);
    int32(keys, type);
    keyCount++;
  }

  private void text(String name, String value) throws IOException {
    key(name, 8);
    string(keys, value);
  }

  private void texts(String name, List<String> values) throws IOException {
    key(name, 9);
    int32(keys, 8);
    int64(keys, values.size());
    for (String value : values) {
      string(keys, value);
    }
  }

  private void number(String name, int value) throws IOException {
    key(name, 4);
    int32(keys, value);
  }

  private void real(String name, float value) throws IOException {
    key(name, 6);
    int32(keys, Float.floatToIntBits(value));
  }

  private static void string(DataOutputStream out, String value) throws IOException {
    byte[] utf8 = value.getBytes(UTF_8);
    int64(out, utf8.length);
    out.write(utf8);
  }

  private static void int32(DataOutputStream out, int value) throws IOException {
    out.writeInt(Integer.reverseBytes(value));
  }

  private static void int64(DataOutputStream out, long value) throws IOException {
    out.writeLong(Long.reverseBytes(value));
  }
}
