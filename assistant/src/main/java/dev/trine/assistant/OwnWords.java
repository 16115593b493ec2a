package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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

  private static final Map<String, Set<String>> FORMS = new ConcurrentHashMap<>();

  private static final int MOST_WORDS = 10_000;

  /** A single Han character is a part of too many words. */
  private static final int LEAST_HAN = 2;

  /** Shorter parts of names are parts of too many. */
  private static final int LEAST_LATIN = 5;

  /** What only joins the parts of a name. */
  private static final Set<String> JOINS = Set.of("to", "in", "on", "of", "by", "at", "or", "and");

  private static final Set<String> MEASURED =
      Set.of("temperature", "humidity", "pressure", "power", "energy", "co2", "illuminance");

  private static final List<String> STATES =
      List.copyOf(Lexicon.ALL.getFirst().section("states").keySet());

  /** What is said of many Things, and of none in particular: 风速, 分钟. */
  private static final Set<String> OF_MANY =
      Lexicon.ALL.stream()
          .flatMap(l -> Stream.of("properties", "units").map(l::section))
          .flatMap(section -> section.values().stream())
          .flatMap(List::stream)
          .map(Lexicon.Word::text)
          .collect(Collectors.toUnmodifiableSet());

  /** What is told to Things of any kind: start, 打开. */
  private static final Set<String> OF_ALL =
      Stream.of("on", "off", "start", "pause", "stop")
          .flatMap(it -> Stream.concat(Words.of("signs", it), Words.of("actions", it)))
          .map(OwnWords::key)
          .collect(Collectors.toUnmodifiableSet());

  /** What is told to be otherwise, and asks for nothing: brighter, 最高. */
  private static final Set<String> TOLD =
      Stream.of("step", "most", "least")
          .flatMap(sign -> Words.of("signs", sign))
          .collect(Collectors.toUnmodifiableSet());

  /** 冷冻 of 冷冻温度. */
  private static final Pattern HEAD =
      Pattern.compile("(\\p{IsHan}{2,})(?:温度|模式|时间|功能|档位|强度|程度|火力|高度|速度|流量|刻度|力度|水压)$");

  /** What is said for which word. */
  record Sayings(Map<String, String> words, int longest) {
    static Sayings of(Map<String, String> words) {
      return new Sayings(words, words.keySet().stream().mapToInt(String::length).max().orElse(0));
    }
  }

  /**
   * A word that was found.
   *
   * @param word as the Thing Description has it
   * @param end where it ends in the sentence
   */
  record Match(String word, int end) {}

  private final Map<String, Sayings> byThing = new HashMap<>();
  private final Sayings anywhere;

  OwnWords(Household household) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> said = new HashMap<>();
    for (Thing thing : household.things()) {
      Map<String, String> own = sayings(thing);
      if (!own.isEmpty()) {
        byThing.put(thing.id(), Sayings.of(own));
      }
      forEachName(
          thing,
          (name, titles) -> {
            if (learnt(name)) {
              return; // a word for many other things
            }
            titles.forEach(title -> names.putIfAbsent(key(title), name));
            forms(name).stream()
                .filter(form -> Vocabulary.isHan(form) || form.equals(written(name)))
                .filter(form -> !OF_MANY.contains(form))
                .forEach(form -> said.putIfAbsent(form, name));
          });
    }
    said.forEach(names::putIfAbsent); // what a Thing is told is its title before all else
    Map<String, String> parts = parts(Set.copyOf(names.values()));
    parts
        .keySet()
        .removeIf(part -> part.length() < LEAST_LATIN || Misheard.isCommon(part) || learnt(part));
    parts.forEach(names::putIfAbsent);
    names.keySet().removeAll(OF_ALL); // "start" starts more than the one machine with that title
    anywhere = Sayings.of(names);
  }

  /** {@return all that can be said of Things of the household} */
  Set<String> all() {
    Set<String> all = new HashSet<>(anywhere.words().keySet());
    byThing.values().forEach(sayings -> all.addAll(sayings.words().keySet()));
    return all;
  }

  /** {@return whether the model knows a word without being shown what it stands for} */
  static boolean learnt(String word) {
    return LEARNT.contains(word);
  }

  /**
   * {@return whether the model knows a property by its name} "Dry" is a mode; and it has learnt
   * that what is measured cannot be set.
   */
  static boolean learnt(Property property) {
    return LEARNT_PROPERTIES.contains(property.name())
        && (property.readOnly() || !MEASURED.contains(property.name()));
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
        .filter(phrase -> Vocabulary.isHan(phrase) == language.equals("zh"))
        .filter(phrase -> !Vocabulary.isHan(phrase) || phrase.length() >= LEAST_HAN)
        .toList();
  }

  /** {@return what can be said of the Things that are mentioned, and of any by name} */
  List<Sayings> of(Collection<Thing> mentioned) {
    List<Sayings> sayings = new ArrayList<>(own(mentioned));
    if (anywhere.longest() > 0) {
      sayings.add(anywhere);
    }
    return sayings;
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
  static Optional<Match> at(String heard, int at, List<Sayings> all) {
    return all.stream()
        .flatMap(sayings -> longest(heard, at, sayings).stream())
        .reduce((best, other) -> other.end() > best.end() ? other : best);
  }

  private static Optional<Match> longest(String heard, int at, Sayings sayings) {
    StringBuilder said = new StringBuilder();
    Optional<Match> best = Optional.empty();
    for (int end = at; end < heard.length() && said.length() < sayings.longest(); end++) {
      char c = heard.charAt(end);
      if (isGap(c)) {
        if (end == at) {
          return best;
        }
        continue;
      }
      said.append(c);
      boolean whole =
          end + 1 == heard.length()
              || !NameIndex.latin(c)
              || !NameIndex.latin(heard.charAt(end + 1));
      String word = whole ? sayings.words().get(said.toString()) : null;
      if (word != null) {
        best = Optional.of(new Match(word, end + 1));
      }
    }
    return best;
  }

  // ---- what is said

  private interface Names {
    void add(String name, List<String> titles);
  }

  /** Names of properties, actions and members of inputs that are not learnt. */
  private static void forEachName(Thing thing, Names names) {
    for (Property property : thing.properties().values()) {
      if (!learnt(property)) {
        names.add(property.name(), property.names().all());
      }
    }
    for (Action action : thing.actions().values()) {
      if (!learnt(action.name())) {
        names.add(action.name(), action.names().all());
      }
      for (Field field : Field.of(thing, action)) {
        if (!learnt(field.name())) {
          names.add(field.name(), List.of());
        }
      }
    }
  }

  private static Map<String, String> sayings(Thing thing) {
    Map<String, String> sayings = new LinkedHashMap<>();
    forEachName(
        thing,
        (name, titles) -> {
          titles.forEach(title -> sayings.putIfAbsent(key(title), name));
          titles.forEach(title ->
              HEAD.matcher(key(title))
                  .results()
                  .forEach(m -> sayings.putIfAbsent(m.group(1), name)));
        });
    // what a Thing says itself comes before what the vocabulary says
    forEachName(thing, (name, titles) -> sayings.putIfAbsent(written(name), name));
    values(thing).forEach(value -> sayings.putIfAbsent(written(value), value));
    forEachName(
        thing, (name, titles) -> forms(name).forEach(form -> sayings.putIfAbsent(form, name)));
    for (String value : values(thing)) {
      forms(value).forEach(form -> sayings.putIfAbsent(form, value));
    }
    parts(thing).forEach(sayings::putIfAbsent);
    values(thing).forEach(value -> lastWord(value).ifPresent(w -> sayings.putIfAbsent(w, value)));
    thing.properties().values().stream()
        .filter(property -> property.readOnly() && Units.seconds(property) > 0)
        .filter(property -> !learnt(property))
        .forEach(property ->
            Words.of("signs", "remaining")
                .forEach(word -> sayings.putIfAbsent(key(word), property.name())));
    asked(thing).forEach(sayings::putIfAbsent);
    qualities(thing).forEach(sayings::putIfAbsent);
    sayings.remove("");
    return sayings;
  }

  /** "BBC iPlayer" is also the iPlayer. */
  private static Optional<String> lastWord(String value) {
    String heard = Hearing.name(value);
    String last = heard.substring(heard.lastIndexOf(' ') + 1);
    return last.length() >= LEAST_LATIN
            && last.length() < heard.length()
            && !Misheard.isCommon(last)
        ? Optional.of(last)
        : Optional.empty();
  }

  /** The words that ask for the unit of just one property that a Thing measures. */
  private static Map<String, String> asked(Thing thing) {
    Map<String, String> asked = new LinkedHashMap<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section("asked")
          .forEach((unit, words) -> {
            List<Property> measured =
                thing.properties().values().stream()
                    .filter(property -> property.readOnly() && Units.isIn(property, Set.of(unit)))
                    .toList();
            if (measured.size() == 1 && !learnt(measured.getFirst())) {
              words.forEach(word -> asked.put(key(word.text()), measured.getFirst().name()));
            }
          });
    }
    return asked;
  }

  /**
   * How heavy, and heavier, ask for a weight. What can be set is told to be heavier, so that only
   * how heavy it is asks for it. What asks for two properties asks for neither.
   */
  private static Map<String, String> qualities(Thing thing) {
    Map<String, Property> properties = thing.properties();
    Set<String> told = new HashSet<>(TOLD);
    properties.values().stream()
        .filter(property -> !property.readOnly())
        .flatMap(property -> Vocabulary.parts(property.name()).stream())
        .map(Vocabulary::qualities)
        .forEach(told::addAll);
    Map<String, String> asked = new LinkedHashMap<>();
    Set<String> shared = new HashSet<>();
    parts(properties.keySet())
        .forEach((part, name) -> {
          Optional<Property> property = thing.property(name).filter(asks -> !learnt(asks));
          for (String word : property.map(p -> asking(part, p, told)).orElse(Set.of())) {
            String other = asked.put(key(word), name);
            if (other != null && !other.equals(name)) {
              shared.add(key(word));
            }
          }
        });
    asked.keySet().removeAll(shared);
    asked.keySet().removeAll(LEARNT);
    return asked;
  }

  private static Set<String> asking(String part, Property property, Set<String> told) {
    Set<String> words = new LinkedHashSet<>(Vocabulary.questions(part));
    if (property.readOnly()) {
      words.addAll(Vocabulary.qualities(part));
      words.removeAll(told);
    }
    return words;
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

  private static Set<String> values(Thing thing) {
    Set<String> values = new LinkedHashSet<>();
    thing.properties().values().forEach(property -> values.addAll(values(property)));
    for (Action action : thing.actions().values()) {
      Field.of(thing, action).forEach(field -> values.addAll(field.words()));
    }
    values.removeIf(OwnWords::learnt);
    return values;
  }

  /** What may be said for the parts of a Thing's names: flow for flow-rate. */
  private static Map<String, String> parts(Thing thing) {
    Set<String> names = new LinkedHashSet<>(thing.properties().keySet());
    names.addAll(thing.actions().keySet());
    Map<String, String> said = new LinkedHashMap<>();
    parts(names)
        .forEach((part, name) -> {
          if (!learnt(name) && !part.equals(name) && !JOINS.contains(part) && !isAction(part)) {
            forms(part).forEach(form -> said.putIfAbsent(form, name));
          }
        });
    return said;
  }

  /** To open the door of a cabinet is not to ask whether its door-open is so. */
  private static boolean isAction(String part) {
    return Words.of("actions", part).findAny().isPresent();
  }

  /** The parts of names that no other of the names has: a part stands for its name. */
  private static Map<String, String> parts(Set<String> names) {
    Map<String, String> owners = new LinkedHashMap<>();
    Set<String> shared = new HashSet<>();
    for (String name : names) {
      for (String part : new LinkedHashSet<>(Vocabulary.parts(name))) {
        if (owners.put(part, name) != null) {
          shared.add(part);
        }
      }
    }
    owners.keySet().removeAll(shared);
    return owners;
  }

  /** What may be said for a word, as it is looked up; many Things have the same words. */
  private static Set<String> forms(String word) {
    if (FORMS.size() >= MOST_WORDS) {
      FORMS.clear();
    }
    return FORMS.computeIfAbsent(word, OwnWords::spelt);
  }

  private static Set<String> spelt(String word) {
    Set<String> forms = new LinkedHashSet<>();
    for (String phrase : Vocabulary.phrases(word)) {
      String key = key(phrase);
      forms.add(key);
      if (!Vocabulary.isHan(key) && key.length() > 2 && key.equals(written(word))) {
        String stem = key.endsWith("e") ? key.substring(0, key.length() - 1) : key;
        forms.addAll(List.of(key + "s", stem + "ing", stem + "ed"));
      }
    }
    forms.removeIf(form -> LEARNT.contains(form) && !form.equals(written(word)));
    return forms;
  }

  /** As it is looked up: heard, without blanks and hyphens, so "apple tv" is appletv. */
  private static String key(String phrase) {
    StringBuilder key = new StringBuilder();
    Hearing.name(phrase).chars().filter(c -> !isGap(c)).forEach(c -> key.append((char) c));
    return key.toString();
  }

  /** A word as a Thing Description writes it. */
  private static String written(String word) {
    return key(Vocabulary.kebab(word));
  }

  private static boolean isGap(int c) {
    return c == ' ' || c == '-' || c == '_';
  }

  // ---- data

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
