package dev.trine.assistant;

import dev.trine.assistant.Upshot.Refusal;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was asked of a Thing that is none of the words it knows: the fifth input where there are
 * three, a mode that it has not.
 */
final class OutOfSet {
  /** The words that a Thing numbers: HDMI 1, hdmi-2. */
  private static final Pattern NUMBERED = Pattern.compile("(\\p{L}{2,}) ?(\\d{1,2})");

  private static final Pattern MODE =
      Words.pattern("{changes to}了?([^,\\d]{1,4}模式)|\\bto ([a-z]+ mode)\\b");

  private OutOfSet() {}

  /** {@return why a sentence cannot be followed, if such a word is set in it by doubtful acts} */
  static Optional<Refusal> of(Found found, List<Clause> clauses) {
    String heard = found.heard().text();
    for (Clause clause : clauses) {
      List<Thing> things = clause.things().toList();
      for (Thing thing : things) {
        for (Property property : thing.properties().values()) {
          Optional<String> said =
              property.readOnly() ? Optional.empty() : other(property, heard, clause);
          if (said.isPresent()) {
            return Optional.of(new Refusal.OutOfRange(thing, property, said.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> other(Property property, String heard, Clause clause) {
    if (!(property.schema() instanceof ValueSchema.Text text) || text.values().isEmpty()) {
      return Optional.empty();
    }
    List<String> values = text.values().stream().map(Hearing::name).toList();
    for (String value : values) {
      Matcher numbered = NUMBERED.matcher(value.replace('-', ' '));
      if (numbered.matches()) {
        Matcher said = Pattern.compile(numbered.group(1) + " ?(\\d{1,2})(?!\\d)").matcher(heard);
        if (said.find()
            && values.stream()
                .noneMatch(
                    v -> v.replaceAll("[ -]", "").equals(numbered.group(1) + said.group(1)))) {
          return Optional.of(said.group());
        }
      }
    }
    Matcher mode = MODE.matcher(heard);
    return property.name().equals("mode") && clause.name().equals("mode") && mode.find()
        ? Optional.of(mode.group(1) == null ? mode.group(2) : mode.group(1))
        : Optional.empty();
  }
}
