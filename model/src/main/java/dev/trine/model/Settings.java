package dev.trine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that change what a model computes, as {@code settings.txt} lists them: one that an
 * architecture did not ask for must have a value that changes nothing.
 */
final class Settings {
  private static final Map<String, List<String>> NEUTRAL = read();

  private Settings() {}

  private static Map<String, List<String>> read() {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    for (String line : Resources.lines("settings.txt")) {
      List<String> words = List.of(line.strip().split("\\s+"));
      settings.put(words.getFirst(), words.subList(1, words.size()));
    }
    return settings;
  }

  static void requireAsked(Hyperparameters model, Map<String, Object> config, Set<String> asked) {
    String prefix = model.gguf() ? model.architecture() + "." : "";
    NEUTRAL.forEach((setting, neutral) -> {
      String key = prefix + setting;
      Optional<Object> value = Optional.ofNullable(config.get(key));
      if (value.isPresent() && !asked.contains(key) && !isNeutral(value.get(), neutral)) {
        throw model.error(
            "%s is %s, which is not known for the architecture \"%s\" and would change its numbers"
                    .formatted(key, brief(value.get()), model.architecture())
                + "; take a version of the model without it");
      }
    });
  }

  private static boolean isNeutral(Object value, List<String> neutral) {
    if (value instanceof Number number) {
      return neutral.stream()
          .filter(it -> it.matches("-?[0-9.]+"))
          .anyMatch(it -> Double.parseDouble(it) == number.doubleValue());
    }
    return value instanceof Boolean flag && !flag
        || value instanceof List<?> list && list.isEmpty()
        || neutral.contains(value.toString());
  }

  private static String brief(Object value) {
    String text = value.toString().replaceAll("\\R", " ");
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
