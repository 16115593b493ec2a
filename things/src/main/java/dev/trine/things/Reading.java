package dev.trine.things;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * What a device last said of a property.
 *
 * @param at when it was heard
 * @param since when this value was first heard
 */
public record Reading(JsonNode value, Instant at, Instant since) {
  /** {@return how long ago it was heard} */
  public Duration age() {
    return Duration.between(at, Instant.now());
  }
}
