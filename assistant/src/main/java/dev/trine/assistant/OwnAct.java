package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.List;
import java.util.Optional;

/** What is done with a Thing by only saying one of its own words: brew, with foam, on cotton. */
final class OwnAct {
  private OwnAct() {}

  /** {@return the act that a word is; nothing where it could be several, or needs more} */
  static Optional<Clause> of(String word, Target target) {
    List<Thing> things = target.thing().map(Mention::things).orElse(List.of());
    if (things.isEmpty()) {
      return Optional.empty();
    }
    Thing one = things.getFirst();
    Optional<String> action =
        one.actions().values().stream()
            .filter(it -> Field.of(one, it).isEmpty())
            .map(Action::name)
            .filter(name -> word.equals(name) || word.equals(name + "ing"))
            .findFirst();
    if (action.isPresent()) {
      return Optional.of(new Clause(Verb.DO, Optional.of(target), action.get(), ""));
    }
    Optional<Property> property = one.property(word);
    if (property.isPresent()) {
      return property
          .filter(it -> !it.readOnly() && it.schema() instanceof ValueSchema.Bool)
          .map(it -> new Clause(Verb.SET, Optional.of(target), word, "true"));
    }
    List<Property> taking =
        one.properties().values().stream()
            .filter(it -> !it.readOnly() && OwnWords.values(it).contains(word))
            .toList();
    return taking.size() == 1
        ? Optional.of(new Clause(Verb.SET, Optional.of(target), taking.getFirst().name(), word))
        : Optional.empty();
  }
}
