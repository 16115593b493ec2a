package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What Sentence Transformers write beside a model: how tokens' vectors become a text's.
 *
 * @param settings {@code pooling} and {@code normalized}, if the folder has modules
 * @param tensors of the linear layers behind the pooling, {@code dense.0.linear.weight} and so on
 */
record SentenceModules(Map<String, Object> settings, Map<String, Tensor> tensors) {
  private static final String MODE = "pooling_mode_";

  static SentenceModules of(Path folder, Arena mapping) {
    SentenceModules modules = new SentenceModules(new LinkedHashMap<>(), new LinkedHashMap<>());
    Path file = folder.resolve("modules.json");
    if (Files.exists(file)) {
      modules.settings.put("normalized", false);
      int dense = 0;
      for (JsonNode module : Json.list(file)) {
        String type = module.path("type").asString("");
        String kind = type.substring(type.lastIndexOf('.') + 1);
        Path its = folder.resolve(module.path("path").asString("1_Pooling"));
        switch (kind) {
          case "Transformer" -> {}
          case "Pooling" -> modules.settings.put("pooling", pooling(its));
          case "Dense" -> modules.addDense(dense++, its, mapping);
          case "Normalize" -> modules.settings.put("normalized", true);
          default ->
              throw new ModelException(
                  "%s: the module %s is not known; known are Transformer, Pooling, Dense and Normalize"
                      .formatted(file, type.replaceAll("\\p{Cntrl}", "?")));
        }
      }
    }
    return modules;
  }

  private void addDense(int number, Path folder, Arena mapping) {
    Path file = folder.resolve("config.json");
    String activation = Json.read(file).path("activation_function").asString("");
    String bend = activation.substring(activation.lastIndexOf('.') + 1);
    if (!bend.equals("Identity") && !bend.equals("Tanh")) {
      throw new ModelException(
          "%s: activation_function is %s; known are Identity and Tanh"
              .formatted(file, activation.replaceAll("\\p{Cntrl}", "?")));
    }
    settings.put("dense_tanh_" + number, bend.equals("Tanh"));
    SafeTensors.openFolder(folder, mapping)
        .forEach((name, tensor) -> tensors.put("dense." + number + "." + name, tensor));
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
