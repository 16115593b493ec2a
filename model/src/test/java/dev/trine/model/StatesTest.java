package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose layers keep a state, some beside keys and values. Their logits are compared with
 * those of transformers in {@link PaperTest}; here GGUF files must give those of their folders, and
 * caches must do with states what they say.
 */
class StatesTest {
  private static final int[] IDS = {3, 7, 1, 4, 9};

  private static Weights folder(String name) {
    return PaperTest.weights("transformers/" + name);
  }

  private static float[] last(Transformer model) {
    return model.forward(IDS, model.newCache(8), false)[0];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lfm2",
        "mamba",
        "mamba2",
        "granitehybrid",
        "qwen3_next",
        "qwen3_5",
        "falcon_h1",
        "jamba"
      })
  void aSavedStateGoesOnAndCannotGoBack(String name) {
    Transformer model = Architectures.open(folder(name));
    KvCache cache = model.newCache(8);
    model.forward(new int[] {3, 7, 1}, cache, false);
    MemorySegment saved = Arena.ofAuto().allocate(cache.bytes(3), 8);
    cache.save(0, 3, saved);
    assertThatThrownBy(() -> cache.save(0, 2, saved)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.discard(0, 1)).isInstanceOf(ModelException.class);
    float[] next = model.forward(new int[] {4}, cache, false)[0];
    KvCache restored = model.newCache(8);
    restored.restore(3, saved);
    assertThat(model.forward(new int[] {4}, restored, false)[0]).isEqualTo(next);
    cache.truncate(2);
    assertThat(cache.length()).isZero();
    assertThat(model.forward(IDS, cache, false)[0]).isEqualTo(last(model));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lfm2", "mamba", "mamba2", "granitehybrid_experts", "qwen3_next", "falcon_h1"})
  void textsOfABatchHaveStatesOfTheirOwn(String name) {
    Transformer model = Architectures.open(folder(name));
    List<Batch.Sequence> sequences =
        List.of(
            new Batch.Sequence(new int[] {5, 2}, model.newCache(8), 1, List.of()),
            new Batch.Sequence(IDS, model.newCache(8), 1, List.of()));
    assertThat(model.forward(Batch.of(sequences))[1]).containsExactly(last(model), within(1e-5f));
  }

  /** As llama.cpp's converter names them: the parts of a mixer, by gguf-py's table. */
  /** Of hybrids, which call it mamba in folders. */
  private static final String[] MIXER = {
    "mamba.in_proj", "ssm_in",
    "mamba.conv1d", "ssm_conv1d",
    "mamba.dt_bias", "ssm_dt.bias",
    "mamba.A_log", "ssm_a",
    "mamba.D", "ssm_d",
    "mamba.norm", "ssm_norm",
    "mamba.out_proj", "ssm_out",
  };

  private static final String[] MAMBA = {
    "backbone.embeddings", "token_embd",
    "backbone.norm_f", "output_norm",
    "backbone.layers", "blk",
    "lm_head", "output",
    "mixer.in_proj", "ssm_in",
    "mixer.conv1d", "ssm_conv1d",
    "mixer.x_proj", "ssm_x",
    "mixer.dt_proj", "ssm_dt",
    "mixer.dt_bias", "ssm_dt.bias",
    "mixer.A_log", "ssm_a",
    "mixer.D", "ssm_d",
    "mixer.norm", "ssm_norm",
    "mixer.out_proj", "ssm_out",
    ".norm.", ".attn_norm.",
  };

  private static String[] withMixer(String[] names) {
    return Stream.of(names, MIXER).flatMap(Stream::of).toArray(String[]::new);
  }

  private static Weights gguf(
      String architecture, Weights folder, String[] names, Map<String, Object> settings) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    folder
        .tensors()
        .forEach((name, tensor) -> {
          String own = name;
          for (int i = 0; i < names.length; i += 2) {
            own = own.replace(names[i], names[i + 1]);
          }
          tensors.put(own, own.endsWith("ssm_a") ? exponentials(tensor) : tensor);
        });
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("general.architecture", architecture);
    settings.forEach((key, value) -> config.put(architecture + "." + key, value));
    return new Weights("made.gguf", Weights.Naming.GGUF, config, tensors);
  }

  private static Tensor exponentials(Tensor tensor) {
    float[] numbers = tensor.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) -Math.exp(numbers[i]);
    }
    return Tensor.of(tensor.name(), numbers, tensor.shape());
  }

  private static void assertSame(Weights gguf, Weights folder) {
    assertThat(last(Architectures.open(gguf)))
        .containsExactly(last(Architectures.open(folder)), within(1e-5f));
  }

  @Test
  void lfm2InGgufFiles() {
    Weights folder = folder("lfm2");
    String[] names = {
      "model.embed_tokens", "token_embd",
      "model.embedding_norm", "token_embd_norm",
      "model.layers", "blk",
      "operator_norm", "attn_norm",
      "self_attn.q_layernorm", "attn_q_norm",
      "self_attn.k_layernorm", "attn_k_norm",
      "self_attn.q_proj", "attn_q",
      "self_attn.k_proj", "attn_k",
      "self_attn.v_proj", "attn_v",
      "self_attn.out_proj", "attn_output",
      "conv.conv", "shortconv.conv",
      ".conv.in_proj", ".shortconv.in_proj",
      ".conv.out_proj", ".shortconv.out_proj",
      "feed_forward.w1", "ffn_gate",
      "feed_forward.w2", "ffn_down",
      "feed_forward.w3", "ffn_up",
    };
    Map<String, Object> settings =
        Map.of(
            "block_count", 3,
            "context_length", 16,
            "embedding_length", 16,
            "feed_forward_length", 12,
            "attention.head_count", 4,
            "attention.head_count_kv", List.of(0, 2, 0),
            "attention.layer_norm_rms_epsilon", 1e-5,
            "rope.freq_base", 1_000_000.0,
            "shortconv.l_cache", 3);
    assertSame(gguf("lfm2", folder, names, settings), folder);
    String[] newer = names.clone();
    newer[3] = "output_norm";
    assertSame(gguf("lfm2", folder, newer, settings), folder);
  }

  /** All experts of a layer are one tensor, without numbers. */
  @Test
  void jambaInGgufFiles() {
    Weights folder = folder("jamba");
    Map<String, Tensor> stacked = new LinkedHashMap<>(folder.tensors());
    for (int layer = 1; layer < 4; layer += 2) {
      for (String part : List.of("gate_proj", "up_proj", "down_proj")) {
        String at = "model.layers." + layer + ".feed_forward.experts.";
        float[] all = new float[4 * 12 * 16];
        for (int expert = 0; expert < 4; expert++) {
          String name = at + expert + "." + part + ".weight";
          float[] own = Objects.requireNonNull(stacked.remove(name)).floats();
          System.arraycopy(own, 0, all, expert * own.length, own.length);
        }
        boolean down = part.equals("down_proj");
        long[] shape = {4, down ? 16 : 12, down ? 12 : 16};
        stacked.put(at + part + ".weight", Tensor.of(part, all, shape));
      }
    }
    String[] names = {
      "model.embed_tokens", "token_embd",
      "model.final_layernorm", "output_norm",
      "lm_head", "output",
      "model.layers", "blk",
      "input_layernorm", "attn_norm",
      "pre_ff_layernorm", "ffn_norm",
      "self_attn.q_proj", "attn_q",
      "self_attn.k_proj", "attn_k",
      "self_attn.v_proj", "attn_v",
      "self_attn.o_proj", "attn_output",
      "feed_forward.router", "ffn_gate_inp",
      "feed_forward.experts.gate_proj", "ffn_gate_exps",
      "feed_forward.experts.up_proj", "ffn_up_exps",
      "feed_forward.experts.down_proj", "ffn_down_exps",
      "feed_forward.gate_proj", "ffn_gate",
      "feed_forward.up_proj", "ffn_up",
      "feed_forward.down_proj", "ffn_down",
      "mamba.x_proj", "ssm_x",
      "mamba.dt_proj", "ssm_dt",
      "mamba.dt_layernorm", "ssm_dt_norm",
      "mamba.b_layernorm", "ssm_b_norm",
      "mamba.c_layernorm", "ssm_c_norm",
    };
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("block_count", 4);
    settings.put("context_length", 16);
    settings.put("embedding_length", 16);
    settings.put("feed_forward_length", 12);
    settings.put("attention.head_count", 4);
    settings.put("attention.head_count_kv", List.of(0, 2, 0, 0));
    settings.put("attention.layer_norm_rms_epsilon", 1e-6);
    settings.put("ssm.conv_kernel", 4);
    settings.put("ssm.inner_size", 32);
    settings.put("ssm.state_size", 4);
    settings.put("ssm.time_step_rank", 3);
    settings.put("expert_count", 4);
    settings.put("expert_used_count", 2);
    Weights upright = new Weights(folder.source(), folder.naming(), folder.config(), stacked);
    assertSame(gguf("jamba", upright, withMixer(names), settings), folder);
  }

  /** Granite's hybrids join gate and up of what works on every token only in folders. */
  @Test
  void graniteInGgufFiles() {
    Weights folder = folder("granitehybrid");
    Map<String, Tensor> parted = new LinkedHashMap<>(folder.tensors());
    for (int layer = 0; layer < 2; layer++) {
      String at = "model.layers." + layer + ".";
      Tensor both = Objects.requireNonNull(parted.remove(at + "shared_mlp.input_linear.weight"));
      parted.put(at + "mlp.gate_proj.weight", both.rows(0, 10));
      parted.put(at + "mlp.up_proj.weight", both.rows(10, 10));
    }
    String[] names = {
      "shared_mlp.output_linear", "mlp.down_proj",
    };
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("block_count", 2);
    settings.put("context_length", 16);
    settings.put("embedding_length", 16);
    settings.put("feed_forward_length", 10);
    settings.put("attention.head_count", 4);
    settings.put("attention.head_count_kv", List.of(0, 2));
    settings.put("attention.layer_norm_rms_epsilon", 1e-6);
    settings.put("attention.scale", 0.3);
    settings.put("embedding_scale", 3.0);
    settings.put("residual_scale", 0.4);
    settings.put("logit_scale", 2.5);
    settings.put("ssm.conv_kernel", 4);
    settings.put("ssm.inner_size", 32);
    settings.put("ssm.state_size", 6);
    settings.put("ssm.group_count", 1);
    settings.put("ssm.time_step_rank", 8);
    Weights unnamed = new Weights("", folder.naming(), folder.config(), parted);
    Weights gguf = gguf("granitehybrid", unnamed, withMixer(names), settings);
    assertSame(renamed(gguf, name -> false), folder);
  }

  @Test
  void mambaInGgufFiles() {
    Weights folder = folder("mamba");
    Map<String, Object> settings =
        Map.of(
            "block_count", 2,
            "embedding_length", 16,
            "attention.layer_norm_rms_epsilon", 1e-5,
            "ssm.conv_kernel", 4,
            "ssm.inner_size", 12,
            "ssm.state_size", 4,
            "ssm.time_step_rank", 3);
    assertSame(gguf("mamba", folder, MAMBA, settings), folder);
  }

  /** With one group, since files are normalised group by group. */
  @Test
  void mamba2InGgufFiles() {
    Weights folder = folder("mamba2_single");
    Map<String, Object> settings =
        Map.of(
            "block_count", 2,
            "embedding_length", 16,
            "attention.layer_norm_rms_epsilon", 1e-5,
            "ssm.conv_kernel", 4,
            "ssm.inner_size", 32,
            "ssm.state_size", 4,
            "ssm.group_count", 1,
            "ssm.time_step_rank", 8);
    assertSame(gguf("mamba2", folder, MAMBA, settings), folder);
  }

  /** In files without factors, which the converter multiplies into the weights. */
  @Test
  void falconH1InGgufFiles() {
    Weights scaled = folder("falcon_h1_norm");
    Map<String, Object> config = new LinkedHashMap<>(scaled.config());
    config.keySet().removeIf(setting -> setting.contains("multiplier"));
    config.put("ssm_multipliers", List.of(1, 1, 1, 1, 1));
    config.put("mlp_multipliers", List.of(1, 1));
    for (String part : List.of("attention_in", "attention_out", "ssm_in", "ssm_out", "key")) {
      config.put(part + "_multiplier", 1);
    }
    config.put("embedding_multiplier", 1);
    config.put("lm_head_multiplier", 1);
    config.put("mamba_norm_before_gate", false);
    Weights folder = new Weights("", scaled.naming(), config, scaled.tensors());
    String[] names = {
      "model.final_layernorm", "output_norm",
      "pre_ff_layernorm", "ffn_norm",
      "feed_forward.gate_proj", "ffn_gate",
      "feed_forward.up_proj", "ffn_up",
      "feed_forward.down_proj", "ffn_down",
    };
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("block_count", 2);
    settings.put("context_length", 16);
    settings.put("embedding_length", 16);
    settings.put("feed_forward_length", 12);
    settings.put("attention.head_count", 4);
    settings.put("attention.head_count_kv", 2);
    settings.put("attention.layer_norm_rms_epsilon", 1e-5);
    settings.put("rope.freq_base", 10_000.0);
    settings.put("ssm.conv_kernel", 4);
    settings.put("ssm.inner_size", 32);
    settings.put("ssm.state_size", 6);
    settings.put("ssm.group_count", 2);
    settings.put("ssm.time_step_rank", 8);
    Weights plain = gguf("falcon-h1", folder, withMixer(names), settings);
    assertSame(renamed(plain, name -> name.endsWith("ssm_norm.weight"), 2, 16), folder);
  }

  /** Value heads stand in files so that those of the same key head are apart. */
  @Test
  void qwen35InGgufFiles() {
    Weights folder = folder("qwen3_5");
    Map<String, Tensor> tiled = new LinkedHashMap<>();
    folder
        .tensors()
        .forEach((name, tensor) -> {
          Tensor own = name.endsWith("norm.weight") ? plusOne(name, tensor) : tensor;
          tiled.put(
              name,
              switch (name.replaceFirst(".*linear_attn\\.", "")) {
                case "in_proj_qkv.weight", "conv1d.weight" -> tiled(own, 16, 6);
                case "in_proj_z.weight" -> tiled(own, 0, 6);
                case "in_proj_a.weight", "in_proj_b.weight", "A_log", "dt_bias" -> tiled(own, 0, 1);
                case "out_proj.weight" -> transposed(tiled(transposed(own), 0, 6));
                default -> own;
              });
        });
    String[] names = {
      "linear_attn.in_proj_qkv", "attn_qkv",
      "linear_attn.in_proj_z", "attn_gate",
      "linear_attn.in_proj_b", "ssm_beta",
      "linear_attn.in_proj_a", "ssm_alpha",
      "linear_attn.conv1d", "ssm_conv1d",
      "linear_attn.dt_bias", "ssm_dt.bias",
      "linear_attn.A_log", "ssm_a",
      "linear_attn.norm", "ssm_norm",
      "linear_attn.out_proj", "ssm_out",
      "post_attention_layernorm", "post_attention_norm",
    };
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("block_count", 2);
    settings.put("context_length", 16);
    settings.put("embedding_length", 16);
    settings.put("feed_forward_length", 12);
    settings.put("full_attention_interval", 2);
    settings.put("attention.head_count", 4);
    settings.put("attention.head_count_kv", 2);
    settings.put("attention.key_length", 8);
    settings.put("attention.value_length", 8);
    settings.put("attention.layer_norm_rms_epsilon", 1e-6);
    settings.put("rope.dimension_count", 2);
    settings.put("rope.dimension_sections", List.of(1, 0, 0, 0));
    settings.put("ssm.conv_kernel", 4);
    settings.put("ssm.inner_size", 24);
    settings.put("ssm.state_size", 4);
    settings.put("ssm.group_count", 2);
    settings.put("ssm.time_step_rank", 4);
    Weights plain =
        gguf("qwen35", new Weights("", folder.naming(), folder.config(), tiled), names, settings);
    assertSame(renamed(plain, name -> false), folder);
  }

  private static Tensor plusOne(String name, Tensor tensor) {
    float[] numbers = tensor.floats();
    for (int i = 0; i < numbers.length && !name.contains("linear_attn"); i++) {
      numbers[i] += 1;
    }
    return Tensor.of(name, numbers, tensor.shape());
  }

  /**
   * Of four heads of so many rows, of which two share a key: the first of each, then the second.
   */
  private static Tensor tiled(Tensor tensor, int from, int rows) {
    float[] numbers = tensor.floats();
    float[] moved = numbers.clone();
    int columns = numbers.length / Math.toIntExact(tensor.shape()[0]);
    int each = rows * columns;
    int[] order = {0, 2, 1, 3};
    for (int head = 0; head < order.length; head++) {
      int at = from * columns;
      System.arraycopy(numbers, at + order[head] * each, moved, at + head * each, each);
    }
    return Tensor.of(tensor.name(), moved, tensor.shape());
  }

  private static Tensor transposed(Tensor tensor) {
    float[] numbers = tensor.floats();
    float[] turned = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      turned[i % tensor.columns() * tensor.rows() + i / tensor.columns()] = numbers[i];
    }
    return Tensor.of(tensor.name(), turned, tensor.columns(), tensor.rows());
  }

  /** With the names that are common to all, and some tensors shaped otherwise. */
  private static Weights renamed(Weights gguf, Predicate<String> shaped, long... shape) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    gguf.tensors()
        .forEach((name, tensor) ->
            tensors.put(
                Weights.ggufName(name),
                shaped.test(name) ? Tensor.of(name, tensor.floats(), shape) : tensor));
    return new Weights(gguf.source(), gguf.naming(), gguf.config(), tensors);
  }
}
