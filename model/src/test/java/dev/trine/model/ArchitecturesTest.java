package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Against logits that Hugging Face transformers computed (see the SOURCE.md of hf-tiny-archs). */
class ArchitecturesTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny_bitnet",
        "tiny_deepseek_v2",
        "tiny_gemma2",
        "tiny_gpt2",
        "tiny_llama",
        "tiny_minicpm",
        "tiny_mistral",
        "tiny_mixtral",
        "tiny_phi3",
        "tiny_qwen2",
        "tiny_qwen3",
        "tiny_qwen3_moe",
        "tiny_smollm2",
      })
  void tinyModelsGiveTheLogitsOfTransformers(String name) {
    Transformer model = Architectures.open(References.tiny(name));
    JsonNode reference = References.json("hf-tiny-archs/" + name + "_logits.json");
    for (int s = 0; s < reference.path("sequences").size(); s++) {
      int[] ids = References.ints(reference.path("sequences").get(s));
      float[][] atOnce = model.forward(ids, model.newCache(ids.length), true);
      KvCache cache = model.newCache(ids.length);
      for (int t = 0; t < ids.length; t++) {
        double[] expected = References.doubles(reference.path("logits").get(s).get(t));
        assertClose(atOnce[t], expected);
        assertClose(model.forward(new int[] {ids[t]}, cache, false)[0], expected);
      }
    }
  }

  @Test
  void aTruncatedCacheTriesAnotherContinuation() {
    Transformer model = Architectures.open(References.tiny("tiny_llama"));
    KvCache cache = model.newCache(8);
    model.forward(new int[] {1, 2, 3}, cache, false);
    float[] first = model.forward(new int[] {4}, cache, false)[0];
    cache.truncate(3);
    model.forward(new int[] {5, 6}, cache, false);
    cache.truncate(3);
    assertThat(model.forward(new int[] {4}, cache, false)[0]).isEqualTo(first);
    assertThatThrownBy(() -> model.forward(new int[5], cache, false))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("context is full");
  }

  @Test
  void aLyingCheckpointIsToldInOneLine() {
    Weights good = References.tiny("tiny_llama");
    assertRefused(withConfig(good, "num_key_value_heads", 3), "heads");
    assertRefused(withConfig(good, "hidden_size", 16), "shape");
    assertRefused(withConfig(good, "num_hidden_layers", 3), "model.layers.2");
    assertRefused(withConfig(good, "hidden_size", "big"), "not a number");
    assertRefused(withConfig(good, "hidden_size", -1), "not a count");
    assertRefused(withConfig(good, "model_type", "spiral"), "not known");
    assertRefused(
        withConfig(good, "rope_scaling", Map.of("rope_type", "spiral", "factor", 4)),
        "unknown rope scaling \"spiral\"");
    Weights mamba = PaperTest.weights("transformers/mamba2_single");
    assertRefused(withConfig(mamba, "time_step_limit", List.of(0.5, 0.1)), "is no range");
  }

  @Test
  void whatWouldBeLeftOutIsRefused() {
    Weights good = References.tiny("tiny_llama");
    assertRefused(withConfig(good, "hidden_act", "sine"), "hidden_act is sine");
    assertRefused(withConfig(good, "use_sliding_window", true), "use_sliding_window is true");
    assertRefused(withConfig(good, "partial_rotary_factor", 0.1), "0 of 4");
    assertRefused(withConfig(good, "vocab_size", 12), "12 but the embedding has 11");
    assertRefused(withConfig(good, "num_hidden_layers", 1), "model.layers.1");
    String experts = "model.layers.0.mlp.experts.0.up_proj.weight";
    assertRefused(withTensor(good, experts, BlockFormat.F32, 8, 8), experts);
    Map<String, Tensor> headless = new HashMap<>(good.tensors());
    headless.remove("lm_head.weight");
    assertRefused(
        new Weights("bad", good.naming(), good.config(), headless), "lm_head.weight is missing");
  }

  @Test
  void settingsThatWouldChangeTheNumbersAreRefused() {
    Weights good = References.tiny("tiny_llama");
    assertRefused(withConfig(good, "logit_scale", 0.5), "logit_scale is 0.5");
    assertRefused(withConfig(good, "clip_qkv", 8), "clip_qkv is 8");
    assertRefused(
        withConfig(good, "quantization_config", Map.of("quant_method", "gptq")),
        "quantization_config is {quant_method=gptq}");
    assertRefused(withConfig(good, "layer_types", List.of("a", "b")), "layer_types has a");
    Architectures.open(withConfig(good, "logit_scale", 1));
    Architectures.open(withConfig(good, "clip_qkv", false));
    Architectures.open(withConfig(good, "torch_dtype", "float32"));
  }

  /** What pruning leaves: a head less in the first layer, a narrower MLP in the second. */
  @Test
  void widthsMayDifferFromLayerToLayer() {
    Weights good = withConfig(References.tiny("tiny_llama"), "head_dim", 4);
    String first = "model.layers.0.self_attn.";
    String second = "model.layers.1.mlp.";
    Map<String, Tensor> zeroed = new HashMap<>(good.tensors());
    zeroed.compute(first + "o_proj.weight", (name, it) -> columns(it, 4, 8));
    zeroed.compute(second + "down_proj.weight", (name, it) -> columns(it, 7, 12));
    Map<String, Tensor> cut = new HashMap<>(good.tensors());
    cut.compute(first + "q_proj.weight", (name, it) -> part(it, 4, 8));
    cut.compute(first + "o_proj.weight", (name, it) -> part(it, 8, 4));
    cut.compute(second + "gate_proj.weight", (name, it) -> part(it, 7, 8));
    cut.compute(second + "up_proj.weight", (name, it) -> part(it, 7, 8));
    cut.compute(second + "down_proj.weight", (name, it) -> part(it, 8, 7));
    Weights pruned =
        withConfig(
            withConfig(good, "num_attention_heads", List.of(1, 2)),
            "intermediate_size",
            List.of(12, 7));
    int[] ids = {3, 1, 4, 1, 5};
    assertThat(last(new Weights("cut", good.naming(), pruned.config(), cut), ids))
        .containsExactly(
            last(new Weights("zeroed", good.naming(), good.config(), zeroed), ids), within(1e-6f));
    assertRefused(withConfig(good, "intermediate_size", List.of(12)), "1 entries for 2 layers");
  }

  /** With one layer keys and values tell of their token and place alone. */
  @Test
  void positionsInTheMiddleAreForgottenAndTheOthersMoveUp() {
    Weights two = References.tiny("tiny_llama");
    Map<String, Tensor> tensors = new HashMap<>(two.tensors());
    tensors.keySet().removeIf(name -> name.startsWith("model.layers.1."));
    Weights one = withConfig(two, "num_hidden_layers", 1);
    Transformer model = Architectures.open(new Weights("one", one.naming(), one.config(), tensors));
    KvCache cache = model.newCache(8);
    model.forward(new int[] {1, 2, 3, 4, 5, 6}, cache, false);
    cache.discard(1, 4);
    KvCache direct = model.newCache(8);
    model.forward(new int[] {1, 5, 6}, direct, false);
    assertThat(cache.length()).isEqualTo(3);
    assertThat(model.forward(new int[] {7}, cache, false)[0])
        .containsExactly(model.forward(new int[] {7}, direct, false)[0], within(1e-5f));
  }

  @Test
  void aTextThatTurnsOtherwiseIsRunAgainAndThenIsAsAtOnce() {
    Map<String, Object> scaling =
        Map.of(
            "rope_type",
            "longrope",
            "original_max_position_embeddings",
            4,
            "short_factor",
            List.of(1, 1.5),
            "long_factor",
            List.of(2, 5));
    Weights longRope = withConfig(References.tiny("tiny_llama"), "rope_scaling", scaling);
    Transformer model = Architectures.open(longRope);
    int[] ids = {1, 2, 3, 4, 5, 6};
    KvCache cache = model.newCache(8);
    int turnedFor = 0;
    for (int length = 1; length <= ids.length; length++) {
      if (model.turnedFor(1, length) != turnedFor) {
        assertThat(length).isEqualTo(5);
        turnedFor = model.turnedFor(1, length);
        cache.truncate(0);
      }
      int[] next = Arrays.copyOfRange(ids, cache.length(), length);
      Batch.Sequence step = new Batch.Sequence(next, cache, 1, List.of(), turnedFor);
      assertThat(model.forward(Batch.of(List.of(step)))[0])
          .containsExactly(last(longRope, Arrays.copyOf(ids, length)), within(1e-5f));
    }
    assertThat(turnedFor).isEqualTo(model.turnedFor(5, 5)).isPositive();
    assertThatThrownBy(() -> cache.discard(0, 1)).hasMessageContaining("cannot become shorter");
  }

  /** Phi-3.5-MoE says the amplitude of its turns by names of its own, for short texts and long. */
  @Test
  void anAmplitudeForShortTextsAndLongIsTheAmplitude() {
    Map<String, Object> scaling =
        Map.of(
            "rope_type",
            "longrope",
            "rope_theta",
            10_000,
            "original_max_position_embeddings",
            4,
            "short_factor",
            List.of(1, 1.5),
            "long_factor",
            List.of(2, 5));
    int[] ids = {1, 2, 3, 4, 5, 6};
    assertThat(last(scaled(scaling, Map.of("short_mscale", 1.3, "long_mscale", 1.3)), ids))
        .isEqualTo(last(scaled(scaling, Map.of("attention_factor", 1.3)), ids))
        .isNotEqualTo(last(scaled(scaling, Map.of()), ids));
    Weights two = scaled(scaling, Map.of("short_mscale", 1.3, "long_mscale", 1.4));
    assertThatThrownBy(() -> Architectures.open(two))
        .hasMessageContaining("short_mscale and long_mscale differ");
  }

  private static Weights scaled(Map<String, Object> scaling, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(scaling);
    all.putAll(more);
    return withConfig(PaperTest.weights("transformers/phimoe"), "rope_parameters", all);
  }

  /** Settings that transformers' configurations have, and that nothing here follows. */
  @ParameterizedTest
  @CsvSource({
    "jamba, hidden_act, gelu",
    "granitehybrid, hidden_act, relu",
    "falcon_h1, hidden_act, gelu",
    "qwen3_next, hidden_act, gelu",
    "mamba, hidden_act, gelu",
    "phimoe, num_experts_per_tok, 3",
  })
  void whatNothingFollowsIsRefused(String model, String setting, String value) {
    Object stated = value.matches("\\d+") ? Integer.valueOf(value) : value;
    Weights other = withConfig(PaperTest.weights("transformers/" + model), setting, stated);
    assertRefused(other, setting + " is " + value);
  }

  /** Squares of 2 by 3 weights, each with a scale that is a power of two: nothing is rounded. */
  @Test
  void floatsOfEightBitsAreScaledBySquares() {
    Weights good = References.tiny("tiny_llama");
    String name = "model.layers.0.mlp.up_proj.weight"; // [12, 8]
    byte[] bytes = new byte[12 * 8];
    float[] scales = new float[6 * 3];
    float[] floats = new float[bytes.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) Math.scalb(1, i % 5 - 3);
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 2 == 0 ? 0x38 + i % 8 : 0xb0 + i % 16); // 1 to 2, and below zero
      BlockFormat.F8_E4M3.decode(bytes, i, floats, i, 1);
      floats[i] *= scales[i / 8 / 2 * 3 + i % 8 / 3];
    }
    Map<String, Tensor> plain = new HashMap<>(good.tensors());
    plain.put(name, Tensor.of(name, floats, 12, 8));
    Map<String, Tensor> eight = new HashMap<>(good.tensors());
    eight.put(
        name,
        new Tensor(name, BlockFormat.F8_E4M3, new long[] {12, 8}, MemorySegment.ofArray(bytes)));
    eight.put(name + "_scale_inv", Tensor.of("scales", scales, 6, 3));
    Map<String, Object> quantized =
        Map.of("quant_method", "fp8", "weight_block_size", List.of(2, 3));
    Weights fp8 = withConfig(good, "quantization_config", quantized);
    int[] ids = {3, 1, 4};
    assertThat(last(new Weights("fp8", good.naming(), fp8.config(), eight), ids))
        .isEqualTo(last(new Weights("plain", good.naming(), good.config(), plain), ids));
  }

  private static float[] last(Weights weights, int[] ids) {
    Transformer model = Architectures.open(weights);
    return model.forward(ids, model.newCache(ids.length), false)[0];
  }

  /** The matrix with columns {@code [from, to)} set to zero. */
  private static Tensor columns(Tensor tensor, int from, int to) {
    float[] weights = tensor.floats();
    for (int i = 0; i < weights.length; i++) {
      int column = i % tensor.columns();
      weights[i] = column >= from && column < to ? 0 : weights[i];
    }
    return Tensor.of(tensor.name(), weights, tensor.shape());
  }

  /** The upper left part of the matrix. */
  private static Tensor part(Tensor tensor, int rows, int columns) {
    float[] part = new float[rows * columns];
    for (int i = 0; i < part.length; i++) {
      part[i] = tensor.floats()[i / columns * tensor.columns() + i % columns];
    }
    return Tensor.of(tensor.name(), part, rows, columns);
  }

  private static Weights withTensor(
      Weights weights, String name, BlockFormat format, long rows, long columns) {
    Map<String, Tensor> tensors = new HashMap<>(weights.tensors());
    MemorySegment data = MemorySegment.ofArray(new byte[(int) format.bytes(rows * columns)]);
    tensors.put(name, new Tensor(name, format, new long[] {rows, columns}, data));
    return new Weights(weights.source(), weights.naming(), weights.config(), tensors);
  }

  private static Weights withConfig(Weights weights, String key, Object value) {
    Map<String, Object> config = new HashMap<>(weights.config());
    config.put(key, value);
    return new Weights(weights.source(), weights.naming(), config, weights.tensors());
  }

  private static void assertRefused(Weights weights, String part) {
    assertThatThrownBy(() -> Architectures.open(weights))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(weights.source() + ": ")
        .hasMessageContaining(part)
        .message()
        .contains("; ")
        .doesNotContain("\n");
  }

  private static void assertClose(float[] logits, double[] expected) {
    assertThat(logits).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) logits[i]).as("logit %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}
