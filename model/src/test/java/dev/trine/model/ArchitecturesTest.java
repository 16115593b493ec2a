package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    assertRefused(withConfig(good, "model_type", "mamba"), "not known");
    assertRefused(
        withConfig(good, "rope_scaling", Map.of("rope_type", "spiral", "factor", 4)),
        "unknown rope scaling \"spiral\"");
    assertRefused(
        withTensor(good, "lm_head.weight", BlockFormat.IQ1_S, 11, 256),
        "IQ1_S, which cannot be read");
  }

  @Test
  void whatWouldBeLeftOutIsRefused() {
    Weights good = References.tiny("tiny_llama");
    assertRefused(withConfig(good, "hidden_act", "sine"), "hidden_act is sine");
    assertRefused(withConfig(good, "use_sliding_window", true), "use_sliding_window is true");
    assertRefused(withConfig(good, "partial_rotary_factor", 0.3), "1 of 4");
    assertRefused(withConfig(good, "vocab_size", 12), "12 but the embedding has 11");
    assertRefused(withConfig(good, "num_hidden_layers", 1), "model.layers.1");
    String experts = "model.layers.0.mlp.experts.0.up_proj.weight";
    assertRefused(withTensor(good, experts, BlockFormat.F32, 8, 8), experts);
    Map<String, Tensor> headless = new HashMap<>(good.tensors());
    headless.remove("lm_head.weight");
    assertRefused(
        new Weights("bad", good.naming(), good.config(), headless), "lm_head.weight is missing");
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
        .doesNotContain("\n");
  }

  private static void assertClose(float[] logits, double[] expected) {
    assertThat(logits).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) logits[i]).as("logit %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}
