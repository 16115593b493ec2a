package dev.trine.things;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Anything that can be read, set or called: a W3C Thing Description 1.1 with Trine's three members.
 *
 * @param types {@code @type}, possibly none, possibly words that Trine does not know
 * @param place id of the place where it stands ({@code trine:place})
 * @param properties by name, in the order of the file
 * @param actions by name, in the order of the file
 * @param state what the file states of its properties ({@code trine:state})
 */
public record Thing(
    String id,
    List<String> types,
    Names names,
    Optional<String> place,
    Map<String, Property> properties,
    Map<String, Action> actions,
    Map<String, JsonNode> state) {

  /** {@return the property of that name} */
  public Optional<Property> property(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  /** {@return the action of that name} */
  public Optional<Action> action(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  /** {@return whether no form says how it is reached, so that the embedded broker plays it} */
  public boolean simulated() {
    return properties.values().stream().allMatch(p -> p.forms().isEmpty())
        && actions.values().stream().allMatch(a -> a.forms().isEmpty());
  }
}
