package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a Thing offers what a clause asks, and what it offers instead: {@code instead.txt}. */
final class Instead {
  private static final Map<String, List<String>> TABLE = table();

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

  /** {@return the clause as this Thing can follow it; nothing where it cannot} */
  static Optional<Clause> offered(Thing thing, Clause clause) {
    if (offers(thing, clause)) {
      return Optional.of(clause);
    }
    return substitutes(clause)
        .filter(substitute -> offers(thing, substitute) && needsNothing(thing, substitute))
        .findFirst();
  }

  private static Stream<Clause> substitutes(Clause clause) {
    String asked = clause.verb().word() + " " + clause.name();
    List<String> same = TABLE.getOrDefault((asked + " " + clause.value()).strip(), List.of());
    List<String> any = TABLE.getOrDefault(asked + " *", List.of());
    return Stream.concat(same.stream(), any.stream())
        .map(words -> words.split(" "))
        .map(words ->
            new Clause(
                clause.timing(),
                Verb.valueOf(words[0].toUpperCase(Locale.ROOT)),
                clause.target(),
                words[1],
                words.length < 3 ? "" : words[2].replace("*", clause.value()),
                List.of()));
  }

  /** Whether a clause is complete for a Thing: an action that takes nothing that must be said. */
  private static boolean needsNothing(Thing thing, Clause clause) {
    return clause.verb() != Verb.DO
        || thing
            .action(clause.name())
            .filter(action -> Field.of(thing, action).stream().noneMatch(Field::required))
            .isPresent();
  }

  private static Map<String, List<String>> table() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String line : Lexicon.lines("instead.txt")) {
      int equals = line.indexOf('=');
      List<String> substitutes = new ArrayList<>();
      for (String substitute : line.substring(equals + 1).split(",")) {
        substitutes.add(substitute.strip());
      }
      table.put(line.substring(0, equals).strip(), substitutes);
    }
    return table;
  }
}
