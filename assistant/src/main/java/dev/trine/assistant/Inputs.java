package dev.trine.assistant;

import dev.trine.assistant.Time.Length;
import dev.trine.assistant.Time.Moment;
import dev.trine.assistant.Upshot.Missing;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Action;
import dev.trine.things.Home;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the input of an action from what was said: lengths in seconds, moments by the clock of the
 * speaker, texts in the speaker's spelling, and of what a Thing already has (timers, entries,
 * items) the name that it has there.
 */
final class Inputs {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Actions on what a Thing already has. */
  private static final Set<String> ON_EXISTING =
      Set.of("cancel", "pause", "resume", "status", "subtract", "complete", "remove");

  /** Members that say which of the things that it has. */
  static final List<String> NAMES = List.of("name", "title", "item");

  private final Home home;
  private final LocalDateTime now;
  private final Optional<Place> in;
  private final String heard;

  /**
   * @param in where the speaker is
   * @param heard what was said
   */
  Inputs(Home home, LocalDateTime now, Optional<Place> in, String heard) {
    this.home = home;
    this.heard = heard;
    this.now = now;
    this.in = in;
  }

  /** {@return whether an action is one on what a Thing already has} */
  static boolean isOfExisting(String action) {
    return ON_EXISTING.contains(action);
  }

  /** {@return the call of an action with what was said for it, or why there is none} */
  Upshot invoke(Clause clause, Thing thing) {
    Step step = Step.invoke(clause, thing, clause.name());
    Action action = thing.action(clause.name()).orElseThrow();
    List<Field> fields = Field.of(thing, action);
    if (fields.isEmpty()) {
      return step;
    }
    ObjectNode input = JSON.objectNode();
    for (Field field : fields) {
      List<Argument> said = clause.said(field.name());
      if (said.isEmpty()) {
        continue;
      }
      Optional<Mention> nowhere =
          said.stream()
              .filter(a -> a instanceof Argument.Where(Mention place) && place.absent())
              .map(a -> ((Argument.Where) a).place())
              .findFirst();
      if (nowhere.isPresent()) {
        return new Refusal.NoPlace(nowhere.get().phrase());
      }
      Optional<JsonNode> value = value(field, said, clause, thing, action);
      if (value.isEmpty()) {
        return new Missing(clause, thing, field.name());
      }
      if (field.name().isEmpty()) {
        return checked(step.with(value.get()), action, field.name());
      }
      input.set(field.name(), value.get());
    }
    repeat(clause, action).ifPresent(repeat -> input.put("repeat", repeat));
    for (Field field : fields) {
      if (field.required() && !input.has(field.name())) {
        return new Missing(clause, thing, field.name());
      }
    }
    Optional<Entries> existing = existing(thing, clause.name());
    if (existing.isPresent()) {
      Optional<Upshot> trouble = identify(clause, thing, existing.get(), input);
      if (trouble.isPresent()) {
        return trouble.get();
      }
    }
    return input.isEmpty() ? step : checked(step.with(input), action, "");
  }

  /** {@return the write of what was copied from the sentence, or why there is none} */
  Upshot write(Clause clause, Thing thing, Property property) {
    List<Argument> said = clause.said("");
    int unit = Math.max(1, Units.seconds(property));
    Optional<JsonNode> value =
        length(said)
            .filter(s -> !(property.schema() instanceof ValueSchema.Text))
            .map(s -> Values.node((double) s / unit))
            .or(() -> texts(said).findFirst().map(JSON::stringNode))
            .or(() -> together(said).map(m -> m.at(now, false).toString()).map(JSON::stringNode));
    return value
        .filter(v -> property.schema().violation(v).isEmpty())
        .<Upshot>map(v -> Step.write(clause, thing, property.name(), v))
        .orElseGet(() ->
            new Refusal.OutOfRange(thing, property, value.map(v -> v.asString("")).orElse("")));
  }

  private static Upshot checked(Step step, Action action, String member) {
    boolean wrong =
        action.input().flatMap(schema -> schema.violation(step.value().orElseThrow())).isPresent();
    return wrong
        ? new Refusal.NotTaken(step.thing(), member, step.value().orElseThrow().toString())
        : step;
  }

  // ---- values

