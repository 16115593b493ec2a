package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of Thing Descriptions that the model has not learnt: names of properties, actions and
 * members of inputs, and values. People say them by their titles, by the words they are made of, or
 * by a word of {@code lexicon/vocabulary.txt} in either language. Found in a sentence they become
 * letters, as names do, so that no one word is better understood than another.
 */
final class OwnWords {
  private static final Set<String> LEARNT = learnt();
  private static final Set<String> LEARNT_PROPERTIES = learntProperties();
  private static final List<String> WORDS =
      Vocabulary.words().stream().filter(word -> !LEARNT.contains(word)).toList();

  /** A single Han character is a part of too many words. */
  private static final int LEAST_HAN = 2;

  private static final String HOW_MANY = Sayings.key("how many");

  private static final Set<String> MEASURED =
      Set.of("temperature", "humidity", "pressure", "power", "energy", "co2", "illuminance");

  private static final Set<String> OF_SEATS = Set.of("heating", "ventilation");

  private static final List<String> STATES =
      List.copyOf(Lexicon.ALL.getFirst().section("states").keySet());

  /** What is said of many Things, and of none in particular: 风速, 分钟. */
  private static final Set<String> OF_MANY =
      Stream.of("properties", "units").flatMap(Words::of).collect(Collectors.toUnmodifiableSet());

  /** What is told to Things of any kind: start, 打开. */
  private static final Set<String> OF_ALL =
      Stream.of("on", "off", "start", "pause", "stop")
          .flatMap(it -> Stream.concat(Words.of("signs", it), Words.of("actions", it)))
          .map(Sayings::key)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, Sayings> byThing = new HashMap<>();
  private final Sayings anywhere;

  OwnWords(Household household) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> measured = new HashMap<>();
    Map<String, String> said = new HashMap<>();
    for (Thing thing : household.things()) {
      Sayings own = Sayings.of(thing);
      if (!own.words().isEmpty()) {
        byThing.put(thing.id(), own);
      }
      Sayings.forEachName(
          thing,
          (name, titles) -> {
            if (!learnt(name)) { // which is a word for many other things
              titles.forEach(title -> names.putIfAbsent(Sayings.key(title), name));
              Sayings.forms(name).stream()
                  .filter(form ->
                      Script.endsInHan(form)
                          || form.equals(Sayings.written(name))
                          || form.startsWith(HOW_MANY))
                  .filter(form -> !OF_MANY.contains(form))
                  .forEach(form ->
                      (Offers.measures(thing, name) ? measured : said).putIfAbsent(form, name));
            }
          });
    }
    // what a Thing is told is its title before all else; a pulse is measured, or one of a blender
    measured.forEach(names::putIfAbsent);
    said.forEach(names::putIfAbsent);
    Map<String, String> parts = Sayings.parts(Set.copyOf(names.values()));
    parts.keySet().removeIf(part -> !Sayings.isTelling(part) || learnt(part) || isOfLearnt(part));
    parts.forEach(names::putIfAbsent);
    names.keySet().removeAll(OF_ALL); // "start" starts more than the one machine with that title
    anywhere = Sayings.of(names);
  }

  /** A "charge limit" is known, and speaks of no play-time-limit. */
  private static boolean isOfLearnt(String part) {
    return LEARNT_PROPERTIES.stream()
        .anyMatch(name -> !name.equals(part) && Vocabulary.parts(name).contains(part));
  }

  /** {@return all that can be said of Things of the household} */
  Set<String> all() {
    Set<String> all = new HashSet<>(anywhere.words().keySet());
    byThing.values().forEach(sayings -> all.addAll(sayings.words().keySet()));
    return all;
  }

  /** {@return whether a word is what a machine reports of itself, and is not told to do} */
  static boolean isState(String word) {
    return STATES.contains(word);
  }

  /** {@return whether the model knows a word without being shown what it stands for} */
  static boolean learnt(String word) {
    return LEARNT.contains(word);
  }

  /**
   * {@return whether the model knows a property by its name} "Dry" is a mode; it has learnt that
   * what is measured cannot be set, and that seats are heated by levels.
   */
  static boolean learnt(Property property) {
    boolean isOtherwise =
        MEASURED.contains(property.name()) && !property.readOnly()
            || OF_SEATS.contains(property.name()) && property.schema() instanceof ValueSchema.Bool;
    return LEARNT_PROPERTIES.contains(property.name()) && !isOtherwise;
  }

  /** {@return whether a word is the name of a property of Things that the model has learnt} */
  static boolean isProperty(String word) {
    return Lexicon.ALL.stream().anyMatch(it -> it.section("properties").containsKey(word));
  }

  /** {@return a word of the vocabulary, for practice} */
  static String anyWord(RandomGenerator random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  /** {@return what people may say for a word in the script of a language} */
  static List<String> spoken(String word, String language) {
    return Vocabulary.phrases(word).stream()
        .filter(phrase -> Script.endsInHan(phrase) == language.equals("zh"))
        .filter(phrase -> !Script.endsInHan(phrase) || phrase.length() >= LEAST_HAN)
        .toList();
  }

  /** {@return whether something said is told to Things of any kind, or said of many} */
  static boolean isOfAll(String said) {
    return OF_ALL.contains(said) || OF_MANY.contains(said) || learnt(said);
  }

  /** {@return what can be said of the Things that are mentioned, and of any by name} */
  List<Sayings> of(Collection<Thing> mentioned) {
    List<Sayings> sayings = new ArrayList<>(own(mentioned));
    if (anywhere.longest() > 0) {
      sayings.add(anywhere);
    }
    return sayings;
  }

  /** {@return whether something said is a word of a Thing} */
  boolean says(Thing thing, String said) {
    Sayings own = byThing.get(thing.id());
    return own != null && own.words().containsKey(Sayings.key(said));
  }

  /** {@return what can be said of Things} */
  List<Sayings> own(Collection<Thing> things) {
    Map<String, Sayings> own = new LinkedHashMap<>();
    for (Thing thing : things) {
      Sayings sayings = byThing.get(thing.id());
      if (sayings != null) {
        own.put(thing.id(), sayings);
      }
    }
    return List.copyOf(own.values());
  }

  /** The longest word that begins at a place of a heard sentence; of equal ones the first. */
  static Optional<Sayings.Match> at(String heard, int at, List<Sayings> all) {
    return all.stream()
        .flatMap(sayings -> sayings.longest(heard, at).stream())
        .reduce((best, other) -> other.end() > best.end() ? other : best);
  }

  /**
   * {@return the words that a property can be} What machines report as a status in free text is
   * running at first and finished then, whatever their words for it ({@code [states]}).
   */
  static List<String> values(Property property) {
    if (!(property.schema() instanceof ValueSchema.Text text)) {
      return List.of();
    }
    boolean isFree = text.values().isEmpty() && property.readOnly();
    return isFree && property.name().equals("status") ? STATES : text.values();
  }

  private static Set<String> learntProperties() {
    Set<String> learnt = new HashSet<>(Services.words());
    Lexicon.ALL.forEach(lexicon -> learnt.addAll(lexicon.section("properties").keySet()));
    return learnt;
  }

  private static Set<String> learnt() {
    Set<String> learnt = new HashSet<>(Set.of("", "true", "false"));
    for (Lexicon lexicon : Lexicon.ALL) {
      for (String section : List.of("properties", "actions", "modes")) {
        learnt.addAll(lexicon.section(section).keySet());
      }
    }
    learnt.addAll(Services.words());
    return learnt;
  }
}
