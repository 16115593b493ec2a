package dev.trine.model;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Weights asked by one name, that of Hugging Face's {@code config.json} and safetensors; for a GGUF
 * file the name is translated. Every answer is checked, so that a lying file ends here.
 */
final class Checkpoint {
  private static final Map<String, String> GGUF_KEYS =
      Map.ofEntries(
          Map.entry("vocab_size", "vocab_size"),
          Map.entry("max_position_embeddings", "context_length"),
          Map.entry("hidden_size", "embedding_length"),
          Map.entry("intermediate_size", "feed_forward_length"),
          Map.entry("num_hidden_layers", "block_count"),
          Map.entry("num_attention_heads", "attention.head_count"),
          Map.entry("num_key_value_heads", "attention.head_count_kv"),
          Map.entry("head_dim", "attention.key_length"),
          Map.entry("sliding_window", "attention.sliding_window"),
          Map.entry("rms_norm_eps", "attention.layer_norm_rms_epsilon"),
          Map.entry("rope_theta", "rope.freq_base"),
          Map.entry("rope_scaling.rope_type", "rope.scaling.type"),
          Map.entry("rope_scaling.factor", "rope.scaling.factor"));

  /** Parts of tensor names, replaced in this order. */
  private static final List<Map.Entry<String, String>> GGUF_TENSORS =
      List.of(
          Map.entry("model.embed_tokens", "token_embd"),
          Map.entry("model.norm", "output_norm"),
          Map.entry("lm_head", "output"),
          Map.entry("model.layers", "blk"),
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  /** Tables that older checkpoints carry although they follow from the configuration. */
  private static final Pattern NEEDLESS =
      Pattern.compile(".*(rotary_emb\\.inv_freq|attn_rot_embd\\.weight)");

  private final Weights weights;
  private final Set<String> unread;

  Checkpoint(Weights weights) {
    this.weights = weights;
    this.unread = new TreeSet<>(weights.tensors().keySet());
    unread.removeIf(name -> NEEDLESS.matcher(name).matches());
  }

  /** Refuses tensors that nothing asked for: without them the numbers would be wrong. */
  void requireAllRead() {
    if (!unread.isEmpty()) {
      throw error(
          "tensor %s has no place in the architecture \"%s\"; %d such tensors would be left out"
              .formatted(unread.iterator().next(), architecture(), unread.size()));
    }
  }

  boolean gguf() {
    return weights.naming() == Naming.GGUF;
  }

  String architecture() {
    String key = gguf() ? "general.architecture" : "model_type";
    return Optional.ofNullable(weights.config().get(key))
        .map(Object::toString)
        .orElseThrow(() -> error(key + " is missing"));
  }

  /** A whole number in {@code [1, 2^24]}. */
  int count(String name) {
    return countIfPresent(name).orElseThrow(() -> error(key(name) + " is missing"));
  }

  Optional<Integer> countIfPresent(String name) {
    return number(name)
        .map(n -> {
          if (!(n >= 1 && n <= 1 << 24 && n == Math.rint(n))) {
            throw error("%s is %s, not a count from 1 to %d".formatted(key(name), n, 1 << 24));
          }
          return n.intValue();
        });
  }

  /** A finite number above zero. */
  Optional<Double> positive(String name) {
    return number(name)
        .map(n -> {
          if (!(n > 0 && n < Double.POSITIVE_INFINITY)) {
            throw error("%s is %s, not a number above 0".formatted(key(name), n));
          }
          return n;
        });
  }

  /** Refuses a setting that is present and has none of these values. */
  void require(String name, String... values) {
    text(name)
        .filter(value -> !List.of(values).contains(value))
        .ifPresent(value -> {
          throw error(
              "%s is %s, which is not known; known is %s"
                  .formatted(key(name), value, String.join(" or ", values)));
        });
  }

  Optional<String> text(String name) {
    return value(name).map(Object::toString);
  }

  /** A tensor of exactly this shape. */
  Tensor tensor(String name, long... shape) {
    return tensorIfPresent(name, shape)
        .orElseThrow(() -> error("tensor " + tensorName(name) + " is missing"));
  }

  Optional<Tensor> tensorIfPresent(String name, long... shape) {
    Optional<Tensor> found = find(name);
    found.ifPresent(tensor -> {
      if (!Arrays.equals(tensor.shape(), shape)) {
        throw error(
            "tensor %s has shape %s but the configuration says %s"
                .formatted(tensor.name(), Arrays.toString(tensor.shape()), Arrays.toString(shape)));
      }
      if (!tensor.format().readable()) {
        throw error(
            "tensor %s is stored as %s, which cannot be read yet; convert it to Q8_0"
                .formatted(tensor.name(), tensor.format()));
      }
    });
    return found;
  }

  /** A linear layer with its bias, if it has one. */
  Linear linear(String name, long out, long in) {
    return new Linear(
        name,
        tensor(name + ".weight", out, in),
        tensorIfPresent(name + ".bias", out).map(Tensor::floats));
  }

  /** The layer that gives the logits; the embedding itself if the checkpoint ties the two. */
  Linear output(Tensor embedding) {
    Optional<String> tied = text("tie_word_embeddings");
    Optional<Tensor> own = tensorIfPresent("lm_head.weight", embedding.shape());
    if (own.isEmpty() && tied.isPresent() && tied.get().equals("false")) {
      throw error("tensor " + tensorName("lm_head.weight") + " is missing");
    }
    boolean ties = own.isEmpty() || tied.isPresent() && tied.get().equals("true");
    return new Linear("lm_head", ties ? embedding : own.get(), Optional.empty());
  }

  /** A small tensor (norm, bias) as floats. */
  float[] vector(String name, long length) {
    return tensor(name, length).floats();
  }

  /** A tensor whose shape is not known from the configuration. */
  Optional<Tensor> find(String name) {
    unread.remove(tensorName(name));
    return Optional.ofNullable(weights.tensors().get(tensorName(name)));
  }

  ModelException error(String message) {
    return new ModelException(weights.source() + ": " + message);
  }

  private Optional<Double> number(String name) {
    return value(name)
        .map(value -> {
          if (value instanceof Number number) {
            return number.doubleValue();
          }
          throw error("%s is %s, not a number".formatted(key(name), value));
        });
  }

  private Optional<Object> value(String name) {
    if (gguf()) {
      return Optional.ofNullable(weights.config().get(key(name)));
    }
    Object value = weights.config();
    for (String part : name.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return Optional.ofNullable(value);
  }

  private String key(String name) {
    return gguf() ? architecture() + "." + GGUF_KEYS.getOrDefault(name, name) : name;
  }

  private String tensorName(String name) {
    String result = name;
    if (gguf()) {
      for (Map.Entry<String, String> part : GGUF_TENSORS) {
        result = result.replace(part.getKey(), part.getValue());
      }
    }
    return result;
  }
}
