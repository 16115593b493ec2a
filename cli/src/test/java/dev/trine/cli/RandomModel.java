package dev.trine.cli;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A Qwen3 model of random weights that reads and writes single bytes, yes and no: it can say
 * anything.
 */
final class RandomModel {
  private static final int HIDDEN = 64;
  private static final int INNER = 96;
  private static final int HEADS = 2;
  private static final int HEAD = 32;

  private final Random random = new Random(1);
  private final GgufWriter file = new GgufWriter();
  private final UnaryOperator<Tensor> change;
  private final int experts; // 0: an MLP instead

  private RandomModel(UnaryOperator<Tensor> change, int experts) {
    this.change = change;
    this.experts = experts;
  }

  static Path write(Path path) {
    return write(path, UnaryOperator.identity());
  }

  /** The same model with some weights changed. */
  static Path write(Path path, UnaryOperator<Tensor> change) {
    return new RandomModel(change, 0).make(path);
  }

  /** Qwen3-MoE instead, each token going to two of four experts. */
  static Path writeWithExperts(Path path) {
    return new RandomModel(UnaryOperator.identity(), 4).make(path);
  }

  /** The same model with a chat template. */
  static Path chatting(Path path, String template) {
    RandomModel model = new RandomModel(UnaryOperator.identity(), 0);
    model.file.put("tokenizer.chat_template", template);
    return model.make(path);
  }

  private Path make(Path path) {
    List<String> tokens = bytes();
    tokens.addAll(List.of("ye", "yes", "no"));
    tokens.add("<|end|>");
    int end = tokens.size() - 1;
    int[] kinds = new int[tokens.size()];
    Arrays.fill(kinds, 1);
    kinds[end] = 3; // control
    String architecture = experts == 0 ? "qwen3" : "qwen3moe";
    file.put("general.architecture", architecture)
        .put(architecture + ".block_count", 1)
        .put(architecture + ".context_length", 4096)
        .put(architecture + ".embedding_length", HIDDEN)
        .put(architecture + ".feed_forward_length", INNER)
        .put(architecture + ".attention.head_count", HEADS)
        .put(architecture + ".attention.head_count_kv", 1)
        .put(architecture + ".attention.key_length", HEAD)
        .put(architecture + ".attention.value_length", HEAD)
        .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f)
        .put(architecture + ".rope.freq_base", 10_000f)
        .put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "qwen2")
        .put("tokenizer.ggml.tokens", tokens)
        .put("tokenizer.ggml.token_type", kinds)
        .put("tokenizer.ggml.merges", List.of("y e", "ye s", "n o"))
        .put("tokenizer.ggml.bos_token_id", end)
        .put("tokenizer.ggml.eos_token_id", end)
        .put("tokenizer.ggml.add_bos_token", false);
    weights("token_embd", tokens.size(), HIDDEN);
    weights("output_norm", HIDDEN);
    weights("blk.0.attn_norm", HIDDEN);
    weights("blk.0.attn_q", HEADS * HEAD, HIDDEN);
    weights("blk.0.attn_k", HEAD, HIDDEN);
    weights("blk.0.attn_v", HEAD, HIDDEN);
    weights("blk.0.attn_q_norm", HEAD);
    weights("blk.0.attn_k_norm", HEAD);
    weights("blk.0.attn_output", HIDDEN, HEADS * HEAD);
    weights("blk.0.ffn_norm", HIDDEN);
    if (experts == 0) {
      weights("blk.0.ffn_gate", INNER, HIDDEN);
      weights("blk.0.ffn_up", INNER, HIDDEN);
      weights("blk.0.ffn_down", HIDDEN, INNER);
    } else {
      file.put(architecture + ".expert_count", experts)
          .put(architecture + ".expert_used_count", 2)
          .put(architecture + ".expert_feed_forward_length", INNER);
      weights("blk.0.ffn_gate_inp", experts, HIDDEN);
      weights("blk.0.ffn_gate_exps", experts, INNER, HIDDEN);
      weights("blk.0.ffn_up_exps", experts, INNER, HIDDEN);
      weights("blk.0.ffn_down_exps", experts, HIDDEN, INNER);
    }
    file.write(path);
    return path;
  }

  private void weights(String name, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.2f;
    }
    file.put(change.apply(Tensor.of(name + ".weight", values, shape)));
  }

  /** GPT-2's letter for every byte: itself where it can be seen, else one from U+0100 on. */
  private static List<String> bytes() {
    List<String> letters = new ArrayList<>();
    int hidden = 0x100;
    for (int value = 0; value < 256; value++) {
      String letter = new String(new byte[] {(byte) value}, StandardCharsets.ISO_8859_1);
      boolean seen = value > ' ' && value < 127 || value > 0xA0 && value != 0xAD;
      letters.add(seen ? letter : Character.toString(hidden++));
    }
    return letters;
  }
}
