package dev.trine.assistant;

import static dev.trine.assistant.PracticeHousehold.pick;

import dev.trine.assistant.SynchronousGrammar.Sample;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Says what the practice grammar leaves open, for one sentence about one household. A name that was
 * said stands in the meaning as {@code #0}, {@code #1} ..., its place in {@link #phrases()}.
 */
final class PracticeSpeaker implements SynchronousGrammar.Leaves {
  /** In a meaning: the Thing or place is not there, so the clause is {@code absent}. */
  static final String ABSENT = "@absent";

  private static final String ENUM = "ENUM";

  /** Begins a feature that only Things themselves know: OWN-number. */
  private static final String OWN = "OWN-";

  private final PracticeHousehold world;
  private final Household household;
  private final Finder finder;
  private final String language;
  private final Lexicon lexicon;
  private final RandomGenerator random;
  private final String before;
  private final PracticeOwn own;
  private final List<String> phrases = new ArrayList<>();
  private boolean speechless;
  private Optional<Thing> last = Optional.empty();
  private Optional<Thing> promised = Optional.empty();

  /**
   * @param before what {@code {IT}} means: the target of the sentence before; empty at a beginning
   */
  PracticeSpeaker(
      PracticeHousehold world,
      Household household,
      Finder finder,
      Lexicon lexicon,
      RandomGenerator random,
      String before) {
    this.world = world;
    this.household = household;
    this.finder = finder;
    this.language = lexicon.language();
    this.lexicon = lexicon;
    this.random = random;
    this.before = before;
    own = new PracticeOwn(world, language, random);
  }

  /** Whether this household has nothing to say the sentence about. */
  boolean speechless() {
    return speechless;
  }

  private Sample nothing() {
    speechless = true;
    return new Sample("", "");
  }

  /** The names that were said, in the order of their numbers. */
  List<String> phrases() {
    return phrases;
  }

  @Override
  public Sample leaf(String name, String argument) {
    return switch (name) {
      case "THING" -> thing(argument, false);
      case "THINGS" -> thing(argument, true);
      case "PLACE" -> place("");
      case "AREA" -> place("the ");
      case "POSSESSIVE" -> possessive();
      case "STRANGER" -> new Sample(stranger("stranger"), "");
      case "STRANGE-PLACE" -> new Sample(stranger("strange-place"), "");
      case "NUM" -> number(argument, String::valueOf);
      case "ZH-NUM" -> number(argument, PracticeNumbers::chinese);
      case "EN-NUM" -> number(argument, PracticeNumbers::english);
      case "ZH-HOUR" ->
          number(argument.matches("\\d.*") ? argument : "1-12", PracticeNumbers::hour);
      case "NONSENSE" -> new Sample(PracticeNumbers.nonsense(language, random), "");
      case "ZH-CHENG" -> {
        Sample tenths = number("1-9", PracticeNumbers::chinese);
        yield new Sample(tenths.text(), tenths.meaning() + "0");
      }
      case "COLOR" -> word("colors", pick(List.copyOf(Colors.names()), random));
      case "MODE" -> choice("mode");
      case "ENUM" -> choice(ENUM);
      case "FIELD" -> field(argument);
      case "OWN" -> own(argument, own::name);
      case "OWN-VALUE" -> own(argument, own::value);
      case "OWN-CLEAR" -> own(argument, own::clear);
      case "OWN-ACT" -> own(argument, own::act);
      case "OWN-HOW" -> own(argument, (thing, kind) -> own.how(thing));
      case "IT" -> new Sample("", before);
      case "DONE" ->
          last.flatMap(PracticeSpeaker::done)
              .map(word -> new Sample("", word))
              .orElseGet(this::nothing);
      default ->
          throw new IllegalStateException("the practice grammar uses unknown {" + name + "}");
    };
  }

  @Override
  public String quote(char sign, String text) {
    phrases.add(Hearing.normal(text));
    return sign + String.valueOf(phrases.size() - 1);
  }

  private Sample mention(String text, String phrase) {
    phrases.add(Hearing.normal(phrase));
    return new Sample(text, "#" + (phrases.size() - 1));
  }

  // ---- Things

  private Sample thing(String feature, boolean plural) {
    if (random.nextInt(50) == 0 && promised.isEmpty()) {
      return absentKind(plural);
    }
    if (random.nextInt(90) == 0 && promised.isEmpty() && !feature.isEmpty()) {
      return unable(feature);
    }
    List<Thing> fit = household.things().stream().filter(offers(feature)).toList();
    if (fit.isEmpty()) {
      return nothing();
    }
    Thing thing = promised.orElseGet(() -> pick(fit, random));
    promised = Optional.empty();
    last = Optional.of(thing);
    String name = name(thing, plural);
    return mention(name, name);
  }

  private String name(Thing thing, boolean plural) {
    boolean mixed = random.nextInt(25) == 0;
    Lexicon spoken = mixed ? pick(Lexicon.ALL, random) : lexicon;
    List<String> titles = thing.names().all(spoken.language());
    List<Lexicon.Word> words =
        thing.types().stream()
            .flatMap(type -> spoken.section("types").getOrDefault(type, List.of()).stream())
            .toList();
    boolean byKind = !words.isEmpty() && random.nextInt(100) < (plural ? 75 : 45);
    if (byKind) {
      Lexicon.Word word = pick(words, random);
      return plural && word.counts() ? word.plural() : word.text();
    }
    String title = pick(titles, random);
    return plural && spoken.language().equals("en") && !title.endsWith("s") ? title + "s" : title;
  }

  /** A kind of Thing that this household does not have. */
  private Sample absentKind(boolean plural) {
    List<String> kinds =
        lexicon.section("types").entrySet().stream()
            .filter(kind ->
                household.things().stream().noneMatch(t -> t.types().contains(kind.getKey())))
            .map(kind -> pick(kind.getValue(), random))
            .map(word -> plural && word.counts() ? word.plural() : word.text())
            .filter(this::namesNothing)
            .toList();
    return kinds.isEmpty() ? nothing() : new Sample(pick(kinds, random), ABSENT);
  }

  /** A Thing that is there but cannot do what is asked. */
  private Sample unable(String feature) {
    Set<String> clear =
        Set.of("brightness", "target-temperature", "volume", "color", "mode", "fan-level");
    List<Thing> things =
        household.things().stream()
            .filter(thing -> thing.property(feature).isEmpty())
            .filter(thing ->
                finder.find(Hearing.normal(name(thing, false))).stream()
                    .noneMatch(part ->
                        part instanceof Finder.Part.Named named
                            && named.mention().things().stream().anyMatch(offers(feature))))
            .toList();
    return clear.contains(feature) && !things.isEmpty()
        ? new Sample(pick(pick(things, random).names().all(language), random), ABSENT)
        : nothing();
  }

  /** "on" a property that can be set, "open!" an action, "battery?" one that can be read. */
  private Predicate<Thing> offers(String feature) {
    if (feature.isEmpty()) {
      return thing -> true;
    }
    if (feature.endsWith("!")) {
      String action = feature.substring(0, feature.length() - 1);
      // what starts only for a length of time is said in other words
      return thing ->
          thing.action(action).isPresent()
              && Services.fields(thing, action).stream()
                  .noneMatch(f -> f.required() && f.kind() == Field.Kind.LENGTH);
    }
    if (feature.endsWith("?")) {
      return thing ->
          thing.properties().keySet().stream()
              .anyMatch(name ->
                  world
                      .novelties()
                      .feature(name)
                      .equals(feature.substring(0, feature.length() - 1)));
    }
    if (feature.equals("MODETEMP")) {
      return offers("mode").and(offers("target-temperature"));
    }
    if (feature.startsWith("MODE=")) {
      String mode = feature.substring("MODE=".length());
      return thing ->
          thing
              .property("mode")
              .filter(
                  p -> p.schema() instanceof ValueSchema.Text text && text.values().contains(mode))
              .isPresent();
    }
    if (feature.equals("DONE")) {
      return thing -> done(thing).isPresent();
    }
    if (feature.startsWith(OWN)) {
      return thing -> PracticeOwn.offers(thing, feature.substring(OWN.length()));
    }
    return thing -> thing.properties().values().stream().anyMatch(p -> suits(p, feature));
  }

  /** The word of a Thing's status that says it has done its work. */
  private static Optional<String> done(Thing thing) {
    return thing
        .property("status")
        .filter(status -> status.schema() instanceof ValueSchema.Text)
        .flatMap(status ->
            ((ValueSchema.Text) status.schema())
                .values().stream().filter(DONE::contains).findFirst());
  }

  private static final Set<String> DONE = Set.of("done", "finished", "completed", "ready");

  private boolean suits(Property property, String feature) {
    return feature.equals(ENUM)
        ? Values.isChoice(property) && !world.novelties().feature(property.name()).equals("mode")
        : world.novelties().feature(property.name()).equals(feature) && !property.readOnly();
  }

  /** The Thing that the sentence is about, or one that it will name. */
  private Optional<Thing> about(String feature) {
    if (promised.or(() -> last).filter(offers(feature)).isEmpty()) {
      List<Thing> fit = household.things().stream().filter(offers(feature)).toList();
      promised = fit.isEmpty() ? Optional.empty() : Optional.of(pick(fit, random));
      return promised;
    }
    return promised.or(() -> last);
  }

  private Sample own(String feature, BiFunction<Thing, String, Sample> says) {
    return about(feature)
        .map(thing -> says.apply(thing, feature.substring(OWN.length())))
        .orElseGet(this::nothing);
  }

  /** One of the words that a property may be set to. */
  private Sample choice(String feature) {
    Optional<Thing> thing = about(feature);
    if (thing.isEmpty()) {
      return nothing();
    }
    Property property =
        pick(
            thing.get().properties().values().stream()
                .filter(p -> Values.isChoice(p) && suits(p, feature))
                .toList(),
            random);
    Sample word = own.word(pick(((ValueSchema.Text) property.schema()).values(), random));
    return feature.equals(ENUM)
        ? new Sample(word.text(), property.name() + " " + word.meaning())
        : word;
  }

  /** One of the words that a member of an action's input may be: {@code brew.style}. */
  private Sample field(String argument) {
    String action = argument.substring(0, argument.indexOf('.'));
    String member = argument.substring(argument.indexOf('.') + 1);
    return about(action + "!").stream()
        .flatMap(thing -> thing.action(action).stream().flatMap(a -> Field.of(thing, a).stream()))
        .filter(f -> f.name().equals(member) && !f.words().isEmpty())
        .map(f -> own.word(pick(f.words(), random)))
        .findFirst()
        .orElseGet(this::nothing);
  }

  private Sample word(String section, String key) {
    List<Lexicon.Word> words = lexicon.section(section).get(key);
    return new Sample(words == null ? key.replace('-', ' ') : pick(words, random).text(), key);
  }

  // ---- places

  private Sample place(String article) {
    if (random.nextInt(50) == 0) {
      return absentPlace(article);
    }
    Place place = pick(household.places(), random);
    String title = pick(place.names().all(language), random);
    String bare = title.startsWith("the ") ? title.substring(4) : title;
    return mention(title.contains("'s") ? title : article + bare, title);
  }

  /** A common room that this household does not have. */
  private Sample absentPlace(String article) {
    List<String> rooms =
        lexicon.section("places").values().stream()
            .map(words -> pick(words, random).text())
            .filter(this::namesNothing)
            .toList();
    return rooms.isEmpty() ? nothing() : new Sample(article + pick(rooms, random), ABSENT);
  }

  private Sample possessive() {
    List<String> owners =
        household.places().stream()
            .flatMap(place -> place.names().all(language).stream())
            .filter(title -> title.contains("'s "))
            .map(title -> title.substring(0, title.indexOf("'s ") + 2))
            .toList();
    if (owners.isEmpty()) {
      return nothing();
    }
    String owner = pick(owners, random);
    return mention(owner, owner);
  }

  // ---- what is not there

  private String stranger(String list) {
    List<String> words = world.words(language, list);
    for (int tries = 0; tries < 10; tries++) {
      String word =
          random.nextInt(4) == 0
              ? PracticeNumbers.nonsense(language, random)
                  + (language.equals("en") ? " " : "")
                  + pick(words, random)
              : pick(words, random);
      if (namesNothing(word)) {
        return word;
      }
    }
    return PracticeNumbers.nonsense(language, random);
  }

  /** Whether no part of a name is found in the household. */
  private boolean namesNothing(String name) {
    return finder.find(Hearing.normal(name)).stream()
        .noneMatch(part -> part instanceof Finder.Part.Named named && !named.mention().absent());
  }

  // ---- numbers

  private interface Spelling {
    String of(int number);
  }

  /** Round numbers are said more often than others. */
  private Sample number(String range, Spelling spelling) {
    String[] ends = range.split("-");
    int low = Integer.parseInt(ends[0]);
    int high = Integer.parseInt(ends[1]);
    int number = low + random.nextInt(high - low + 1);
    int step = high - low > 1000 ? 100 : high - low >= 40 ? (random.nextBoolean() ? 10 : 5) : 1;
    if (random.nextInt(3) > 0) {
      number = Math.max(low, number / step * step);
    }
    return new Sample(spelling.of(number), String.valueOf(number));
  }
}
