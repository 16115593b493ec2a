package dev.trine.things;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * What actions and writes do to the state of the Things that Trine knows by itself: {@code
 * vocabulary.json}.
 */
final class Vocabulary {
  private static final JsonNode RULES = load();

  private Vocabulary() {}

  /** {@return the effects of an action; none where the vocabulary does not know it} */
  static JsonNode ofAction(String name) {
    return RULES.get("actions").path(name);
  }

  /** {@return what else changes when a property is written} */
  static JsonNode ofWrite(String property) {
    return RULES.get("writes").path(property);
  }

  private static JsonNode load() {
    try (InputStream file = Vocabulary.class.getResourceAsStream("vocabulary.json")) {
      return HouseholdReader.JSON.readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
