package dev.trine.model;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/**
 * What transformers takes settings for that a config.json leaves out ({@code defaults.json}, which
 * {@code transformers_defaults.py} beside the tests writes).
 */
final class Defaults {
  private static final Map<String, Map<String, Object>> BY_TYPE =
      Json.MAPPER.readValue(
          String.join("", Resources.lines("defaults.json")), new TypeReference<>() {});

  private Defaults() {}

  /** A setting of models of this type. */
  static Optional<Object> of(String type, String setting) {
    return Optional.ofNullable(BY_TYPE.getOrDefault(type, Map.of()).get(setting));
  }
}
