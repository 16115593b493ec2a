package dev.trine.compress;

import dev.trine.model.GgufWriter;
import dev.trine.model.Model;
import dev.trine.model.Transformer;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A Llama of random weights, small enough to be taken apart by hand. */
final class TinyLlama {
  static final int VOCAB = 23;
  static final int HIDDEN = 16;
  static final int HEAD = 4;
  static final int HEADS = 6;
  static final int KEY_HEADS = 3;
  static final int INNER = 20;
  static final int LAYERS = 2;

  final Map<String, float[]> weights = new LinkedHashMap<>();
  private final Map<String, int[]> shapes = new LinkedHashMap<>();
  private final Random random;

  TinyLlama(long seed) {
    random = new Random(seed);
    matrix("token_embd", VOCAB, HIDDEN);
    for (int layer = 0; layer < LAYERS; layer++) {
      String at = "blk." + layer + ".";
      vector(at + "attn_norm");
      matrix(at + "attn_q", HEADS * HEAD, HIDDEN);
      matrix(at + "attn_k", KEY_HEADS * HEAD, HIDDEN);
      matrix(at + "attn_v", KEY_HEADS * HEAD, HIDDEN);
      matrix(at + "attn_output", HIDDEN, HEADS * HEAD);
      vector(at + "ffn_norm");
      matrix(at + "ffn_gate", INNER, HIDDEN);
      matrix(at + "ffn_up", INNER, HIDDEN);
      matrix(at + "ffn_down", HIDDEN, INNER);
    }
    vector("output_norm");
  }

  private void matrix(String name, int rows, int columns) {
    float[] w = new float[rows * columns];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() / Math.sqrt(columns));
    }
    weights.put(name, w);
    shapes.put(name, new int[] {rows, columns});
  }

  private void vector(String name) {
    float[] w = new float[HIDDEN];
    for (int i = 0; i < w.length; i++) {
      w[i] = 0.5f + random.nextFloat();
    }
    weights.put(name, w);
    shapes.put(name, new int[] {HIDDEN});
  }

  /** Makes a row of a matrix what {@code from} is; -1 makes it zero. */
  void row(String name, int to, float[] source, int from) {
    int columns = shape(name)[1];
    for (int c = 0; c < columns; c++) {
      weight(name)[to * columns + c] = from < 0 ? 0 : source[from * columns + c];
    }
  }

  void column(String name, int to, float[] source, int from) {
    int columns = shape(name)[1];
    for (int r = 0; r < shape(name)[0]; r++) {
      weight(name)[r * columns + to] = from < 0 ? 0 : source[r * columns + from];
    }
  }

  /** Makes an MLP channel add nothing. */
  void emptyChannel(int layer, int channel) {
    row("blk." + layer + ".ffn_up", channel, new float[0], -1);
  }

  /** Makes an MLP channel a tenth of another. */
  void echoChannel(int layer, int from, int to) {
    String at = "blk." + layer + ".";
    row(at + "ffn_gate", to, weight(at + "ffn_gate"), from);
    row(at + "ffn_up", to, weight(at + "ffn_up"), from);
    for (int c = 0; c < HIDDEN; c++) {
      weight(at + "ffn_up")[to * HIDDEN + c] *= 0.1f;
    }
  }

  /** Makes a key head and its queries add nothing. */
  void emptyGroup(int layer, int group) {
    for (int i = group * HEAD; i < (group + 1) * HEAD; i++) {
      row("blk." + layer + ".attn_v", i, new float[0], -1);
    }
  }

  /** Makes a rotated pair of all heads zero: two neighbours, as in GGUF files of Llama. */
  void emptyPair(int layer, int pair) {
    for (int head = 0; head < HEADS; head++) {
      row("blk." + layer + ".attn_q", head * HEAD + 2 * pair, new float[0], -1);
      row("blk." + layer + ".attn_q", head * HEAD + 2 * pair + 1, new float[0], -1);
    }
    for (int head = 0; head < KEY_HEADS; head++) {
      row("blk." + layer + ".attn_k", head * HEAD + 2 * pair, new float[0], -1);
      row("blk." + layer + ".attn_k", head * HEAD + 2 * pair + 1, new float[0], -1);
    }
  }

  /** Makes these numbers of all value heads zero, and what reads them. */
  void emptyValues(int layer, int... numbers) {
    for (int number : numbers) {
      for (int head = 0; head < KEY_HEADS; head++) {
        row("blk." + layer + ".attn_v", head * HEAD + number, new float[0], -1);
      }
      for (int head = 0; head < HEADS; head++) {
        column("blk." + layer + ".attn_output", head * HEAD + number, new float[0], -1);
      }
    }
  }

  float[] weight(String name) {
    return weights.getOrDefault(name, new float[0]);
  }

  private int[] shape(String name) {
    return shapes.getOrDefault(name, new int[2]);
  }

  Path write(Path path) {
    GgufWriter file =
        new GgufWriter()
            .put("general.architecture", "llama")
            .put("llama.block_count", LAYERS)
            .put("llama.context_length", 64)
            .put("llama.embedding_length", HIDDEN)
            .put("llama.feed_forward_length", INNER)
            .put("llama.attention.head_count", HEADS)
            .put("llama.attention.head_count_kv", KEY_HEADS)
            .put("llama.attention.key_length", HEAD)
            .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .put("llama.rope.dimension_count", HEAD);
    weights.forEach((name, w) -> {
      int[] shape = shape(name);
      file.put(
          shape.length == 1
              ? Tensor.of(name + ".weight", w, shape[0])
              : Tensor.of(name + ".weight", w, shape[0], shape[1]));
    });
    file.write(path);
    return path;
  }

  /** The logits after each of these tokens. */
  static float[][] logits(Path path, int... ids) {
    Transformer model = Model.open(path).transformer();
    return model.forward(ids, model.newCache(ids.length), true);
  }
}
