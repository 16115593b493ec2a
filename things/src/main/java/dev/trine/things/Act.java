package dev.trine.things;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What was done to a Thing, as the journal keeps it.
 *
 * @param op {@code writeproperty} or {@code invokeaction}
 * @param was the properties that it changed, each with the value before
 */
public record Act(
    String thing, String op, String name, JsonNode value, Map<String, JsonNode> was) {}