  private Optional<JsonNode> value(
      Field field, List<Argument> said, Clause clause, Thing thing, Action action) {
    Optional<ValueSchema> schema = schema(action, field.name());
    return switch (field.kind()) {
      case LENGTH -> length(said).map(s -> Values.node((double) s / unit(field.name())));
      case MOMENT -> moment(field, said, clause, thing).map(JSON::stringNode);
      case TEXT ->
          texts(said)
              .findFirst()
              .map(text -> clause.name().equals("announce") ? Copies.event(text) : text)
              .map(JSON::stringNode);
      case TEXTS -> {
        ArrayNode list = JSON.arrayNode();
        texts(said).forEach(list::add);
        yield list.isEmpty() ? Optional.empty() : Optional.of(list);
      }
      case PLACES -> places(said, schema);
      case NUMBER -> word(said).map(n -> Values.node(Double.parseDouble(n)));
      case WORDS ->
          word(said)
              .map(word ->
                  schema.orElse(new ValueSchema.Any()) instanceof ValueSchema.Bool
                      ? JSON.booleanNode(word.equals("true"))
                      : JSON.stringNode(word));
    };
  }

  private static Optional<ValueSchema> schema(Action action, String member) {
    return action
        .input()
        .flatMap(schema ->
            schema instanceof ValueSchema.Fields(var fields, var required)
                ? Optional.ofNullable(fields.get(member))
                : Optional.of(schema));
  }

  private static int unit(String member) {
    return member.equals("minutes") ? 60 : 1;
  }

  private static Optional<Long> length(List<Argument> said) {
    return said.stream()
        .filter(a -> a instanceof Argument.When(Length length))
        .map(a -> ((Length) ((Argument.When) a).time()).seconds())
        .findFirst();
  }

  /** {@return what several moments say together; nothing where none was said} */
  static Optional<Moment> together(List<Argument> said) {
    return said.stream()
        .flatMap(argument ->
            switch (argument) {
              case Argument.When(Moment moment) -> Stream.of(moment);
              case Argument.Word(String hour) when hour.matches("\\d{1,4}") ->
                  Stream.of(Time.hour(hour));
              default -> Stream.empty();
            })
        .reduce(Moment::and);
  }

  private Optional<String> moment(Field field, List<Argument> said, Clause clause, Thing thing) {
    Optional<Long> length = length(said);
    if (length.isPresent()) {
      return Optional.of(now.plusSeconds(length.get()).toString());
    }
    boolean morning = thing.types().contains("AlarmClock");
    boolean adds = morning && clause.name().equals("add");
    return together(said)
        .filter(moment -> !adds || moment.hasHour())
        .map(moment -> {
          if (field.name().equals("until")) {
            LocalDateTime start = together(clause.said("at")).map(m -> at(m, clause)).orElse(now);
            return moment.at(start, morning).toString();
          }
          return moment.hasClock()
              ? (clause.said("until").isEmpty() ? moment.at(now, morning) : at(moment, clause))
                  .toString()
              : moment.date(now, morning).toString();
        });
  }

  /** From two to three thirty pm begins in the afternoon. */
  private LocalDateTime at(Moment moment, Clause clause) {
    LocalDateTime at = moment.at(now, false);
    Optional<Moment> until = together(clause.said("until"));
    boolean undecided = moment.part().isEmpty() && at.getHour() < 12;
    LocalDateTime late = at.plusHours(12);
    boolean isLate =
        until
            .filter(u -> u.part().isPresent())
            .map(u -> u.at(at, false))
            .filter(end -> end.isAfter(late) && end.toLocalDate().equals(at.toLocalDate()))
            .isPresent();
    return undecided && isLate ? late : at;
  }

  private static Optional<String> repeat(Clause clause, Action action) {
    boolean known =
        action
            .input()
            .map(schema ->
                !(schema instanceof ValueSchema.Fields(var fields, var required))
                    || fields.isEmpty()
                    || fields.containsKey("repeat"))
            .orElse(true);
    return together(clause.said("at"))
        .map(Moment::repeat)
        .filter(repeat -> known && !repeat.isEmpty());
  }

  private static Stream<String> texts(List<Argument> said) {
    return said.stream()
        .filter(Argument.Text.class::isInstance)
        .map(text -> ((Argument.Text) text).said())
        .filter(text -> !text.isBlank());
  }

  private static Optional<String> word(List<Argument> said) {
    return said.stream()
        .filter(Argument.Word.class::isInstance)
        .map(word -> ((Argument.Word) word).word())
        .findFirst();
  }

  private Optional<JsonNode> places(List<Argument> said, Optional<ValueSchema> schema) {
    ArrayNode ids = JSON.arrayNode();
    for (Argument argument : said) {
      switch (argument) {
        case Argument.Where(Mention place) -> place.places().forEach(ids::add);
        case Argument.Here here -> in.map(Place::id).ifPresent(ids::add);
        default -> {}
      }
    }
    boolean one = schema.filter(ValueSchema.Text.class::isInstance).isPresent();
    return ids.isEmpty() ? Optional.empty() : Optional.of(one ? ids.get(0) : ids);
  }

  // ---- what a Thing has

  private Optional<Entries> existing(Thing thing, String action) {
    boolean isTimer = thing.properties().containsKey("timers");
    return ON_EXISTING.contains(action) || isTimer && action.equals("add")
        ? Entries.of(thing, home)
        : Optional.empty();
  }

