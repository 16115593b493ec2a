package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which way a number or a level is told to go: hotter, a bit less, 软一点, 开细啲 ({@code
 * lexicon/steps.txt}).
 *
 * @param sign {@code +} or {@code -}
 * @param word the word that told it
 */
record Direction(String sign, String word) {
  /** Of these words it is sure what goes so: a pace. */
  static final Set<String> HOW_FAST = Set.of("faster", "quicker", "slower", "快", "慢");

  /** By row of {@code lexicon/steps.txt}: up, lid closed, level low. */
  static final Map<String, List<String>> TABLE = Tables.table("lexicon/steps.txt");

  /** A word of how it is to be, and that this is a step; 太热了 tells the contrary. */
  private static final String STEP =
      "(?<![太最够不])(%s)(?:返|到)?(?=(?:一|1)?点(?!\\d)|点儿|些|啲|多?(?:一|1|两|2)?(?:档|级|格|度)|\\d{1,2}(?:档|级|格|度))";

  private static final Map<String, Pattern> WORDS =
      Map.of("+", pattern("up"), "-", pattern("down"));

  private static Pattern pattern(String way) {
    return Pattern.compile(
        "\\b(%s)\\b|%s"
            .formatted(
                any(TABLE.getOrDefault(way, List.of())),
                STEP.formatted(any(TABLE.getOrDefault(way + " Han", List.of())))));
  }

  private static String any(List<String> words) {
    return words.stream()
        .sorted((one, other) -> other.length() - one.length())
        .collect(Collectors.joining("|"));
  }

  /** {@return the one way that was told in what names no Thing; nothing where both were} */
  static Optional<Direction> of(Found found) {
    String told =
        found.parts().stream()
            .map(part -> part instanceof Part.Text ? part.phrase() : " , ")
            .collect(Collectors.joining());
    List<Direction> all =
        WORDS.entrySet().stream()
            .flatMap(way ->
                way.getValue()
                    .matcher(told)
                    .results()
                    .map(match -> new Direction(way.getKey(), word(match))))
            .toList();
    return all.stream().map(Direction::sign).distinct().count() == 1
        ? Optional.of(all.getFirst())
        : Optional.empty();
  }

  private static String word(MatchResult match) {
    return Stream.of(match.group(1), match.group(2))
        .flatMap(group -> Optional.ofNullable(group).stream())
        .findFirst()
        .orElseThrow();
  }
}
