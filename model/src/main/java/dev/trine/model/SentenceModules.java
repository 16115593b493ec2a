package dev.trine.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What Sentence Transformers write beside a model: how tokens' vectors become a text's. */
final class SentenceModules {
  private static final String MODE = "pooling_mode_";

  private SentenceModules() {}

  /** The settings {@code pooling} and {@code normalized}, if the folder has modules. */
  static Map<String, Object> of(Path folder) {
    Path file = folder.resolve("modules.json");
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("normalized", false);
    for (JsonNode module : Json.list(file)) {
      String type = module.path("type").asString("");
      String kind = type.substring(type.lastIndexOf('.') + 1);
      switch (kind) {
        case "Transformer" -> {}
        case "Pooling" ->
            settings.put(
                "pooling", pooling(folder.resolve(module.path("path").asString("1_Pooling"))));
        case "Normalize" -> settings.put("normalized", true);
        default ->
            throw new ModelException(
                "%s: the module %s is not known; known are Transformer, Pooling and Normalize"
                    .formatted(file, type.replaceAll("\\p{Cntrl}", "?")));
      }
    }
    return settings;
  }

  private static String pooling(Path folder) {
    Path file = folder.resolve("config.json");
    JsonNode config = Json.read(file);
    String chosen = "";
    for (Map.Entry<String, JsonNode> setting : config.properties()) {
      if (setting.getKey().startsWith(MODE) && setting.getValue().asBoolean(false)) {
        if (!chosen.isEmpty()) {
          throw new ModelException(file + ": has two ways of pooling; one can be used");
        }
        chosen = setting.getKey().substring(MODE.length());
      }
    }
    return chosen;
  }
}
