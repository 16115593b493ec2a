package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.ValueSchema;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Units of properties, as Thing Descriptions state them or as {@code units.txt} knows them. */
final class Units {
  /** What ends between these may be a percentage: not 4 levels, not 254 steps. */
  private static final double LEAST = 20;

  private static final double MOST = 100;

  private static final Map<String, String> KNOWN = Tables.pairs("units.txt");

  private static final Set<String> MEASURES =
      Lexicon.ALL.stream()
          .flatMap(lexicon -> lexicon.section("measures").keySet().stream())
          .collect(Collectors.toUnmodifiableSet());

  /** The units of each word for one: degrees may be of two scales, or of an angle. */
  private static final Map<String, Set<String>> SAID = said("measures");

  /** The units for which words ask that name none: how hot, 多重. */
  private static final Map<String, Set<String>> ASKED = said("asked");

  static {
    MEASURES.forEach(unit -> SAID.computeIfAbsent(unit, u -> new HashSet<>()).add(unit));
  }

  private static final String ANY =
      SAID.keySet().stream()
          .sorted(Comparator.comparingInt(String::length).reversed())
          .map(Pattern::quote)
          .collect(Collectors.joining("|", "(?<unit>", ")(?![a-z/])"));

  private static final Pattern COUNTED = Pattern.compile("(?<number>\\d+(?:\\.\\d+)?)[ -]?" + ANY);

  /** What is counted without a unit: level 4, 4档. */
  private static final Pattern LEVEL =
      Pattern.compile("\\blevel (?<before>\\d+)|(?<behind>\\d+)(?:[档级挡段]| levels?\\b)");

  private static final String NO_UNIT = "level";

  private static final Pattern BEHIND_NUMBER = Pattern.compile("\\d[ -]?$");

  private static final Pattern HOW_MANY = Words.pattern("{how many}(?: |个)?" + ANY);

  private Units() {}

  /** {@return whether a word is one for a unit} */
  static boolean isWord(String word) {
    return SAID.containsKey(word);
  }

  /** {@return whether the words there are a unit, just behind a number: 3000 kelvin} */
  static boolean isCounted(String heard, int start, int end) {
    return start > 0
        && isWord(heard.substring(start, end))
        && BEHIND_NUMBER.matcher(heard).region(Math.max(0, start - 2), start).find();
  }

  /** {@return the units in which each number of a sentence may have been said} */
  static Map<String, Set<String>> counted(String heard) {
    Map<String, Set<String>> units = new HashMap<>();
    COUNTED
        .matcher(heard)
        .results()
        .forEach(m ->
            units
                .computeIfAbsent(m.group("number"), n -> new HashSet<>())
                .addAll(named(m.group("unit"))));
    LEVEL
        .matcher(heard)
        .results()
        .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
        .forEach(number -> units.computeIfAbsent(number, n -> new HashSet<>()).add(NO_UNIT));
    return units;
  }

  /** {@return a text without what is counted in it: 80 beats per minute} */
  static String uncounted(String text) {
    return COUNTED.matcher(text).replaceAll(" ");
  }

  /** {@return the units that are asked for by their names: how many kilowatt hours} */
  static Set<String> askedByName(String heard) {
    Set<String> units = new HashSet<>();
    HOW_MANY.matcher(heard).results().forEach(m -> units.addAll(named(m.group("unit"))));
    return units;
  }

  /** {@return the units that a question may ask for} */
  static Set<String> asked(String heard) {
    Set<String> units = askedByName(heard);
    ASKED.forEach((words, of) -> units.addAll(Words.isSaid(words, heard) ? of : Set.of()));
    return units;
  }

  /** {@return whether words ask for a unit, and say no more} */
  static boolean isAsking(String words) {
    return ASKED.containsKey(words);
  }

  /** {@return whether a property is measured in one of some units} */
  static boolean isIn(Property property, Set<String> units) {
    String unit = of(property);
    if (unit.isEmpty() && units.contains(NO_UNIT)) {
      return true;
    }
    return MEASURES.contains(unit)
        ? units.contains(unit)
        : named(unit).stream().anyMatch(units::contains);
  }

  private static Set<String> named(String word) {
    return SAID.getOrDefault(word, Set.of(word)); // percent is asked for, and said of any range
  }

  private static Map<String, Set<String>> said(String section) {
    Map<String, Set<String>> said = new HashMap<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section(section)
          .forEach((unit, words) ->
              words.stream()
                  .flatMap(word -> Stream.of(word.text(), word.plural()))
                  .filter(word -> !word.isEmpty())
                  .forEach(word -> said.computeIfAbsent(word, w -> new HashSet<>()).add(unit)));
    }
    return said;
  }

  /** {@return {@code percent}, {@code celsius}, {@code kelvin} ...; empty where there is none} */
  static String of(Property property) {
    Optional<String> stated = property.unit().map(u -> u.toLowerCase(Locale.ROOT).strip());
    if (stated.isPresent()) {
      return switch (stated.get()) {
        case "%", "percentage" -> "percent";
        case "°c", "℃", "c", "degree celsius", "degrees celsius" -> "celsius";
        case "°f", "℉", "f", "degree fahrenheit", "degrees fahrenheit" -> "fahrenheit";
        case "k", "kelvins" -> "kelvin";
        default -> stated.get();
      };
    }
    String known = KNOWN.getOrDefault(property.name(), "");
    return known.equals("percent") && !toHundred(property) ? "" : known;
  }

  /** {@return the seconds in the unit of a property that is a length of time; else 0} */
  static int seconds(Property property) {
    return switch (property.unit().map(u -> u.toLowerCase(Locale.ROOT).strip()).orElse("")) {
      case "s", "sec", "second", "seconds" -> 1;
      case "min", "minute", "minutes" -> 60;
      case "h", "hour", "hours" -> 3600;
      case "d", "day", "days" -> 86_400;
      default -> property.name().equals("seconds") ? 1 : property.name().equals("minutes") ? 60 : 0;
    };
  }

  private static boolean toHundred(Property property) {
    return switch (property.schema()) {
      case ValueSchema.Whole whole -> whole.maximum().map(m -> m > LEAST && m <= MOST).orElse(true);
      case ValueSchema.Decimal decimal ->
          decimal.maximum().map(m -> m > LEAST && m <= MOST).orElse(true);
      default -> false;
    };
  }
}
