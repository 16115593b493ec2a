package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A {@code config.json} of transformers 4 says the same as one of version 5, which wrote the
 * folders of the reference: turns stand in {@code rope_theta} and {@code rope_scaling}, windows in
 * patterns, and what is not set is null. The logits are those of the newer settings.
 */
class OlderSettingsTest {
  private static final double TOLERANCE = 1e-4;
  private static final List<String> UNSET = List.of("head_dim", "sliding_window", "rope_scaling");

  /** How settings were written: kinds of scaling by either name, with or without layer_types. */
  @ParameterizedTest
  @CsvSource({"rope_type, true", "type, true", "rope_type, false"})
  void sayTheSame(String kind, boolean layerTypes) {
    List<PaperTest.Case> cases = PaperTest.cases("transformers.jsonl").toList();
    assertThat(cases).hasSizeGreaterThan(90);
    for (PaperTest.Case reference : cases) {
      if (!layerTypes && reference.toString().endsWith("llama4_chunks")) {
        continue; // its chunks follow no pattern
      }
      Weights newer = PaperTest.weights(reference.json());
      Weights older =
          new Weights(
              newer.source(),
              newer.naming(),
              older(newer.config(), kind, layerTypes),
              newer.tensors());
      int[] ids = References.ints(reference.json().path("ids"));
      Transformer model = Architectures.open(older);
      float[][] rows = model.forward(ids, model.newCache(ids.length), true);
      for (int t = 0; t < ids.length; t++) {
        double[] expected = References.doubles(reference.json().path("logits").get(t));
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) rows[t][i])
              .as("%s, token %d, logit %d", reference, t, i)
              .isCloseTo(expected[i], within(TOLERANCE));
        }
      }
    }
  }

  private static Map<String, Object> older(
      Map<String, Object> newer, String kind, boolean layerTypes) {
    Map<String, Object> older = new LinkedHashMap<>(newer);
    String type = String.valueOf(older.get("model_type"));
    Map<String, Object> turns = map(older, "rope_parameters");
    older.remove("rope_parameters");
    if (turns.containsKey("full_attention")) {
      Map<String, Object> local = map(turns, "sliding_attention");
      if (type.equals("gemma3_text")) {
        older.put("rope_local_base_freq", local.get("rope_theta"));
      }
      turns = map(turns, "full_attention");
    }
    boolean neoX = type.equals("gpt_neox");
    move(turns, "rope_theta", older, neoX ? "rotary_emb_base" : "rope_theta");
    move(turns, "partial_rotary_factor", older, neoX ? "rotary_pct" : "partial_rotary_factor");
    if (type.equals("phi3")) {
      move(turns, "original_max_position_embeddings", older, "original_max_position_embeddings");
    }
    if (!turns.getOrDefault("rope_type", "default").equals("default")) {
      move(turns, "rope_type", turns, kind);
      older.put("rope_scaling", turns);
    }
    if (!layerTypes) {
      older.remove("layer_types");
      move(older, "_sliding_window_pattern", older, "sliding_window_pattern");
      if (type.equals("cohere2")) {
        older.put("sliding_window_pattern", 4);
      }
    }
    move(older, "dtype", older, "torch_dtype");
    UNSET.forEach(setting -> older.putIfAbsent(setting, null));
    return older;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> from, String name) {
    return from.get(name) instanceof Map<?, ?> map
        ? new LinkedHashMap<>((Map<String, Object>) map)
        : new LinkedHashMap<>();
  }

  private static void move(
      Map<String, Object> from, String name, Map<String, Object> to, String newName) {
    if (from.containsKey(name)) {
      Object value = from.remove(name);
      to.put(newName, value);
    }
  }
}
