package dev.trine.things;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  /** Of the id alone: hundreds of Things are looked up by the thousand. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof Thing thing && id.equals(thing.id) && same(thing);
  }

  private boolean same(Thing other) {
    return types.equals(other.types)
        && names.equals(other.names)
        && place.equals(other.place)
        && properties.equals(other.properties)
        && actions.equals(other.actions)
        && state.equals(other.state);
  }
}
