package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Things offer: properties, actions, and what these take. */
final class Offers {
  private Offers() {}

  /** {@return the names of properties and actions of a Thing, and of what its actions take} */
  static Set<String> words(Thing thing) {
    Set<String> words = new HashSet<>(thing.properties().keySet());
    for (Action action : thing.actions().values()) {
      words.add(action.name());
      Field.of(thing, action).forEach(field -> words.add(field.name()));
    }
    return words;
  }

  /** {@return the fields that an action takes: of what is named, or else of any Thing} */
  static List<Field> fields(Optional<Mention> named, String action, List<Thing> varieties) {
    return named
        .map(mention -> fields(mention, action))
        .orElseGet(() ->
            varieties.stream()
                .flatMap(t -> t.action(action).stream().flatMap(a -> Field.of(t, a).stream()))
                .toList());
  }

  /** {@return whether a Thing has a property or an action of that name} */
  static boolean has(Thing thing, String word) {
    return thing.property(word).isPresent() || thing.action(word).isPresent();
  }

  /**
   * {@return whether a word names a property, an action or a value of a Thing, or says an input}
   */
  static boolean knows(Thing thing, String word) {
    return has(thing, word)
        || thing.properties().values().stream()
            .anyMatch(property -> OwnWords.values(property).contains(word))
        || thing.actions().values().stream()
            .flatMap(action -> Field.of(thing, action).stream())
            .anyMatch(field -> field.words().contains(word));
  }

  /** {@return whether a Thing has a property of that name that can only be read} */
  static boolean measures(Thing thing, String name) {
    return thing.property(name).filter(Property::readOnly).isPresent();
  }

  /** {@return the fields that an action of the Things takes, or one of a service} */
  static List<Field> fields(Mention mention, String action) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Thing thing : mention.things()) {
      thing
          .action(action)
          .ifPresent(known ->
              Field.of(thing, known).forEach(field -> fields.putIfAbsent(field.name(), field)));
    }
    Services.actions(Services.word(mention))
        .getOrDefault(action, List.of())
        .forEach(field -> fields.putIfAbsent(field.name(), field));
    return new ArrayList<>(fields.values());
  }
}
