package dev.trine.assistant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code lexicon/vocabulary.txt}: words of which Thing Descriptions make names, what else people
 * call them in either language, and how they ask for them without naming them (heavy, 重).
 */
final class Vocabulary {
  private static final Map<String, Set<String>> NAMES = new LinkedHashMap<>();
  private static final Map<String, Set<String>> QUALITIES = new LinkedHashMap<>();

  private static final int MOST_FORMS = 128;

  /** How one asks in Chinese how heavy something is: 多重, 重不重. */
  private static final List<String> HOW = Words.of("qualities", "how").toList();

  private static final List<String> OR_NOT = Words.of("qualities", "or not").toList();

  /** How one says there that it is heavy: 太重, 重吗. */
  private static final List<String> TOO = Words.of("qualities", "too").toList();

  private static final List<String> ASKED = Words.of("qualities", "asked").toList();

  /** brewCoffee and brew_coffee are brew-coffee; pH is one word. */
  private static final Pattern BETWEEN_PARTS =
      Pattern.compile("[-_ ]+|(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])");

  /** Big is bigger; slow is slower. */
  private static final Pattern DOUBLES = Pattern.compile("[a-z]?[^aeiou][aeiou][^aeiouwxy]");

  /** What else is said for Chinese words, which a Thing Description may have too: 稀饭 for 煮粥. */
  private static final Map<String, Set<String>> HAN = new HashMap<>();

  private Vocabulary() {}

  static {
    for (String line : Tables.lines("lexicon/vocabulary.txt")) {
      int equals = line.indexOf(" = ");
      String word = line.substring(0, equals);
      String[] said = line.substring(equals + 3).split("\\s*\\? ", 2);
      add(NAMES, word, said[0]);
      if (said.length > 1) {
        add(QUALITIES, word, said[1]);
      }
    }
    NAMES.forEach((word, same) ->
        same.stream()
            .filter(Script::endsInHan)
            .forEach(other -> HAN.computeIfAbsent(other, o -> new LinkedHashSet<>()).addAll(same)));
    // congee is 粥, as porridge is
    Map<String, Set<String>> others = new LinkedHashMap<>();
    NAMES.forEach((word, same) ->
        same.stream()
            .filter(other ->
                !Script.endsInHan(other) && !other.contains(" ") && !NAMES.containsKey(other))
            .forEach(other -> {
              Set<String> words = others.computeIfAbsent(other, o -> new LinkedHashSet<>());
              words.add(word);
              words.addAll(same);
              words.remove(other);
            }));
    NAMES.putAll(others);
  }

  private static void add(Map<String, Set<String>> to, String word, String said) {
    Stream.of(said.split(", "))
        .filter(phrase -> !phrase.isBlank())
        .forEach(to.computeIfAbsent(word, w -> new LinkedHashSet<>())::add);
  }

  /** {@return the words that names are made of} */
  static Set<String> words() {
    return NAMES.keySet();
  }

  /** {@return the Chinese word for one of a Thing Description} */
  static Optional<String> chinese(String word) {
    return phrases(word).stream().filter(Script::endsInHan).findFirst();
  }

  /** {@return a name in lower case with hyphens between its parts} */
  static String kebab(String name) {
    return BETWEEN_PARTS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** {@return the words that a name is made of} */
  static List<String> parts(String name) {
    return List.of(kebab(name).split("-"));
  }

  /** {@return what is counted in the unit with which a name ends: auto-off of auto-off-minutes} */
  static Optional<String> withoutUnit(String name) {
    String word = kebab(name);
    int last = word.lastIndexOf('-');
    return last > 0 && Units.isWord(word.substring(last + 1))
        ? Optional.of(word.substring(0, last))
        : Optional.empty();
  }

  /** {@return a name in words, and what people call it or all of its parts} */
  static Set<String> phrases(String name) {
    String word = kebab(name);
    Set<String> phrases = new LinkedHashSet<>();
    phrases.add(word.replace('-', ' '));
    phrases.addAll(NAMES.getOrDefault(word, Set.of()));
    phrases.addAll(HAN.getOrDefault(word, Set.of()));
    List<String> parts = parts(name);
    if (parts.size() == 2 && parts.getLast().equals("side")) {
      phrases.add(parts.getFirst() + "'s side"); // whose side of a bed
    }
    if (parts.size() > 1) {
      List<String> latin = List.of("");
      List<String> han = List.of("");
      for (String part : parts) {
        latin = joined(latin, part, " ", false);
        han = joined(han, part, "", true);
      }
      phrases.addAll(latin);
      phrases.addAll(han);
    }
    return phrases;
  }

  private static List<String> joined(
      List<String> begun, String part, String between, boolean isHan) {
    Set<String> words = new LinkedHashSet<>();
    if (!isHan) {
      words.add(part);
    }
    NAMES.getOrDefault(part, Set.of()).stream()
        .filter(w -> Script.endsInHan(w) == isHan)
        .forEach(words::add);
    return begun.stream()
        .flatMap(beginning ->
            words.stream().map(word -> beginning.isEmpty() ? word : beginning + between + word))
        .limit(MOST_FORMS)
        .toList();
  }

  /** {@return what asks how much there is of what a word names: how heavy, 多重, 重不重} */
  static List<String> questions(String word) {
    List<String> questions = new ArrayList<>();
    for (String quality : QUALITIES.getOrDefault(word, Set.of())) {
      if (Script.endsInHan(quality)) {
        String first = quality.substring(0, 1);
        HOW.forEach(how -> questions.add(how + quality));
        for (String not : OR_NOT) {
          questions.add(quality + not + quality);
          questions.add(first + not + quality);
        }
      } else {
        questions.add("how " + quality);
      }
    }
    return questions;
  }

  /** {@return what says that there is much or little of what a word names: heavier, 太重} */
  static List<String> qualities(String word) {
    List<String> qualities = new ArrayList<>();
    for (String quality : QUALITIES.getOrDefault(word, Set.of())) {
      if (!Script.endsInHan(quality)) {
        String stem =
            quality.endsWith("y")
                ? quality.substring(0, quality.length() - 1) + "i"
                : DOUBLES.matcher(quality).matches()
                    ? quality + quality.charAt(quality.length() - 1)
                    : quality.endsWith("e") ? quality.substring(0, quality.length() - 1) : quality;
        qualities.addAll(List.of(quality, stem + "er", stem + "est"));
      } else if (quality.length() == 1) { // alone it is a part of too many words
        TOO.forEach(too -> qualities.add(too + quality));
        ASKED.forEach(asked -> qualities.add(quality + asked));
      } else {
        qualities.add(quality);
      }
    }
    return qualities;
  }

  /** {@return whether a word says how much there is of what a name names: softer of firmness} */
  static boolean isQuality(String word, String name) {
    return Stream.concat(Stream.of(kebab(name)), parts(name).stream())
        .anyMatch(part ->
            QUALITIES.getOrDefault(part, Set.of()).contains(word)
                || qualities(part).contains(word));
  }
}
