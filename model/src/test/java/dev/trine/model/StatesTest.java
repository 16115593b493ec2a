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
  @ValueSource(strings = {"lfm2", "mamba", "mamba2", "granitehybrid"})
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
  @ValueSource(strings = {"lfm2", "mamba", "mamba2", "granitehybrid_experts"})
  void textsOfABatchHaveStatesOfTheirOwn(String name) {
    Transformer model = Architectures.open(folder(name));
    List<Batch.Sequence> sequences =
        List.of(
            new Batch.Sequence(new int[] {5, 2}, model.newCache(8), 1, List.of()),
            new Batch.Sequence(IDS, model.newCache(8), 1, List.of()));
    assertThat(model.forward(Batch.of(sequences))[1]).containsExactly(last(model), within(1e-5f));
  }

  /** As llama.cpp's converter names them: the parts of a mixer, by gguf-py's table. */
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
      "mamba.in_proj", "ssm_in",
      "mamba.conv1d", "ssm_conv1d",
      "mamba.dt_bias", "ssm_dt.bias",
      "mamba.A_log", "ssm_a",
      "mamba.D", "ssm_d",
      "mamba.norm", "ssm_norm",
      "mamba.out_proj", "ssm_out",
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
    Weights gguf = gguf("granitehybrid", unnamed, names, settings);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    gguf.tensors().forEach((name, tensor) -> tensors.put(Weights.ggufName(name), tensor));
    assertSame(new Weights("made.gguf", gguf.naming(), gguf.config(), tensors), folder);
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
}
