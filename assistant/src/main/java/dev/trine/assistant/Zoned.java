package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which zone is to be watered and how long, where no more is said: "water the flower beds for ten
 * minutes", 菜地浇十分钟. What waters is an action that takes one of its words for a zone.
 */
final class Zoned {
  private static final Pattern WATERS =
      Words.pattern("^(?:please |{could you} |{please})*(?:water|irrigate|sprinkle)\\b|{waters}");

  private Zoned() {}

  /** {@return the plan; nothing where no single zone is said, nor how long by what has no zones} */
  static Optional<Clause> of(Found found) {
    String heard = found.heard().text();
    if (!WATERS.matcher(heard).find() || Words.anyOf("signs", "condition", heard)) {
      return Optional.empty();
    }
    List<Time> times =
        found.parts().stream()
            .flatMap(part -> part instanceof Part.Timed t ? Stream.of(t.time()) : Stream.empty())
            .toList();
    Optional<Mention> named =
        found.mentions().stream()
            .filter(Mention::isAThing)
            .filter(Zoned::runsForAWhile)
            .findFirst();
    return Only.of(
        named.map(Mention::things).orElse(found.varieties()).stream()
            .flatMap(thing ->
                thing.actions().keySet().stream()
                    .flatMap(action -> of(thing, action, named, heard, times).stream())));
  }

  private static Optional<Clause> of(
      Thing thing, String action, Optional<Mention> named, String heard, List<Time> times) {
    List<Field> fields = Field.of(thing, thing.action(action).orElseThrow());
    List<Argument.Named> input = new ArrayList<>();
    for (Field field : fields) {
      field.words().stream()
          .filter(zone -> isSaid(zone, heard))
          .map(zone -> new Argument.Named(field.name(), List.of(new Argument.Word(zone))))
          .forEach(input::add);
    }
    boolean hasNoZones = fields.stream().allMatch(field -> field.words().isEmpty());
    boolean isOfAZone = input.size() == 1 || hasNoZones && named.isPresent() && !times.isEmpty();
    int zones = input.size();
    fields.stream()
        .filter(field -> field.kind() == Field.Kind.LENGTH)
        .limit(times.size())
        .map(
            field -> new Argument.Named(field.name(), List.of(new Argument.When(times.getFirst()))))
        .forEach(input::add);
    Target target = Target.of(named, List.of());
    return isOfAZone && times.size() == input.size() - zones
        ? Optional.of(new Clause(Verb.DO, Optional.of(target), action, "").with(input))
        : Optional.empty();
  }

  /** {@return whether one of a plan's zones was said} */
  static boolean isOfAZone(Clause plan) {
    return plan.arguments().anyMatch(Argument.Word.class::isInstance);
  }

  /** "Water the raised beds" names no bed. */
  private static boolean runsForAWhile(Mention mention) {
    return mention.things().stream().anyMatch(thing -> !Field.timed(thing).isEmpty());
  }

  private static boolean isSaid(String zone, String heard) {
    return Vocabulary.phrases(zone).stream()
        .map(Hearing::name)
        .anyMatch(phrase -> Words.isSaid(phrase, heard));
  }
}
