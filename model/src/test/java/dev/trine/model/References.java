package dev.trine.model;

import static org.assertj.core.api.Assertions.fail;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checkpoints and numbers that others made, read here by the shortest way. */
final class References {
  private static final JsonMapper JSON = new JsonMapper();

  private References() {}

  static Path file(String name) {
    Path path = Path.of(System.getProperty("trine.shared", "../shared"), "data").resolve(name);
    if (!Files.exists(path)) {
      if ("true".equals(System.getenv("CI"))) {
        fail("the reference " + path + " is missing");
      }
      Assumptions.abort("the reference " + path + " is not on this machine");
    }
    return path;
  }

  static JsonNode json(String name) {
    return JSON.readTree(file(name).toFile());
  }

  static int[] ints(JsonNode array) {
    return JSON.convertValue(array, int[].class);
  }

  static double[] doubles(JsonNode array) {
    return JSON.convertValue(array, double[].class);
  }

  /** A tiny random checkpoint of hf-tiny-archs in one safetensors file of floats. */
  @SuppressWarnings("unchecked")
  static Weights tiny(String name) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(file("hf-tiny-archs/" + name + ".safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    Map<String, Tensor> tensors = new HashMap<>();
    JsonNode entries = JSON.readTree(new String(bytes.array(), 8, header));
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      if (entry.getValue().path("dtype").asString("").equals("F32")) {
        long from = 8 + header + entry.getValue().path("data_offsets").get(0).asLong();
        long to = 8 + header + entry.getValue().path("data_offsets").get(1).asLong();
        tensors.put(
            entry.getKey(),
            new Tensor(
                entry.getKey(),
                BlockFormat.F32,
                JSON.convertValue(entry.getValue().path("shape"), long[].class),
                MemorySegment.ofArray(bytes.array()).asSlice(from, to - from)));
      }
    }
    Map<String, Object> config =
        JSON.readValue(file("hf-tiny-archs/" + name + "_config.json").toFile(), Map.class);
    return new Weights(name, Naming.HUGGING_FACE, config, tensors);
  }

  /**
   * stories260K.bin of llama2.c: seven ints (dim, hidden, layers, heads, kv heads, vocabulary,
   * positions), then floats in the order of its run.c, query and key in interleaved order.
   */
  static Weights stories() throws IOException {
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(file("lm-stories260k/stories260K.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int dim = in.getInt();
    int hidden = in.getInt();
    int layers = in.getInt();
    int heads = in.getInt();
    int kvHeads = in.getInt();
    int vocabulary = in.getInt();
    int kvDim = dim / heads * kvHeads;
    Map<String, Object> config =
        Map.of(
            "general.architecture", "llama",
            "llama.context_length", in.getInt(),
            "llama.embedding_length", dim,
            "llama.feed_forward_length", hidden,
            "llama.block_count", layers,
            "llama.attention.head_count", heads,
            "llama.attention.head_count_kv", kvHeads,
            "llama.attention.layer_norm_rms_epsilon", 1e-5f);
    Map<String, Tensor> tensors = new HashMap<>();
    take(in, tensors, "token_embd", 1, vocabulary, dim);
    take(in, tensors, "attn_norm", layers, dim);
    take(in, tensors, "attn_q", layers, dim, dim);
    take(in, tensors, "attn_k", layers, kvDim, dim);
    take(in, tensors, "attn_v", layers, kvDim, dim);
    take(in, tensors, "attn_output", layers, dim, dim);
    take(in, tensors, "ffn_norm", layers, dim);
    take(in, tensors, "ffn_gate", layers, hidden, dim);
    take(in, tensors, "ffn_down", layers, dim, hidden);
    take(in, tensors, "ffn_up", layers, hidden, dim);
    take(in, tensors, "output_norm", 1, dim);
    return new Weights("stories260K.bin", Naming.GGUF, config, tensors);
  }

  private static void take(
      ByteBuffer in, Map<String, Tensor> tensors, String part, int layers, long... shape) {
    for (int layer = 0; layer < layers; layer++) {
      String name = (layers == 1 ? "" : "blk." + layer + ".") + part + ".weight";
      int bytes = (int) (4 * (shape.length == 1 ? shape[0] : shape[0] * shape[1]));
      MemorySegment data = MemorySegment.ofArray(in.array()).asSlice(in.position(), bytes);
      tensors.put(name, new Tensor(name, BlockFormat.F32, shape, data));
      in.position(in.position() + bytes);
    }
  }
}
