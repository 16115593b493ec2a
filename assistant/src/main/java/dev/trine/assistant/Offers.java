package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the Things behind a mark offer. */
final class Offers {
  private Offers() {}

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

  /** {@return the line that tells the model what a mark stands for; empty for a place} */
  static String describe(char mark, Mention mention) {
    if (mention.absent()) {
      return mark + " none\n";
    }
    if (mention.isPlace()) {
      return "";
    }
    Set<String> types = new LinkedHashSet<>();
    Set<String> writable = new LinkedHashSet<>();
    Set<String> actions = new LinkedHashSet<>();
    Set<String> readable = new LinkedHashSet<>();
    for (Thing thing : mention.things()) {
      thing.types().forEach(type -> types.add(kebab(type)));
      for (Property property : thing.properties().values()) {
        (property.readOnly() ? readable : writable).add(offer(property));
      }
      thing.actions().values().forEach(action -> actions.add(offer(thing, action)));
    }
    StringBuilder line = new StringBuilder().append(mark);
    types.stream().limit(3).forEach(type -> line.append(' ').append(type));
    line.append(" :");
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

  private static String offer(Property property) {
    return property.schema() instanceof ValueSchema.Text words && !words.values().isEmpty()
        ? property.name() + "=" + String.join("|", words.values())
        : property.name();
  }

  /** An action that the model has not learnt is shown with what it takes: {@code brew(cups)}. */
  private static String offer(Thing thing, Action action) {
    List<String> fields =
        Services.fields(thing, action.name()).isEmpty()
            ? Field.of(thing, action).stream().map(Offers::member).toList()
            : List.of();
    return fields.isEmpty() ? action.name() : action.name() + "(" + String.join(",", fields) + ")";
  }

  private static String member(Field field) {
    return field.words().isEmpty()
        ? field.name()
        : field.name() + "=" + String.join("|", field.words());
  }

  private static String kebab(String type) {
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
