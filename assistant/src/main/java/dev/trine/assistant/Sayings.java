package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said for words of Thing Descriptions.
 *
 * @param words what is said, as it is looked up, with the word that a Thing Description has for it
 * @param longest how long the longest of them is, in characters
 */
record Sayings(Map<String, String> words, int longest) {
  private static final Map<String, Set<String>> FORMS = new ConcurrentHashMap<>();

  private static final int MOST_WORDS = 10_000;

  /** Shorter parts of names are parts of too many. */
  private static final int LEAST_LATIN = 5;

  /** What only joins the parts of a name, or tells for whom it is: child-lock. */
  private static final Set<String> JOINS = Words.set("beside", "joins parts");

  /** What is told to be otherwise, and asks for nothing: brighter, 最高. */
  private static final Set<String> TOLD =
      Stream.of("step", "most", "least")
          .flatMap(sign -> Words.of("signs", sign))
          .collect(Collectors.toUnmodifiableSet());

  /** How names of what there is so much of end. */
  private static final Set<String> AMOUNTS = Set.of("level", "left", "remaining", "amount");

  /** How one asks how much there is of something, which stands where the star is. */
  private static final List<String> AMOUNTS_ASKED = Words.of("beside", "of an amount").toList();

  /** Modes that are said in too many ways to be words of one Thing. */
  private static final Set<String> EVERYDAY = Set.of("on", "off", "auto", "low", "medium", "high");

  /** 冷冻 of 冷冻温度. */
  private static final Pattern HEAD =
      Pattern.compile(
          Words.of("beside", "aspects")
              .collect(Collectors.joining("|", "(\\p{IsHan}{2,})(?:", ")$")));

  /**
   * A word that was found.
   *
   * @param word as the Thing Description has it
   * @param end where it ends in the sentence
   */
  record Match(String word, int end) {}

  static Sayings of(Map<String, String> words) {
    return new Sayings(words, words.keySet().stream().mapToInt(String::length).max().orElse(0));
  }

  /** {@return the longest word that begins at a place of a heard sentence} */
  Optional<Match> longest(String heard, int at) {
    StringBuilder said = new StringBuilder();
    Optional<Match> best = Optional.empty();
    for (int end = at; end < heard.length() && said.length() < longest; end++) {
      char c = heard.charAt(end);
      if (isGap(c)) {
        if (end == at) {
          return best;
        }
        continue;
      }
      said.append(c);
      boolean whole =
          end + 1 == heard.length() || !Script.isLatin(c) || !Script.isLatin(heard.charAt(end + 1));
      String word = whole ? words.get(said.toString()) : null;
      if (word != null) {
        best = Optional.of(new Match(word, end + 1));
      }
    }
    return best;
  }

  /** Takes a name, and the titles that a Thing gives it. */
  interface Names {
    void add(String name, List<String> titles);
  }

  /** Tells the names of properties, actions and members of inputs that are not learnt. */
  static void forEachName(Thing thing, Names names) {
    for (Property property : thing.properties().values()) {
      if (!OwnWords.learnt(property)) {
        names.add(property.name(), property.names().all());
      }
    }
    for (Action action : thing.actions().values()) {
      if (!OwnWords.learnt(action.name())) {
        names.add(action.name(), action.names().all());
      }
      for (Field field : Field.of(thing, action)) {
        if (!OwnWords.learnt(field.name())) {
          names.add(field.name(), List.of());
        }
      }
    }
  }

  /** {@return what can be said of a Thing} */
  static Sayings of(Thing thing) {
    Map<String, String> sayings = new LinkedHashMap<>();
    forEachName(
        thing, (name, titles) -> titles.forEach(title -> sayings.putIfAbsent(key(title), name)));
    forEachName(
        thing,
        (name, titles) ->
            titles.forEach(title ->
                HEAD.matcher(key(title))
                    .results()
                    .forEach(m -> sayings.putIfAbsent(m.group(1), name))));
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
        .filter(property -> !OwnWords.learnt(property))
        .forEach(property ->
            Words.of("signs", "remaining")
                .forEach(word -> sayings.putIfAbsent(key(word), property.name())));
    amounts(thing).forEach(sayings::putIfAbsent);
    asked(thing).forEach(sayings::putIfAbsent);
    qualities(thing).forEach(sayings::putIfAbsent);
    sayings.remove("");
    return of(sayings);
  }

  /** "BBC iPlayer" is also the iPlayer. */
  private static Optional<String> lastWord(String value) {
    String heard = Hearing.name(value);
    String last = heard.substring(heard.lastIndexOf(' ') + 1);
    return last.length() < heard.length() && isTelling(last) ? Optional.of(last) : Optional.empty();
  }

