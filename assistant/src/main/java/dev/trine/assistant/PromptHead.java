package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Writes the lines of a prompt that tell the model what Things offer. */
final class PromptHead {
  private final UnaryOperator<String> shown;
  private final Predicate<String> said;
  private final boolean standsIn;

  /**
   * @param shown shows a word of a Thing Description
   * @param said whether it was said
   * @param standsIn whether what is started is also turned on
   */
  PromptHead(UnaryOperator<String> shown, Predicate<String> said, boolean standsIn) {
    this.shown = shown;
    this.said = said;
    this.standsIn = standsIn;
  }

  /** {@return the line that tells the model what a mark stands for; empty for a place} */
  String describe(char mark, Mention mention) {
    if (mention.absent()) {
      return mark + " none\n";
    }
    if (mention.isPlace()) {
      return "";
    }
    Set<String> types = new LinkedHashSet<>();
    mention
        .things()
        .forEach(thing -> thing.types().forEach(type -> types.add(Vocabulary.kebab(type))));
    StringBuilder line = new StringBuilder().append(mark);
    types.stream().limit(3).forEach(type -> line.append(' ').append(type));
    return line + offers(mention.things());
  }

  /** {@return the line that tells the model what may be meant where no Thing is named} */
  String describe(List<Thing> unnamed) {
    return unnamed.isEmpty() ? "" : "*" + offers(unnamed);
  }

  private String offers(List<Thing> things) {
    Set<String> writable = new LinkedHashSet<>();
    Set<String> actions = new LinkedHashSet<>();
    Set<String> readable = new LinkedHashSet<>();
    for (Thing thing : things) {
      if (standsIn && Instead.isSwitched(thing)) {
        writable.add("on");
      }
      for (Property property : thing.properties().values()) {
        (property.readOnly() ? readable : writable).add(offer(property));
      }
      Instead.actions(thing).forEach(action -> actions.add(offer(thing, action)));
    }
    StringBuilder line = new StringBuilder(" :");
    writable.forEach(name -> line.append(' ').append(name));
    if (!actions.isEmpty()) {
      line.append(" !");
      actions.forEach(name -> line.append(' ').append(name));
    }
    if (!readable.isEmpty()) {
      line.append(" ?");
      readable.forEach(name -> line.append(' ').append(name));
    }
    return line.append('\n').toString();
  }

  /** A property that the model has not learnt is shown with what it can be. */
  private String offer(Property property) {
    String name = shown.apply(property.name());
    if (OwnWords.isProperty(name) && !name.equals(property.name())) {
      return name;
    }
    List<String> states = OwnWords.values(property);
    String range =
        switch (property.schema()) {
          case ValueSchema.Text text when !text.values().isEmpty() -> "=" + choice(text.values());
          case ValueSchema _ when states.stream().anyMatch(said) -> "=" + choice(states);
          case ValueSchema _ when OwnWords.learnt(property) -> "";
          case ValueSchema.Bool _ -> "=" + choice(List.of("true", "false"));
          case ValueSchema.Text _ -> "~text";
          default -> unit(property);
        };
    return name + range;
  }

  private static String unit(Property property) {
    String unit = Units.of(property);
    return unit.isEmpty() ? "" : "~" + Hearing.normal(unit).replace(' ', '-');
  }

  private String choice(List<String> words) {
    return String.join("|", words.stream().map(shown).toList());
  }

  /**
   * An action that the model has not learnt is shown with what it takes: {@code $a:brew($b:cups)}.
   */
  private String offer(Thing thing, String action) {
    String name = shown.apply(action);
    List<String> fields =
        Services.fields(thing, action).isEmpty()
            ? thing.action(action).stream()
                .flatMap(known -> Field.of(thing, known).stream())
                .map(this::member)
                .toList()
            : List.of();
    return fields.isEmpty() ? name : name + "(" + String.join(",", fields) + ")";
  }

  private String member(Field field) {
    String name = shown.apply(field.name());
    return field.words().isEmpty() ? name : name + "=" + choice(field.words());
  }
}
