package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be said of the Things behind one mark, with the numbers of one sentence. */
final class Offer {
  private static final List<String> STEPS = List.of("+", "-", "max", "min", "half");
  private static final List<String> DEGREES = List.of("+", "min", "most", "least");
  private static final Set<String> SHADES = Values.shades();

  /** What a property may be set to: words, or what is copied from the sentence. */
  record Range(Set<String> words, Set<Field.Kind> copied) {}

  /** Properties that can be set. */
  final Map<String, Range> settable = new LinkedHashMap<>();

  /** Properties with the values by which they can be asked for. */
  final Map<String, Set<String>> comparable = new LinkedHashMap<>();

  /** Properties that can be read. */
  final Set<String> readable = new LinkedHashSet<>();

  /** Actions with what they take. */
  final Map<String, List<Field>> actions = new LinkedHashMap<>();

  private final Prompt prompt;

  private Offer(Prompt prompt) {
    this.prompt = prompt;
  }

  /** {@return what Things that were named offer} */
  static Offer named(Prompt prompt, Mention mention) {
    Offer offer = new Offer(prompt);
    offer.addProperties(mention.things());
    offer.only(mention.things());
    for (Thing thing : mention.things()) {
      if (prompt.standsIn() && Instead.isSwitched(thing)) {
        offer.settable.putIfAbsent("on", words(Set.of("true", "false")));
      }
      for (String action : Instead.actions(thing)) {
        if (isWord(action)) {
          offer.actions.computeIfAbsent(action, a -> Offers.fields(mention, a));
        }
      }
    }
    return offer;
  }

  /**
   * {@return what Things that were not named offer: properties, actions that take nothing, and what
   * the Things alone call so and was said}
   */
  static Offer anything(Prompt prompt, List<Thing> things) {
    Offer offer = new Offer(prompt);
    offer.addProperties(things);
    offer.settable.keySet().removeIf(name -> !prompt.canBeMeant(name));
    offer.comparable.keySet().removeIf(name -> !prompt.canBeMeant(name));
    offer.readable.removeIf(name -> !prompt.canBeMeant(name));
    for (Thing thing : things) {
      for (Action action : thing.actions().values()) {
        List<Field> fields = Field.of(thing, action);
        boolean learnt = OwnWords.learnt(action.name());
        boolean said =
            prompt.canBeMeant(action.name())
                || fields.stream().map(Field::name).anyMatch(f -> !f.isEmpty() && prompt.said(f));
        boolean complete = learnt ? fields.stream().noneMatch(Field::required) : said;
        if (isWord(action.name()) && complete) {
          offer.actions.put(action.name(), learnt ? List.of() : fields);
        }
      }
    }
    return offer;
  }

  /** {@return what a service offers, whether the household has it or not} */
  static Offer service(Prompt prompt, Mention mention) {
    Offer offer = new Offer(prompt);
    String word = Services.word(mention);
    Services.actions(word).keySet().forEach(a -> offer.actions.put(a, Offers.fields(mention, a)));
    offer.readable.addAll(Services.readable(word));
    return offer;
  }

  private void addProperties(List<Thing> things) {
    List<Property> properties =
        things.stream().flatMap(thing -> thing.properties().values().stream()).toList();
    Set<String> strays = new LinkedHashSet<>(prompt.numbers());
    strays.removeIf(number -> properties.stream().anyMatch(p -> admits(p, number)));
    for (Property property : properties) {
      if (isWord(property.name())) {
        add(property, strays);
      }
    }
  }

  /**
   * Leaves out what the units that were said tell is not meant: of 150 degrees, and of how many
   * centimetres, only one property may be. Where several are, what was said by name, else what is
   * only measured, is asked for.
   */
  private void only(List<Thing> things) {
    List<Property> properties =
        things.stream().flatMap(thing -> thing.properties().values().stream()).toList();
    Map<String, String> owners = new LinkedHashMap<>();
    for (String number : prompt.numbers()) {
      List<Property> such =
          properties.stream().filter(p -> !p.readOnly() && prompt.isIn(number, p)).toList();
      theOne(such.stream().filter(p -> admits(p, number)))
          .or(() -> theOne(such.stream()))
          .ifPresent(name -> owners.put(number, name));
    }
    for (String number : prompt.numbers()) {
      if (prompt.isPercent(number) && !owners.containsKey(number)) {
        theOne(properties.stream().filter(p -> isPercent(p) && admits(p, number)))
            .filter(name ->
                properties.stream()
                    .noneMatch(p -> !isPercent(p) && admits(p, number) && isNamed(p)))
            .ifPresent(name -> owners.put(number, name));
      }
    }
    settable.forEach((name, range) ->
        owners.forEach((number, owner) -> {
          if (!owner.equals(name)) {
            range.words().removeAll(List.of(number, "+" + number, "-" + number));
          }
        }));
    if (!owners.isEmpty() && owners.keySet().containsAll(prompt.numbers())) {
      settable.keySet().removeIf(name -> !prompt.canBeMeant(name) && !owners.containsValue(name));
    }
    List<Property> asked = properties.stream().filter(prompt::asksFor).toList();
    theOne(asked.stream().filter(p -> prompt.said(p.name())))
        .or(() -> theOne(asked.stream().filter(p -> p.readOnly() && !prompt.asksWhatIsSet())))
        .or(() -> theOne(asked.stream()))
        .ifPresent(name -> readable.retainAll(Set.of(name)));
  }

