package dev.trine.model;

import static org.assertj.core.api.Assertions.fail;

import dev.trine.model.Weights.Naming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checkpoints and numbers that others made, read here by the shortest way. */
final class References {
  private static final JsonMapper JSON = new JsonMapper();

  private References() {}

  static Path file(String name) {
    Path path = Path.of(System.getProperty("trine.shared", "../shared"), "data").resolve(name);
    if (!Files.exists(path)) {
      if ("true".equals(System.getenv("CI"))) {
        fail("the reference " + path + " is missing");
      }
      Assumptions.abort("the reference " + path + " is not on this machine");
    }
    return path;
  }

  static JsonNode json(String name) {
    return JSON.readTree(file(name).toFile());
  }

  static int[] ints(JsonNode array) {
    return JSON.convertValue(array, int[].class);
  }

  static double[] doubles(JsonNode array) {
    return JSON.convertValue(array, double[].class);
  }

  /** A tiny random checkpoint of hf-tiny-archs. */
  static Weights tiny(String name) {
    Map<String, Object> config =
        name.equals("tiny_gpt2")
            ? gpt2()
            : JSON.readValue(
                file("hf-tiny-archs/" + name + "_config.json").toFile(), new TypeReference<>() {});
    return new Weights(
        name,
        Naming.HUGGING_FACE,
        config,
        SafeTensors.open(file("hf-tiny-archs/" + name + ".safetensors")));
  }

  /** It came without a config.json; its logits name the sizes. */
  private static Map<String, Object> gpt2() {
    JsonNode sizes = json("hf-tiny-archs/tiny_gpt2_logits.json").path("config");
    Map<String, Object> config = JSON.convertValue(sizes, new TypeReference<>() {});
    config.put("model_type", "gpt2");
    return config;
  }
}
