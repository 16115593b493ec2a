package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a Thing offers what a clause asks, and what it offers instead: {@code instead.txt}. */
final class Instead {
  private static final Map<String, List<String>> TABLE = Tables.table("instead.txt");

  private static final String OFF = "off";

  private static final Set<String> SWITCHES = Set.of("start", "stop");

  private static final Set<String> RUNS = Set.of("start", "stop", "pause", "resume");

  private Instead() {}

  /** {@return whether the Thing offers the very property or action} */
  static boolean offers(Thing thing, Clause clause) {
    Optional<Property> property = thing.property(clause.name());
    return switch (clause.verb()) {
      case SET -> property.filter(p -> !p.readOnly()).isPresent();
      case DO -> thing.action(clause.name()).isPresent();
      default -> property.isPresent();
    };
  }

  /**
   * {@return the actions of a Thing, and those that its position stands in for: who speaks of a
   * window opens it, whether that is an action of it or not}
   */
  static Set<String> actions(Thing thing) {
    Set<String> actions = new LinkedHashSet<>(thing.actions().keySet());
    if (thing.property("position").filter(p -> !p.readOnly()).isPresent()) {
      actions.addAll(List.of("open", "close"));
    }
    return actions;
  }

  /**
   * {@return whether a Thing that cannot be turned on and off is: one that is started or stopped by
   * another name, or has a word "off"}
   */
  static boolean isSwitched(Thing thing) {
    return thing.property("on").isEmpty()
        && (isOnlyStarted(thing)
            || !Collections.disjoint(StandIns.of(thing).values(), SWITCHES)
            || off(thing).isPresent());
  }

  /** Whether a Thing is started, and all else that the model knows it to do is to rest. */
  private static boolean isOnlyStarted(Thing thing) {
    return thing.action("start").isPresent()
        && thing.actions().keySet().stream()
            .allMatch(action -> RUNS.contains(action) || !OwnWords.learnt(action));
  }

  /** {@return the clause as this Thing can follow it; nothing where it cannot} */
  static Optional<Clause> offered(Thing thing, Clause clause) {
    if (offers(thing, clause)) {
      return Optional.of(clause);
    }
    boolean endsIt = clause.name().equals("on") && clause.value().equals("false");
    return substitutes(clause)
        .flatMap(substitute ->
            offers(thing, substitute)
                ? Stream.of(substitute)
                : StandIns.of(thing, substitute.name())
                    .map(name -> substitute.with(name, substitute.value()))
                    .stream())
        .filter(substitute -> needsNothing(thing, substitute))
        .findFirst()
        .or(() ->
            off(thing)
                .filter(property -> endsIt)
                .map(property -> clause.with(property.name(), OFF)));
  }

  /** The one property of a Thing that can be set to a word for off. */
  private static Optional<Property> off(Thing thing) {
    return Only.of(
        thing.properties().values().stream()
            .filter(property -> !property.readOnly() && !OwnWords.learnt(property))
            .filter(property -> OwnWords.values(property).contains(OFF)));
  }

  private static Stream<Clause> substitutes(Clause clause) {
    String asked = clause.verb().word() + " " + clause.name();
    List<String> same = TABLE.getOrDefault((asked + " " + clause.value()).strip(), List.of());
    List<String> any = TABLE.getOrDefault(asked + " *", List.of());
    return Stream.concat(same.stream(), any.stream())
        .map(words -> clause.doing(words.replace("*", clause.value())));
  }

  /** Whether a clause is complete for a Thing: an action that takes nothing that must be said. */
  private static boolean needsNothing(Thing thing, Clause clause) {
    return clause.verb() != Verb.DO
        || thing
            .action(clause.name())
            .filter(action -> Field.of(thing, action).stream().noneMatch(Field::required))
            .isPresent();
  }
}
