package dev.trine.things;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What became of a write or an action, as read back from the device.
 *
 * @param before the property's value, or for an action an object of what it changed
 * @param after likewise, as read back
 * @param was every property that changed, with the value that undo must restore
 * @param error present exactly where the status is failed
 */
public record Confirmation(
    Status status,
    Optional<JsonNode> before,
    Optional<JsonNode> after,
    Map<String, JsonNode> was,
    Optional<String> error) {
  /** How sure it is. */
  public enum Status {
    /** Read back from the device. */
    CONFIRMED,
    /** The device took it, but nothing of it can be read back. */
    SENT,
    /** The device did not do it, or did not answer in time. */
    FAILED;

    /** {@return the word of the outcome: confirmed, sent or failed} */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Confirmation failed(Optional<JsonNode> before, Optional<JsonNode> after, String error) {
    return new Confirmation(
        Status.FAILED, before, after, Map.of(), Optional.of(ThingException.oneLine(error)));
  }
}