  private static boolean isPercent(Property property) {
    return !property.readOnly() && Units.of(property).equals("percent");
  }

  private boolean isNamed(Property property) {
    return prompt.said(property.name())
        || Words.anyOf("properties", property.name(), prompt.text());
  }

  private static Optional<String> theOne(Stream<Property> properties) {
    Set<String> names = properties.map(Property::name).collect(Collectors.toSet());
    return names.size() == 1 ? Optional.of(names.iterator().next()) : Optional.empty();
  }

  private void add(Property property, Set<String> strays) {
    readable.add(property.name());
    Range writable = writable(property, strays);
    if (!property.readOnly() && !(writable.words().isEmpty() && writable.copied().isEmpty())) {
      Range range =
          settable.computeIfAbsent(
              property.name(),
              n -> new Range(new LinkedHashSet<>(), EnumSet.noneOf(Field.Kind.class)));
      range.words().addAll(writable.words());
      range.copied().addAll(writable.copied());
    }
    Set<String> values = comparable(property);
    if (!values.isEmpty()) {
      comparable.computeIfAbsent(property.name(), n -> new LinkedHashSet<>()).addAll(values);
    }
  }

  private Range writable(Property property, Set<String> strays) {
    return switch (property.schema()) {
      case ValueSchema.Bool ignored -> words(Set.of("true", "false"));
      case ValueSchema.Whole ignored -> numbers(property, strays);
      case ValueSchema.Decimal ignored -> numbers(property, strays);
      case ValueSchema.Text text when !text.values().isEmpty() -> words(oneLine(text));
      case ValueSchema.Text ignored when property.name().equals("color") -> words(Colors.names());
      case ValueSchema.Text ignored ->
          new Range(Set.of(), EnumSet.of(Field.Kind.TEXT, Field.Kind.MOMENT));
      default -> words(Set.of());
    };
  }

  private static Range words(Set<String> words) {
    return new Range(words, Set.of());
  }

  private static Set<String> oneLine(ValueSchema.Text text) {
    Set<String> values = new LinkedHashSet<>(text.values());
    values.removeIf(value -> value.isBlank() || value.contains("\n"));
    return values;
  }

  /**
   * The numbers that were said. Where one of them suits a property of the Things, those that it
   * does not suit cannot be meant: 24 is a temperature, not a fan level. One that suits none is
   * allowed everywhere, so that the answer can name the range.
   */
  private Range numbers(Property property, Set<String> strays) {
    Set<String> said = new LinkedHashSet<>(STEPS);
    for (String number : prompt.numbers()) {
      if (strays.contains(number) || admits(property, number)) {
        said.add(number);
      }
      said.add("+" + number);
      said.add("-" + number);
    }
    if (property.name().equals("color-temperature")) {
      said.addAll(SHADES);
    }
    return Units.seconds(property) > 0
        ? new Range(said, EnumSet.of(Field.Kind.LENGTH))
        : words(said);
  }

  private boolean admits(Property property, String number) {
    if (!Values.isSettableNumber(property)) {
      return false;
    }
    Values.Range range = Values.range(property);
    double value = Double.parseDouble(number);
    return range.has(value)
        || range.has(-value) && prompt.isBelowZero(number)
        || range.levels() && prompt.isPercent(number);
  }

  private Set<String> comparable(Property property) {
    return switch (property.schema()) {
      case ValueSchema.Bool ignored -> Set.of("true", "false");
      case ValueSchema.Whole ignored -> compared();
      case ValueSchema.Decimal ignored -> compared();
      case ValueSchema.Text ignored when property.name().equals("location") -> Values.ABOUTS;
      case ValueSchema.Text text when text.values().isEmpty() ->
          Set.copyOf(OwnWords.values(property));
      case ValueSchema.Text text -> oneLine(text);
      default -> Set.of();
    };
  }

  private Set<String> compared() {
    Set<String> values = new LinkedHashSet<>(DEGREES);
    for (String number : prompt.numbers()) {
      values.addAll(List.of(number, ">" + number, "<" + number));
    }
    return values;
  }

  /** A plan is words between blanks. */
  private static boolean isWord(String name) {
    return !name.isEmpty() && name.chars().noneMatch(Character::isWhitespace);
  }
}
