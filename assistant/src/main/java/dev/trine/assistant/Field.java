package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A member of an action's input that can be said.
 *
 * @param name the member's name; empty where the input is no object but the value itself
 * @param words what can be said where the kind is words
 * @param required whether the action does nothing without it
 */
record Field(String name, Kind kind, List<String> words, boolean required) {

  /** How a member is said. */
  enum Kind {
    LENGTH,
    MOMENT,
    TEXT,
    TEXTS,
    PLACES,
    NUMBER,
    WORDS
  }

  private static final Set<String> LENGTHS =
      Set.of("seconds", "of", "duration", "minutes", "delay");
  private static final Set<String> MOMENTS =
      Set.of("at", "until", "when", "start", "end", "time", "date");
  private static final Set<String> PLACES =
      Set.of("areas", "places", "rooms", "zones", "area", "room", "place");

  /** Reads {@code seconds length!}, {@code kind song|album}. */
  static Field parse(String text) {
    String[] words = text.replace("!", "").split(" ");
    boolean isKind =
        List.of(Kind.values()).stream().anyMatch(k -> k.name().equalsIgnoreCase(words[1]));
    return isKind
        ? new Field(
            words[0],
            Kind.valueOf(words[1].toUpperCase(Locale.ROOT)),
            List.of(),
            text.endsWith("!"))
        : new Field(words[0], Kind.WORDS, List.of(words[1].split("\\|")), text.endsWith("!"));
  }

  /**
   * {@return what an action takes: as its schema says, or else as its type is known to} Known
   * members stand as they are learnt, whatever their order in a Thing Description: JSON has none.
   */
  static List<Field> of(Thing thing, Action action) {
    List<Field> known = Services.fields(thing, action.name());
    ValueSchema schema = action.input().orElse(new ValueSchema.Any());
    if (schema instanceof ValueSchema.Fields(var fields, var required) && !fields.isEmpty()) {
      List<Field> all = new ArrayList<>();
      fields.forEach((name, member) -> {
        Optional<Field> own = known.stream().filter(f -> f.name().equals(name)).findFirst();
        boolean isRequired = required.contains(name);
        if (!name.equals("repeat")) {
          own.filter(f -> !isWords(member))
              .map(f -> new Field(name, f.kind(), f.words(), isRequired || f.required()))
              .or(() -> of(name, member, isRequired))
              .ifPresent(all::add);
        }
      });
      List<String> learnt = known.stream().map(Field::name).toList();
      all.sort(
          Comparator.comparingInt(
              it -> learnt.contains(it.name()) ? learnt.indexOf(it.name()) : learnt.size()));
      return List.copyOf(all);
    }
    return schema instanceof ValueSchema.Any || schema instanceof ValueSchema.Fields
        ? known
        : of("", schema, true).map(List::of).orElse(List.of());
  }

  private static boolean isWords(ValueSchema schema) {
    return schema instanceof ValueSchema.Text text && !text.values().isEmpty();
  }

  private static Optional<Field> of(String name, ValueSchema schema, boolean required) {
    Optional<Kind> kind =
        switch (schema) {
          case ValueSchema.Whole ignored ->
              Optional.of(LENGTHS.contains(name) ? Kind.LENGTH : Kind.NUMBER);
          case ValueSchema.Decimal ignored ->
              Optional.of(LENGTHS.contains(name) ? Kind.LENGTH : Kind.NUMBER);
          case ValueSchema.Bool ignored -> Optional.of(Kind.WORDS);
          case ValueSchema.Text text when !text.values().isEmpty() -> Optional.of(Kind.WORDS);
          case ValueSchema.Text ignored ->
              Optional.of(
                  MOMENTS.contains(name)
                      ? Kind.MOMENT
                      : PLACES.contains(name) ? Kind.PLACES : Kind.TEXT);
          case ValueSchema.Items ignored ->
              Optional.of(PLACES.contains(name) ? Kind.PLACES : Kind.TEXTS);
          default -> Optional.empty();
        };
    List<String> words =
        switch (schema) {
          case ValueSchema.Bool ignored -> List.of("true", "false");
          case ValueSchema.Text text -> text.values();
          default -> List.of();
        };
    return kind.map(k -> new Field(name, k, words, required));
  }

  /** {@return the actions of a Thing that take a length of time} */
  static List<Action> timed(Thing thing) {
    return thing.actions().values().stream()
        .filter(action ->
            Field.of(thing, action).stream().anyMatch(it -> it.kind() == Field.Kind.LENGTH))
        .toList();
  }
}
