package dev.trine.cli;

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

  /** A member that must be there. */
  String text(String name) {
    JsonNode member = json.path(name);
    if (!member.isString()) {
      throw new BadInput(place + ": \"" + name + "\" must be a string");
    }
    return member.stringValue();
  }

  /** What the line is called, a string or a number; without one it has no name. */
  String id() {
    return json.path("id").asString("");
  }
}
