package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Names;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What Things, places, properties and values are called in one language. */
final class Wording {
  /** So many Things are named one by one, more are counted. */
  private static final int NAMED = 2;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(?:T.*)?");

  private final String language;
  private final Household household;
  private final Phrases phrases;
  private final Lexicon lexicon;

  Wording(String language, Household household, Phrases phrases) {
    this.language = language;
    this.household = household;
    this.phrases = phrases;
    lexicon = Lexicon.of(language);
  }

  /** {@return one or two Things by name, more by number, kind and place} */
  String things(List<Thing> things) {
    Optional<Place> common = common(things);
    if (things.size() <= NAMED) {
      boolean together =
          things.size() > 1
              && things.stream().map(Thing::place).distinct().count() == 1
              && common.isPresent()
              && things.stream().noneMatch(t -> tells(t, common.get()));
      return together
          ? in(common.get(), list("and", things.stream().map(this::name).toList()))
          : list("and", things.stream().map(this::thing).toList());
    }
    String count = Integer.toString(things.size());
    String type = type(things);
    String counted =
        Phrases.fill(
            phrases.find("counts", type, "*").orElseThrow(), "count", count, "kind", kind(type));
    return common.map(place -> in(place, counted)).orElse(counted);
  }

  /** {@return a Thing with its place, where the name does not tell it} */
  String thing(Thing thing) {
    Optional<Place> place = thing.place().flatMap(household::place);
    if (place.isEmpty() || tells(thing, place.get())) {
      return name(thing);
    }
    String there = place(place.get());
    boolean beside = there.length() > 1 && isWord(there) && isWord(name(thing));
    return beside
        ? phrases.say("beside", "place", there, "what", name(thing))
        : in(place.get(), name(thing));
  }

  private String in(Place place, String what) {
    String key = place.kind().equals("floor") ? "on" : "in";
    return phrases.say(key, "place", place(place), "what", what);
  }

  private String name(Thing thing) {
    return noun(title(thing.names(), thing.id()));
  }

  String place(Place place) {
    return noun(title(place.names(), place.id()));
  }

  /** {@return words joined by the last word's conjunction: {@code and}, {@code or}} */
  String list(String conjunction, List<String> words) {
    String list = words.getFirst();
    for (int i = 1; i < words.size(); i++) {
      boolean last = i == words.size() - 1;
      list = phrases.say(last ? conjunction : "comma", "list", list, "last", words.get(i));
    }
    return list;
  }

  /** {@return what a property is called; an action's name ends in "!"} */
  String property(Optional<Thing> thing, String name) {
    return phrases
        .find("properties", name)
        .or(() -> thing.flatMap(t -> t.property(name)).flatMap(p -> first(p.names())))
        .or(() ->
            thing.flatMap(t -> t.action(name.replace("!", ""))).flatMap(a -> first(a.names())))
        .orElseGet(() -> spelt(name.replace("!", "")));
  }

  /** In seconds; what is counted in days is told in days. */
  private static final int A_DAY = 86_400;

  /** {@return a value with its unit, or what a word of a schema is called} */
  String amount(Optional<Property> property, JsonNode value) {
    if (value.isNumber()) {
      int seconds = property.map(Units::seconds).orElse(0);
      if (seconds > 0 && seconds < A_DAY) {
        return length(Math.round(value.doubleValue() * seconds));
      }
      String unit = property.map(Units::of).orElse("");
      String name = property.map(Property::name).orElse("");
      String number = Values.node(value.doubleValue()).asString();
      boolean level = unit.isEmpty() || unit.equals("level");
      Optional<String> template =
          level ? phrases.find("units", name) : phrases.find("units", unit, "*");
      return template.map(t -> Phrases.fill(t, "value", number, "unit", unit)).orElse(number);
    }
    if (value.isArray()) {
      List<String> items = value.valueStream().map(this::item).toList();
      return items.isEmpty() ? phrases.say("none") : list("and", items);
    }
    String word = value.asString(value.toString());
    if (DATE.matcher(word).matches()) {
      boolean isToday = property.filter(it -> it.name().equals("date")).isPresent();
      return isToday ? moment(word) + weekday(word) : moment(word);
    }
    return called("modes", word)
        .or(() -> called("colors", word))
        .or(() -> called("hues", word))
        .or(() -> household.place(word).map(this::place))
        .orElseGet(() -> spelt(word));
  }

  /** A text, or what an entry is called and when it is, or what is left of a timer. */
  private String item(JsonNode item) {
    String name = Entries.name(item);
    String time =
        item.has("remaining")
            ? length(item.get("remaining").longValue(0))
            : item.has("at") ? moment(item.get("at").asString("")) : "";
    return name.isEmpty()
        ? (time.isEmpty() ? item.asString(item.toString()) : time)
        : time.isEmpty() ? name : phrases.say("timed", "list", name, "last", time);
  }

  /** {@return a length of time: 1 hour 30 minutes} */
  String length(long seconds) {
    List<String> parts = new ArrayList<>();
    long[] amounts = {seconds / 3600, seconds / 60 % 60, seconds % 60};
    List<String> units = List.of("hours", "minutes", "seconds");
    for (int i = 0; i < amounts.length; i++) {
      if (amounts[i] > 0 || seconds == 0 && i == 2) {
        String unit = phrases.find("lengths", units.get(i)).orElseThrow();
        boolean one = amounts[i] == 1;
        parts.add(Phrases.fill(unit, "n", Long.toString(amounts[i]), "s", one ? "" : "s"));
      }
    }
    return String.join(language.equals("en") ? " " : "", parts);
  }

  /** {@return a moment of ISO 8601 as it is said; other text as it stands} */
  String moment(String at) {
    try {
      return at.contains("T") ? moment(LocalDateTime.parse(at)) : day().format(LocalDate.parse(at));
    } catch (DateTimeParseException e) {
      return at;
    }
  }

