package dev.trine.assistant;

import static dev.trine.assistant.PracticeHousehold.pick;

import dev.trine.assistant.SynchronousGrammar.Sample;
import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Says the words that only a Thing itself knows, for one sentence: its own properties and actions,
 * and their values. A value belongs to the property that was named before it.
 */
final class PracticeOwn {
  private static final int MOST = 60;

  private final PracticeHousehold world;
  private final String language;
  private final RandomGenerator random;
  private Optional<Property> property = Optional.empty();
  private boolean valueFirst;
  private Optional<Action> action = Optional.empty();

  PracticeOwn(PracticeHousehold world, String language, RandomGenerator random) {
    this.world = world;
    this.language = language;
    this.random = random;
  }

  /** Whether a Thing has something of its own of a kind: number, words, act ... */
  static boolean offers(Thing thing, String kind) {
    return switch (kind) {
      case "act" -> thing.actions().values().stream().anyMatch(PracticeOwn::isOwn);
      case "clear" -> !clear(thing).isEmpty();
      default -> thing.properties().values().stream().anyMatch(p -> kind(p).equals(kind));
    };
  }

  private static boolean isOwn(Action action) {
    return !OwnWords.learnt(action.name());
  }

  /** What kind of property of a Thing's own this is; empty for a property that is learnt. */
  private static String kind(Property property) {
    if (OwnWords.learnt(property.name())) {
      return "";
    }
    if (property.readOnly()) {
      return "read";
    }
    return switch (property.schema()) {
      case ValueSchema.Bool _ -> "switch";
      case ValueSchema.Text text -> text.values().isEmpty() ? "text" : "words";
      default -> Units.seconds(property) > 0 ? "length" : "number";
    };
  }

  /** Numbers that tell their property by their unit, or because there is no other. */
  private static List<Property> clear(Thing thing) {
    List<Property> numbers =
        thing.properties().values().stream().filter(Values::isSettableNumber).toList();
    return numbers.stream()
        .filter(p -> kind(p).equals("number"))
        .filter(p ->
            numbers.size() == 1
                || !Units.of(p).isEmpty()
                    && numbers.stream().filter(o -> Units.of(o).equals(Units.of(p))).count() == 1)
        .toList();
  }

  /** The name of a property of a kind: that of the value which was said before it. */
  Sample name(Thing thing, String kind) {
    Property chosen = valueFirst ? property.orElseThrow() : pickOne(thing, kind);
    valueFirst = false;
    property = Optional.of(chosen);
    return new Sample(spoken(chosen.name(), chosen.names().all(language)), chosen.name());
  }

  private Property pickOne(Thing thing, String kind) {
    return pick(
        thing.properties().values().stream().filter(p -> kind(p).equals(kind)).toList(), random);
  }

  /** By a title, by all of its words, or by one of them; by its own name where nothing is known. */
  private String spoken(String word, List<String> titles) {
    List<String> forms = new ArrayList<>(titles);
    if (titles.isEmpty() || random.nextInt(3) == 0) {
      forms.addAll(OwnWords.spoken(word, language));
      String[] parts = word.split("-");
      if (parts.length > 1 && random.nextInt(4) == 0) {
        forms.addAll(OwnWords.spoken(pick(List.of(parts), random), language));
      }
    }
    return forms.isEmpty() ? word.replace('-', ' ') : pick(forms, random);
  }

  /** A value of the property that was named, or will be. */
  Sample value(Thing thing, String kind) {
    if (property.filter(thing.properties().values()::contains).isEmpty()) {
      property = Optional.of(pickOne(thing, kind));
      valueFirst = true;
    }
    return value(property.get());
  }

  private Sample value(Property property) {
    if (property.schema() instanceof ValueSchema.Text text && !text.values().isEmpty()) {
      return word(pick(text.values(), random));
    }
    Values.Range range = Values.range(property);
    return number(
        range.low().map(Double::intValue).orElse(0),
        range.high().map(Double::intValue).orElse(MOST),
        Units.of(property));
  }

  /** A word that a property or a member can be. */
  Sample word(String literal) {
    List<String> learnt =
        Lexicon.of(language).section("modes").getOrDefault(literal, List.of()).stream()
            .map(Lexicon.Word::text)
            .toList();
    return new Sample(spoken(literal, learnt), literal);
  }

  private Sample number(int low, int high, String unit) {
    int number = low + random.nextInt(Math.max(1, high - low + 1));
    int step = high - low > 200 ? 50 : high - low > 30 ? 5 : 1;
    if (random.nextInt(3) > 0) {
      number = Math.max(low, number / step * step);
    }
    boolean inWords = random.nextInt(3) == 0 && number < 1000;
    String said =
        !inWords
            ? String.valueOf(number)
            : language.equals("zh")
                ? PracticeNumbers.chinese(number)
                : number <= 100 ? PracticeNumbers.english(number) : String.valueOf(number);
    String spoken = pick(world.novelties().units(unit, language), random);
    String gap = language.equals("zh") || spoken.isEmpty() || spoken.equals("%") ? "" : " ";
    return new Sample(said + gap + spoken, String.valueOf(number));
  }

  /** A value that tells its property. */
  Sample clear(Thing thing, String kind) {
    Property chosen = pick(clear(thing), random);
    Sample value = value(chosen);
    return new Sample(value.text(), chosen.name() + " " + value.meaning());
  }

  /** An action. */
  Sample act(Thing thing, String kind) {
    Action chosen =
        pick(thing.actions().values().stream().filter(PracticeOwn::isOwn).toList(), random);
    action = Optional.of(chosen);
    return new Sample(spoken(chosen.name(), chosen.names().all(language)), chosen.name());
  }

  /** What an action takes: the members that it must have, and some of the others. */
  Sample how(Thing thing) {
    StringBuilder text = new StringBuilder();
    StringBuilder meaning = new StringBuilder();
    String gap = language.equals("zh") ? "" : " ";
    for (Field field : action.map(a -> Field.of(thing, a)).orElse(List.of())) {
      boolean sayable = field.kind() == Field.Kind.NUMBER || field.kind() == Field.Kind.WORDS;
      if (!sayable || field.words().contains("true") || !field.required() && random.nextBoolean()) {
        continue;
      }
      Sample value =
          field.kind() == Field.Kind.WORDS
              ? word(pick(field.words(), random))
              : number(1, MOST, "");
      String name = spoken(field.name(), List.of());
      boolean unnamed = random.nextInt(3) == 0;
      boolean after = field.kind() == Field.Kind.NUMBER && random.nextInt(3) > 0;
      text.append(gap)
          .append(
              unnamed
                  ? value.text()
                  : after ? value.text() + gap + name : name + gap + value.text());
      meaning.append(' ').append(field.name()).append(' ').append(value.meaning());
    }
    return new Sample(text.toString(), meaning.toString());
  }
}
