package dev.trine.assistant;

import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Thing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Which steps need leave, and which are never taken: {@code permission.txt}. */
final class Permission {
  private record Rule(List<String> kinds, List<String> what) {}

  private static final String FILE = "permission.txt";
  private static final Map<String, List<Rule>> RULES = rules();

  private Permission() {}

  /** {@return whether the step waits for a yes} */
  static boolean asks(Step step, Optional<JsonNode> state) {
    return holds("ask", step, state);
  }

  /** {@return whether the step is never taken} */
  static boolean never(Step step) {
    return holds("never", step, Optional.empty());
  }

  /** {@return whether "everything" leaves this Thing alone} */
  static boolean spared(Thing thing) {
    return RULES.getOrDefault("spared", List.of()).stream().anyMatch(rule -> isOne(thing, rule));
  }

  private static boolean holds(String section, Step step, Optional<JsonNode> state) {
    return step.op() != Op.READ
        && RULES.getOrDefault(section, List.of()).stream()
            .filter(rule -> isOne(step.thing(), rule))
            .flatMap(rule -> rule.what().stream())
            .anyMatch(what -> is(step, what.split(" "), state));
  }

  private static boolean is(Step step, String[] what, Optional<JsonNode> state) {
    if (!what[0].equals(step.op() == Op.WRITE ? "set" : "do") || !what[1].equals(step.name())) {
      return false;
    }
    if (what.length == 2 || step.value().isEmpty()) {
      return true;
    }
    JsonNode value = step.value().get();
    return what[2].equals("+")
        ? value.doubleValue(0) > state.map(s -> s.doubleValue(0)).orElse(0.0)
        : value.asString("").equals(what[2]);
  }

  private static boolean isOne(Thing thing, Rule rule) {
    return rule.kinds().stream().anyMatch(kind -> isOne(thing, kind));
  }

  private static boolean isOne(Thing thing, String kind) {
    int tilde = kind.indexOf('~');
    if (tilde >= 0) {
      String word = kind.substring(tilde + 1);
      return isOne(thing, kind.substring(0, tilde))
          && Hearing.names(thing.names()).anyMatch(name -> name.contains(word));
    }
    return kind.endsWith("*")
        ? kind.length() == 1 || thing.types().stream().anyMatch(t -> beginsAs(t, kind))
        : thing.types().contains(kind) || Words.standsFor(thing, kind);
  }

  private static boolean beginsAs(String type, String kind) {
    return type.startsWith(kind.substring(0, kind.length() - 1));
  }

  private static Map<String, List<Rule>> rules() {
    Map<String, List<Rule>> rules = new LinkedHashMap<>();
    Tables.sections(FILE)
        .forEach((section, lines) -> rules.put(section, rules(Tables.table(FILE, lines))));
    return rules;
  }

  private static List<Rule> rules(Map<String, List<String>> table) {
    return table.entrySet().stream()
        .map(row -> new Rule(List.of(row.getKey().split(" *, *")), row.getValue()))
        .toList();
  }
}
