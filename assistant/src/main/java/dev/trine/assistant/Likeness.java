package dev.trine.assistant;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
   * {@return the one that is the most alike, if it is by so much}
   *
   * @param word the name of one
   * @param least the share of the characters of what was said that its words must have, 0 to 1
   */
  static <T> Optional<T> nearest(
      Stream<T> all, Function<T, String> word, String said, double least) {
    record Ranked<T>(T one, double share) {}
    List<Ranked<T>> ranked =
        all.map(it -> new Ranked<>(it, share(word.apply(it), said)))
            .filter(it -> it.share() > 0 && it.share() >= least)
            .sorted(Comparator.comparingDouble((Ranked<T> it) -> it.share()).reversed())
            .limit(2)
            .toList();
    boolean isOne =
        ranked.size() == 1
            || ranked.size() == 2 && ranked.getFirst().share() > ranked.getLast().share();
    return isOne ? Optional.of(ranked.getFirst().one()) : Optional.empty();
  }

  /** How many of the characters of a phrase what people say for a word, or for its parts, has. */
  private static double share(String word, String said) {
    Set<Integer> known =
        Stream.concat(Stream.of(word), Vocabulary.parts(word).stream())
            .flatMap(it -> Vocabulary.phrases(it).stream())
            .flatMap(phrase -> phrase.codePoints().boxed())
            .collect(Collectors.toSet());
    List<Integer> telling =
        said.codePoints()
            .filter(c -> Character.isIdeographic(c) && !COMMON.contains(c))
            .boxed()
            .distinct()
            .toList();
    return telling.isEmpty()
        ? 0
        : (double) telling.stream().filter(known::contains).count() / telling.size();
  }
}