  /** 水还够吗 asks for a water-level, "how much food is left" for a food-level. */
  private static Map<String, String> amounts(Thing thing) {
    Map<String, String> asked = new LinkedHashMap<>();
    for (Property property : thing.properties().values()) {
      String name = Vocabulary.kebab(property.name());
      int last = name.lastIndexOf('-');
      if (property.readOnly()
          && last > 0
          && AMOUNTS.contains(name.substring(last + 1))
          && !OwnWords.learnt(property)) {
        Vocabulary.phrases(name.substring(0, last)).stream()
            .filter(what -> !OwnWords.isOfAll(what)) // which others have, too
            .forEach(what ->
                AMOUNTS_ASKED.stream()
                    .filter(how -> Script.endsInHan(how.replace("*", "")) == Script.endsInHan(what))
                    .forEach(
                        how -> asked.putIfAbsent(key(how.replace("*", what)), property.name())));
      }
    }
    return asked;
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
            if (measured.size() == 1 && !OwnWords.learnt(measured.getFirst())) {
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
    Map<String, String> names = parts(properties.keySet());
    properties.keySet().forEach(name -> names.putIfAbsent(Vocabulary.kebab(name), name));
    names.forEach((part, name) -> {
      Optional<Property> property = thing.property(name).filter(asks -> !OwnWords.learnt(asks));
      for (String word : property.map(p -> asking(part, p, told)).orElse(Set.of())) {
        String other = asked.put(key(word), name);
        if (other != null && !other.equals(name)) {
          shared.add(key(word));
        }
      }
    });
    asked.keySet().removeAll(shared);
    asked.keySet().removeIf(OwnWords::learnt);
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

  /** A mode that the model has learnt is a Thing's own where what is set to it is. */
  static Set<String> values(Thing thing) {
    Set<String> values = new LinkedHashSet<>();
    Set<String> own = new LinkedHashSet<>();
    for (Property property : thing.properties().values()) {
      (OwnWords.learnt(property) || property.readOnly() ? values : own)
          .addAll(OwnWords.values(property));
    }
    for (Action action : thing.actions().values()) {
      Field.of(thing, action).forEach(field -> own.addAll(field.words()));
    }
    values.addAll(own);
    values.removeIf(value -> OwnWords.learnt(value) && !(own.contains(value) && isMode(value)));
    return values;
  }

  private static boolean isMode(String value) {
    return !EVERYDAY.contains(value) && Words.of("modes", value).findAny().isPresent();
  }

  /** What may be said for the parts of a Thing's names: flow for flow-rate. */
  private static Map<String, String> parts(Thing thing) {
    Set<String> names = new LinkedHashSet<>(thing.properties().keySet());
    names.addAll(thing.actions().keySet());
    Map<String, String> said = new LinkedHashMap<>();
    parts(names)
        .forEach((part, name) -> {
          if (!OwnWords.learnt(name)
              && !part.equals(name)
              && !JOINS.contains(part)
              && !isSwitch(part, name)
              && !isAction(part)) {
            forms(part).forEach(form -> said.putIfAbsent(form, name));
          }
        });
    return said;
  }

  /** "Turn it off" asks for no off-after; "to switch itself off after an hour" is auto-off. */
  private static boolean isSwitch(String part, String name) {
    return (part.equals("off") || part.equals("on"))
        && Vocabulary.parts(name).getFirst().equals(part);
  }

  /** To open the door of a cabinet is not to ask whether its door-open is so. */
  private static boolean isAction(String part) {
    return Words.of("actions", part).findAny().isPresent();
  }

  /** {@return the parts of names that no other of the names has: a part stands for its name} */
  static Map<String, String> parts(Set<String> names) {
    Map<String, String> owners = new LinkedHashMap<>();
    Set<String> shared = new HashSet<>();
    for (String name : names) {
      Set<String> parts = new LinkedHashSet<>(Vocabulary.parts(name));
      Vocabulary.withoutUnit(name).ifPresent(parts::add);
      for (String part : parts) {
        if (owners.put(part, name) != null || names.contains(part) && !part.equals(name)) {
          shared.add(part);
        }
      }
    }
    owners.keySet().removeAll(shared);
    return owners;
  }

  /** {@return what may be said for a word, as it is looked up} Many Things have the same words. */
  static Set<String> forms(String word) {
    if (FORMS.size() >= MOST_WORDS) {
      FORMS.clear();
    }
    return FORMS.computeIfAbsent(word, Sayings::spelt);
  }

  private static Set<String> spelt(String word) {
    Set<String> forms = new LinkedHashSet<>();
    for (String phrase : phrases(word)) {
      String key = key(phrase);
      forms.add(key);
      if (!Script.endsInHan(key) && key.length() > 2 && key.equals(written(word))) {
        String stem = key.endsWith("e") ? key.substring(0, key.length() - 1) : key;
        forms.addAll(List.of(key + "s", stem + "ing", stem + "ed"));
      }
    }
    forms.removeIf(form -> OwnWords.learnt(form) && !form.equals(written(word)));
    forms.removeIf(form -> form.startsWith("打开")); // what people say for an order is no word
    return forms;
  }

  private static final String HAN_DIGITS = "二三四五六七八九";

  /** What is heard of a word; 四川 begins with a numeral. */
  private static Set<String> phrases(String word) {
    Set<String> phrases = new LinkedHashSet<>(Vocabulary.phrases(word));
    Words.of("modes", word).forEach(phrases::add);
    List.copyOf(phrases).stream()
        .filter(phrase -> phrase.length() > 1 && HAN_DIGITS.indexOf(phrase.charAt(0)) >= 0)
        .forEach(
            phrase -> phrases.add(HAN_DIGITS.indexOf(phrase.charAt(0)) + 2 + phrase.substring(1)));
    return phrases;
  }

  /**
   * {@return a phrase as it is looked up} Heard, without blanks and hyphens, so "apple tv" is
   * appletv.
   */
  static String key(String phrase) {
    StringBuilder key = new StringBuilder();
    Hearing.name(phrase).chars().filter(c -> !isGap(c)).forEach(c -> key.append((char) c));
    return key.toString();
  }

  /** {@return a word as a Thing Description writes it, to be looked up} */
  static String written(String word) {
    return key(Vocabulary.kebab(word));
  }

  private static boolean isGap(int c) {
    return c == ' ' || c == '-' || c == '_';
  }

  /** {@return whether a part of a name is not a part of too many} */
  static boolean isTelling(String part) {
    return part.length() >= LEAST_LATIN && !Misheard.isCommon(part);
  }
}
