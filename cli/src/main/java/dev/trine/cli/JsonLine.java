package dev.trine.cli;

import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of a JSON Lines file.
 *
 * @param place the file and the number of the line, for messages
 */
record JsonLine(String place, JsonNode json) {

  /**
   * Reads a line.
   *
   * @throws BadInput if it is not a JSON object
   */
  static JsonLine of(String line, String place) {
    try {
      JsonNode json = JsonMapper.shared().readTree(line);
      if (json.isObject()) {
        return new JsonLine(place, json);
      }
    } catch (JacksonException e) {
      throw new BadInput(place + ": not JSON (" + e.getOriginalMessage() + ")");
    }
    throw new BadInput(place + ": not a JSON object; give one object a line");
  }

  /** Hands over each line of a file. */
  static void each(TextInput file, Consumer<JsonLine> reader) {
    file.lines((line, number) -> reader.accept(of(line, file.name() + " line " + number)));
  }

  /** What the line is called, a string or a number; without one it has no name. */
  String id() {
    return json.path("id").asString("");
  }

  /** A text that must be there. */
  String text(String name) {
    return textIfPresent(name)
        .orElseThrow(() -> new BadInput(place + ": \"" + name + "\" is missing"));
  }

  Optional<String> textIfPresent(String name) {
    return member(name)
        .map(value -> {
          if (!value.isString()) {
            throw new BadInput(place + ": \"" + name + "\" must be a string");
          }
          return value.stringValue();
        });
  }

  Optional<Boolean> flag(String name) {
    return member(name)
        .map(value -> {
          if (!value.isBoolean()) {
            throw new BadInput(place + ": \"" + name + "\" must be true or false");
          }
          return value.booleanValue();
        });
  }

  Optional<Double> number(String name) {
    return member(name)
        .map(value -> {
          if (!value.isNumber()) {
            throw new BadInput(place + ": \"" + name + "\" must be a number");
          }
          return value.doubleValue();
        });
  }

  private Optional<JsonNode> member(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }
}