  String moment(LocalDateTime at) {
    return day().format(at) + " " + DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(at);
  }

  /** Who asks for the date may mean which day of the week it is. */
  private String weekday(String date) {
    try {
      return DateTimeFormatter.ofPattern(
              language.equals("en") ? "', a' EEEE" : "EEEE",
              language.equals("en") ? Locale.ENGLISH : Locale.CHINA)
          .format(LocalDate.parse(date));
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  private DateTimeFormatter day() {
    return language.equals("en")
        ? DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH)
        : DateTimeFormatter.ofPattern("M月d日", Locale.ROOT);
  }

  /** {@return what was said for a member of an action's input} */
  String input(String member, JsonNode input) {
    JsonNode value = input.get(member);
    return switch (member) {
      case "seconds", "of" -> length(value.longValue(0));
      case "at", "until" -> {
        String at = moment(value.asString(""));
        String repeat = input.path("repeat").asString("");
        yield member.equals("until") || repeat.isEmpty()
            ? at
            : phrases.say(
                "repeated", "at", at, "repeat", phrases.find("repeats", repeat).orElse(repeat));
      }
      case "areas", "places", "rooms" ->
          list(
              "and",
              (value.isArray() ? value.valueStream() : Stream.of(value))
                  .map(id ->
                      household.place(id.asString("")).map(this::place).orElse(id.asString("")))
                  .toList());
      default ->
          value.isArray()
              ? list("and", value.valueStream().map(v -> v.asString("")).toList())
              : value.asString(value.toString());
    };
  }

  /** {@return a value by which was asked: more than 28 °C} */
  String compared(Property property, String value) {
    boolean compared = value.startsWith(">") || value.startsWith("<");
    String number = compared ? value.substring(1) : value;
    JsonNode node =
        number.matches("-?\\d+(\\.\\d+)?")
            ? Values.node(Double.parseDouble(number))
            : JsonNodeFactory.instance.stringNode(number);
    String amount = amount(Optional.of(property), node);
    return compared
        ? phrases.say(value.startsWith(">") ? "above" : "below", "value", amount)
        : amount;
  }

  /** {@return how a state is said: on, locked, 30% open} */
  String state(Optional<Property> property, String name, JsonNode value) {
    String raw = value.asString("");
    String amount = amount(property, value);
    return phrases
        .find("values", name + " " + raw, value.isNumber() ? name : raw, name)
        .map(template -> Phrases.fill(template, "value", amount))
        .orElse(amount);
  }

  /** {@return how the state that a question asks for is said} */
  Optional<String> asked(String name, String value) {
    return phrases.find("values", name + " " + value, value);
  }

  /** {@return the smallest place that all these Things are in} */
  private Optional<Place> common(List<Thing> things) {
    return household.places().stream()
        .filter(place -> {
          var inside = household.within(place.id());
          return things.stream().allMatch(t -> t.place().filter(inside::contains).isPresent());
        })
        .min(Comparator.comparingInt(place -> household.within(place.id()).size()));
  }

  private String type(List<Thing> things) {
    return things.getFirst().types().stream()
        .filter(type -> things.stream().allMatch(t -> t.types().contains(type)))
        .filter(lexicon.section("types")::containsKey)
        .findFirst()
        .orElse("");
  }

  private String kind(String type) {
    List<Lexicon.Word> words = lexicon.section("types").getOrDefault(type, List.of());
    if (words.isEmpty()) {
      return phrases.say("device");
    }
    return words.getFirst().counts() ? words.getFirst().plural() : words.getFirst().text();
  }

  private Optional<String> called(String section, String key) {
    return Optional.ofNullable(lexicon.section(section).get(key.toLowerCase(Locale.ROOT)))
        .map(words -> words.getFirst().text());
  }

  /** A word of a Thing Description in the language of the answer, where the vocabulary has it. */
  private String spelt(String word) {
    Optional<String> known = language.equals("en") ? Optional.empty() : Vocabulary.chinese(word);
    return known.orElse(Vocabulary.kebab(word).replace('-', ' '));
  }

  private Optional<String> first(Names names) {
    return names.all(language).stream().findFirst();
  }

  private String title(Names names, String otherwise) {
    return first(names)
        .or(() -> names.all().stream().findFirst())
        .orElse(otherwise.substring(otherwise.lastIndexOf(':') + 1));
  }

  /** Whether a Thing's title names its place, as that of a hall light does. */
  private boolean tells(Thing thing, Place place) {
    return title(thing.names(), thing.id())
        .toLowerCase(Locale.ROOT)
        .contains(title(place.names(), place.id()).toLowerCase(Locale.ROOT));
  }

  /** English wants an article before what is no proper name: "the floor lamp", but "Rosie". */
  private String noun(String title) {
    String lower = title.toLowerCase(Locale.ROOT);
    boolean common = !title.contains("'s ") && (title.contains(" ") || isKind(lower));
    if (!language.equals("en") || !common || Hearing.language(title).equals("zh")) {
      return title;
    }
    boolean sentenceCase = title.substring(1).equals(lower.substring(1));
    String noun = sentenceCase ? lower : title;
    return lower.startsWith("the ") ? noun : "the " + noun;
  }

  private boolean isKind(String word) {
    return Stream.of("types", "places")
        .flatMap(section -> lexicon.section(section).values().stream())
        .flatMap(List::stream)
        .anyMatch(known -> known.text().equals(word) || known.plural().equals(word));
  }

  /** Han characters without a possessive, which stand beside each other without one more. */
  private static boolean isWord(String text) {
    return !text.contains("的")
        && text.codePoints()
            .allMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
  }
}
