package dev.trine.model;

import dev.trine.model.Adapter.LowRank;
import dev.trine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads low-rank adapters: the folder or the safetensors file that PEFT writes, with its {@code
 * adapter_config.json}, and the GGUF file of llama.cpp.
 */
public final class AdapterFile {
  private static final Pattern PEFT =
      Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_([AB])(?:\\.default)?\\.weight");
  private static final Pattern GGUF = Pattern.compile("(.+)\\.weight\\.lora_([ab])");

  private static final Map<String, String> HUGGING_FACE =
      Map.of(
          "attn_q", "self_attn.q_proj",
          "attn_k", "self_attn.k_proj",
          "attn_v", "self_attn.v_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_gate", "mlp.gate_proj",
          "ffn_up", "mlp.up_proj",
          "ffn_down", "mlp.down_proj",
          "output", "lm_head");

  private AdapterFile() {}

  /**
   * Reads an adapter.
   *
   * @param scale is multiplied with the adapter's own; 1 leaves that
   * @throws ModelException if the file is none, damaged, or asks for what is not done here
   */
  public static Adapter read(Path path, float scale) {
    if (!Files.exists(path)) {
      throw new ModelException(path + ": no such file; check the path");
    }
    return path.toString().endsWith(".gguf") ? ofGguf(path, scale) : ofPeft(path, scale);
  }

  private static Adapter ofGguf(Path path, float scale) {
    Gguf gguf = Gguf.open(path);
    if (!gguf.string("adapter.type").orElse("").equals("lora")) {
      throw new ModelException(
          path + ": metadata 'adapter.type' is not lora; give a LoRA adapter, not a model");
    }
    double alpha =
        gguf.number("adapter.lora.alpha")
            .orElseThrow(() ->
                new ModelException(
                    path
                        + ": metadata 'adapter.lora.alpha' is missing; convert the adapter again"));
    Map<String, Tensor> tensors = new TreeMap<>();
    for (String name : gguf.tensors().keySet()) {
      tensors.put(name, gguf.tensor(name).orElseThrow());
    }
    return adapter(path, tensors, GGUF, rank -> (float) (scale * alpha / rank));
  }

  private static Adapter ofPeft(Path path, float scale) {
    Path file = Files.isDirectory(path) ? path.resolve("adapter_model.safetensors") : path;
    String name = String.valueOf(file.getFileName());
    Path own = file.resolveSibling(name.replaceFirst("\\.safetensors$", "_config.json"));
    JsonNode config =
        Json.read(Files.exists(own) ? own : file.resolveSibling("adapter_config.json"));
    refuse(path, config, "use_dora", "DoRA");
    refuse(path, config, "fan_in_fan_out", "a transposed weight");
    for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
      if (!config.path(pattern).isEmpty()) {
        throw new ModelException(path + ": '" + pattern + "' is not known; train with one rank");
      }
    }
    if (!config.path("bias").asString("none").equals("none")) {
      throw new ModelException(path + ": it changes biases, which is not known; train without");
    }
    double alpha = config.path("lora_alpha").asDouble(0);
    if (!(alpha > 0)) {
      throw new ModelException(
          path + ": 'lora_alpha' is no number above 0; see adapter_config.json");
    }
    boolean root = config.path("use_rslora").asBoolean(false);
    return adapter(
        path,
        SafeTensors.open(file),
        PEFT,
        rank -> (float) (scale * alpha / (root ? Math.sqrt(rank) : rank)));
  }

  private static void refuse(Path path, JsonNode config, String flag, String what) {
    if (config.path(flag).asBoolean(false)) {
      throw new ModelException(
          path + ": it is made for " + what + ", which is not known; choose another");
    }
  }

  @FunctionalInterface
  private interface Scale {
    float of(int rank);
  }

  private static Adapter adapter(
      Path path, Map<String, Tensor> tensors, Pattern naming, Scale scale) {
    Map<String, Tensor> a = new TreeMap<>();
    Map<String, Tensor> b = new HashMap<>();
    tensors.forEach((name, tensor) -> {
      Matcher parts = naming.matcher(name);
      if (!parts.matches() || tensor.shape().length != 2) {
        throw new ModelException(
            path
                + ": tensor "
                + name
                + " is no part of a linear layer's low-rank change; give a LoRA");
      }
      String layer = naming == GGUF ? huggingFace(parts.group(1)) : parts.group(1);
      (parts.group(2).equalsIgnoreCase("a") ? a : b).put(layer, tensor);
    });
    Set<String> halves = new TreeSet<>(a.keySet());
    halves.addAll(b.keySet());
    halves.removeIf(layer -> a.containsKey(layer) && b.containsKey(layer));
    if (a.isEmpty() || !halves.isEmpty()) {
      throw new ModelException(
          "%s: %s lacks one of the two factors of its change; get the file again"
              .formatted(path, halves.isEmpty() ? "every layer" : halves.iterator().next()));
    }
    Map<String, LowRank> changes = new HashMap<>();
    a.forEach((layer, first) -> {
      Tensor second = b.get(layer);
      if (second != null) {
        changes.put(layer, new LowRank(first, second, scale.of(first.rows())));
      }
    });
    return new Adapter(changes);
  }

  /** The name of a layer in a Hugging Face checkpoint. */
  private static String huggingFace(String gguf) {
    String[] parts = gguf.split("\\.", -1);
    String name = HUGGING_FACE.get(parts[parts.length - 1]);
    if (name == null) {
      return gguf;
    }
    return parts.length == 3 ? "model.layers." + parts[1] + "." + name : name;
  }
}
