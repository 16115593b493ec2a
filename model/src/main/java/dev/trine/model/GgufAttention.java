package dev.trine.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a GGUF file says of attention: heads, windows, latents, and which layers have which. */
final class GgufAttention {
  /** Which layer sees all, where the others have a window. */
  private static final Map<String, Integer> FULL_EACH =
      Map.ofEntries(
          Map.entry("gemma2", 2),
          Map.entry("gemma3", 6),
          Map.entry("gemma-embedding", 6),
          Map.entry("exaone4", 4),
          Map.entry("cohere2", 4),
          Map.entry("olmo2", 4),
          Map.entry("gpt-oss", 2));

  private final Checkpoint checkpoint;
  private final GgufMetadata metadata;
  private final GgufRope rope;

  GgufAttention(Checkpoint checkpoint, GgufMetadata metadata, GgufRope rope) {
    this.checkpoint = checkpoint;
    this.metadata = metadata;
    this.rope = rope;
  }

  /** Writes the heads of an opened model, layer by layer; a recurrent one has none. */
  void write(List<Attention> layers) {
    metadata.putOnce("block_count", layers.size());
    Optional<Attention> attends = layers.stream().filter(it -> it.heads() > 0).findFirst();
    if (attends.isEmpty()) {
      return;
    }
    metadata.putOnce("attention.head_count", attends.get().heads());
    int[] each = layers.stream().mapToInt(Attention::kvHeads).toArray();
    boolean period = metadata.has("full_attention_interval"); // tells which attend
    if (period || Arrays.stream(each).distinct().count() == 1) {
      metadata.put("attention.head_count_kv", attends.get().kvHeads());
    } else {
      metadata.put("attention.head_count_kv", each);
    }
    int headDim = attends.get().valueDim();
    metadata.put("attention.key_length", headDim);
    metadata.put("attention.value_length", headDim);
    if (Set.of("gpt2", "starcoder", "bloom", "mpt").contains(metadata.architecture())) {
      return; // they turn nothing
    }
    if (metadata.architecture().startsWith("qwen35")) {
      sections(Rope.turned(checkpoint, headDim));
    }
    slidingWindow();
    rope.write(headDim);
    checkpoint
        .positive("rope_parameters.sliding_attention.rope_theta")
        .or(() -> checkpoint.positive("rope_local_base_freq"))
        .ifPresent(n -> metadata.put(checkpoint.names().setting("rope_local_base_freq"), n));
  }

  /**
   * Writes the sizes of latents, which the cache keeps: one head of keys, of which the first
   * numbers are the values.
   */
  void writeLatent() {
    int rank = checkpoint.count("kv_lora_rank");
    int turned = checkpoint.count("qk_rope_head_dim");
    checkpoint
        .countIfPresent("q_lora_rank")
        .ifPresent(queries -> metadata.put("attention.q_lora_rank", queries));
    metadata.put("attention.kv_lora_rank", rank);
    metadata.put("attention.head_count_kv", 1);
    metadata.put("attention.key_length", rank + turned);
    metadata.put("attention.value_length", rank);
    metadata.put("attention.key_length_mla", checkpoint.count("qk_nope_head_dim") + turned);
    metadata.put("attention.value_length_mla", checkpoint.count("v_head_dim"));
  }

  private void slidingWindow() {
    boolean slides =
        !metadata.architecture().startsWith("qwen") && !checkpoint.architecture().equals("llama");
    checkpoint
        .number("sliding_window")
        .filter(window -> slides && window > 0)
        .ifPresent(window -> metadata.put("attention.sliding_window", window.intValue()));
    if (checkpoint.flag("use_sliding_window", false)) {
      throw checkpoint.notInGguf("use_sliding_window is true");
    }
  }

  /** How the turned pairs are parted among time, height and width; in a text all are the same. */
  private void sections(int turned) {
    List<Double> stated = checkpoint.numbers("rope_parameters.mrope_section").toList();
    int[] sections = turned < 64 ? new int[] {turned / 2, 0, 0, 0} : new int[] {11, 11, 10, 0};
    for (int i = 0; i < Math.min(stated.size(), sections.length); i++) {
      sections[i] = stated.get(i).intValue();
    }
    metadata.put("rope.dimension_sections", sections);
  }

  /** Readers know by themselves which layers slide or do not turn: others are refused. */
  void refuseOtherLayers() {
    if (FULL_EACH.containsKey(metadata.architecture())) {
      int each = FULL_EACH.get(metadata.architecture());
      List<String> types = checkpoint.texts("layer_types");
      for (int layer = 0; layer < types.size(); layer++) {
        boolean slides = (layer + 1) % each != 0;
        if (types.get(layer).equals("sliding_attention") != slides) {
          throw checkpoint.notInGguf(
              "layer_types does not slide in all but each layer number %d".formatted(each));
        }
      }
    } else if (metadata.architecture().equals("smollm3")) {
      List<Double> turns = checkpoint.numbers("no_rope_layers").toList();
      for (int layer = 0; layer < turns.size(); layer++) {
        if (turns.get(layer) != 0 != ((layer + 1) % 4 != 0)) {
          throw checkpoint.notInGguf("no_rope_layers is not each fourth");
        }
      }
    }
  }
}
