package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Words of Thing Descriptions that stand for what the model has learnt by another name ({@code
 * stand-ins.txt}): a dishwasher that can "begin" is started, and the one temperature that can be
 * set of an oven is its target temperature, whatever its name.
 */
final class StandIns {
  private static final Set<String> DEGREES = Set.of("celsius", "fahrenheit");
  private static final Map<String, List<String>> TABLE = Tables.table("stand-ins.txt");

  private StandIns() {}

  /** {@return the learnt words by the words of a Thing that stand for them} */
  static Map<String, String> of(Thing thing) {
    Map<String, String> standIns = new HashMap<>();
    Map<String, String> words = new HashMap<>();
    TABLE.forEach((learnt, names) -> {
      Predicate<String> isOne =
          name -> {
            String word = words.computeIfAbsent(name, Vocabulary::kebab);
            return names.stream().anyMatch(it -> matches(it, word));
          };
      boolean isProperty = OwnWords.isProperty(learnt);
      add(
          standIns,
          thing,
          learnt,
          (isProperty ? settable(thing, learnt) : actions(thing)).filter(isOne));
    });
    add(standIns, thing, "target-temperature", temperatures(thing, false));
    add(standIns, thing, "temperature", temperatures(thing, true));
    return standIns;
  }

  /** {@return what stands for a learnt word with a Thing} */
  static Optional<String> of(Thing thing, String learnt) {
    return of(thing).entrySet().stream()
        .filter(entry -> entry.getValue().equals(learnt))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** {@return whether a word of a Thing stands for whether it is on: a fireplace is lit} */
  static boolean isTheSwitch(Thing thing, String name) {
    return "on".equals(of(thing).get(name));
  }

  private static void add(
      Map<String, String> standIns, Thing thing, String learnt, Stream<String> names) {
    if (thing.property(learnt).isEmpty() && thing.action(learnt).isEmpty()) {
      List<String> owners = names.toList();
      if (owners.size() == 1) {
        standIns.putIfAbsent(owners.getFirst(), learnt);
      }
    }
  }

  private static Stream<String> actions(Thing thing) {
    return thing.actions().keySet().stream().filter(name -> !OwnWords.learnt(name));
  }

  private static Stream<String> settable(Thing thing, String learnt) {
    return thing.properties().values().stream()
        .filter(property -> !property.readOnly() && !OwnWords.learnt(property.name()))
        .filter(property ->
            learnt.equals("on")
                ? property.schema() instanceof ValueSchema.Bool
                : Values.isSettableNumber(property))
        .map(Property::name);
  }

  private static Stream<String> temperatures(Thing thing, boolean readOnly) {
    return thing.properties().values().stream()
        .filter(property -> property.readOnly() == readOnly)
        .filter(property -> !OwnWords.learnt(property.name()))
        .filter(property -> DEGREES.contains(Units.of(property)))
        .map(Property::name);
  }

  private static boolean matches(String pattern, String word) {
    return pattern.endsWith("*")
        ? word.startsWith(pattern.substring(0, pattern.length() - 1))
        : word.equals(pattern);
  }
}
