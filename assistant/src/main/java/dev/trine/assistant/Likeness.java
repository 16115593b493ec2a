package dev.trine.assistant;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How alike a Chinese phrase is to what a Thing knows, where nobody has written down that it is
 * said so: 空车 is more like {@code vacant} (空置) than like {@code hired}, 淋一次水 is {@code water} (淋水).
 */
final class Likeness {
  /** Characters that tell nothing apart: 的, 次, 模式. */
  private static final Set<Integer> COMMON =
      Words.of("beside", "tells nothing apart")
          .flatMap(word -> word.codePoints().boxed())
          .collect(Collectors.toUnmodifiableSet());

  private Likeness() {}

  /**
   * {@return the one that is the most alike, if it is by so much and no other is as much}
   *
   * @param word the name of one
   * @param least the share of the characters of what was said that its words must have, above 0 and
   *     up to 1
   */
  static <T> Optional<T> nearest(
      Stream<T> all, Function<T, String> word, String said, double least) {
    Set<Integer> telling = telling(said);
    TreeMap<Double, List<T>> byShare =
        all.collect(
            Collectors.groupingBy(
                it -> share(word.apply(it), telling), TreeMap::new, Collectors.toList()));
    return Optional.ofNullable(byShare.lastEntry())
        .filter(best -> best.getKey() >= least)
        .flatMap(best -> Only.of(best.getValue()));
  }

  private static Set<Integer> telling(String said) {
    return said.codePoints()
        .filter(c -> Character.isIdeographic(c) && !COMMON.contains(c))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** How many of these characters what people say for a word, or for its parts, has. */
  private static double share(String word, Set<Integer> telling) {
    Set<Integer> known =
        Stream.concat(Stream.of(word), Vocabulary.parts(word).stream())
            .flatMap(it -> Vocabulary.phrases(it).stream())
            .flatMap(phrase -> phrase.codePoints().boxed())
            .collect(Collectors.toSet());
    return telling.isEmpty()
        ? 0
        : (double) telling.stream().filter(known::contains).count() / telling.size();
  }
}