  /** Puts the names that the Thing knows into the input; {@return why that cannot be done} */
  private Optional<Upshot> identify(Clause clause, Thing thing, Entries entries, ObjectNode input) {
    List<Integer> ordinals = clause.thing().map(Mention::ordinals).orElse(List.of());
    if (!ordinals.isEmpty() && input.isEmpty()) {
      Optional<JsonNode> entry = entries.at(ordinals);
      entry.ifPresent(e -> name(e, input));
      return entry.isPresent() ? Optional.empty() : Optional.of(new Refusal.NoEntry(thing, ""));
    }
    for (String member : NAMES) {
      if (input.has(member)) {
        String words = input.get(member).asString();
        Optional<JsonNode> entry = entries.called(words);
        if (entry.isEmpty() && !member.equals("item")) { // a list may have others of the sentence
          entry = entries.saidIn(heard);
        }
        if (entry.isEmpty()) {
          return Optional.of(new Refusal.NoEntry(thing, words));
        }
        input.put(member, Entries.name(entry.get()));
      }
    }
    if (input.has("at")) {
      List<JsonNode> ofDay = ofDay(clause, entries);
      Optional<JsonNode> entry =
          entries
              .with("at", times(clause))
              .or(() -> entries.with("repeat", repeats(clause)))
              .or(() -> ofDay.size() == 1 ? ofDay.stream().findFirst() : Optional.empty());
      if (entry.isEmpty()) {
        return Optional.of(
            ofDay.isEmpty() ? new Refusal.NoEntry(thing, "") : new Missing(clause, thing, "title"));
      }
      input.set("at", entry.get().get("at"));
    }
    for (String length : List.of("of", "seconds")) {
      boolean isAmount =
          length.equals("seconds") && Set.of("add", "subtract").contains(clause.name());
      if (input.has(length)
          && !isAmount
          && entries.with("seconds", List.of(input.get(length))).isEmpty()) {
        return Optional.of(new Refusal.NoEntry(thing, ""));
      }
    }
    boolean isUnnamed =
        !input.has("at") && !input.has("of") && NAMES.stream().noneMatch(input::has);
    if (isUnnamed && clause.target().map(t -> t.quantity() != Clause.Quantity.ALL).orElse(true)) {
      entries.all().stream()
          .filter(entry -> !Entries.name(entry).isEmpty())
          .filter(entry -> Words.isSaid(Hearing.name(Entries.name(entry)), heard))
          .findFirst()
          .ifPresent(entry -> name(entry, input));
    }
    boolean cancels = clause.name().equals("cancel") && input.isEmpty();
    boolean all = clause.target().map(t -> t.quantity() == Clause.Quantity.ALL).orElse(false);
    if (cancels && !all && entries.size() > 1) {
      return Optional.of(new Missing(clause, thing, "name"));
    }
    return cancels && entries.size() == 0
        ? Optional.of(new Refusal.NoEntry(thing, ""))
        : Optional.empty();
  }

  /** A name for an entry of a Thing: what it is called, or else its time. */
  private static void name(JsonNode entry, ObjectNode input) {
    for (String member : List.of("name", "title", "at", "seconds")) {
      if (entry.has(member)) {
        input.set(member, entry.get(member));
        return;
      }
    }
  }

  /** "The weekday alarm" is known by its days. */
  private List<JsonNode> repeats(Clause clause) {
    return together(clause.said("at")).map(Moment::repeat).stream()
        .filter(repeat -> !repeat.isEmpty())
        .<JsonNode>map(JSON::stringNode)
        .toList();
  }

  /** {@return the entries of the day that was said} Tomorrow's alarm is known by it, if alone. */
  private List<JsonNode> ofDay(Clause clause, Entries entries) {
    return together(clause.said("at")).filter(moment -> moment.minutes().isEmpty()).stream()
        .map(moment -> moment.date(now, true).toString())
        .flatMap(
            day -> entries.all().stream().filter(e -> e.path("at").asString("").startsWith(day)))
        .toList();
  }

  /** Seven o'clock may be the one or the other, today or tomorrow. */
  private List<JsonNode> times(Clause clause) {
    List<JsonNode> times = new ArrayList<>();
    Optional<Moment> moment = together(clause.said("at"));
    if (moment.isPresent()) {
      LocalDateTime first = moment.get().at(now, true);
      int[] hours =
          moment.get().part().isPresent() ? new int[] {0, 24} : new int[] {0, 12, 24, -12};
      for (int hour : hours) {
        times.add(JSON.stringNode(first.plusHours(hour).toString()));
        times.add(JSON.stringNode(first.plusHours(hour) + ":00"));
      }
    }
    return times;
  }
}
