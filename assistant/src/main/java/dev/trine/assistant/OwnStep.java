package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which way one number, level or length of a Thing's own goes: "a bit more steam", 气垫软一点.
 *
 * @param target by which the Thing was meant
 */
record OwnStep(Said said, Thing thing, Target target, Direction way) {
  /** A choice with one of these is one of levels. */
  private static final Set<String> LEVELS =
      Stream.of("low", "medium", "high", "normal", "standard", "mild", "strong", "weak")
          .flatMap(level -> Vocabulary.phrases(level).stream())
          .collect(Collectors.toUnmodifiableSet());

  /** 慢点，降到4.5: no step by so much. */
  private static final Pattern SET_TO = Pattern.compile("(?:到|至|成|\\bto) ?\\d");

  /**
   * {@return the step; nothing where it is not clear what goes that way}
   *
   * @param words the Thing's own that were said
   * @param numbers by one of which it may go
   * @param lengths likewise
   */
  Optional<Clause> by(List<String> words, List<String> numbers, List<Time.Length> lengths) {
    List<Property> stepped =
        thing.properties().values().stream().filter(OwnStep::isStepped).toList();
    boolean isOfItsOnly =
        words.isEmpty()
            && target.thing().isPresent()
            && stepped.size() == 1
            && !OwnWords.learnt(stepped.getFirst());
    List<Property> told =
        stepped.stream()
            .filter(property ->
                words.isEmpty()
                    ? isOfItsOnly
                        || target.thing().isPresent()
                            && Vocabulary.isQuality(way.word(), property.name())
                    : words.size() == 1 && isOf(words.getFirst(), property.name()))
            .toList();
    List<Property> paced =
        stepped.stream().filter(it -> isItsPace(it) && target.thing().isPresent()).toList();
    told = paced.size() == 1 ? paced : told;
    if (told.size() != 1 || numbers.size() > 1 || !lengths.isEmpty()) {
      return Optional.empty();
    }
    String by = numbers.isEmpty() ? "" : numbers.getFirst();
    boolean isEnd = SET_TO.matcher(OwnPlan.told(said.found())).find();
    return Optional.of(said.exactly(set(told.getFirst(), isEnd ? by : way.sign() + by)));
  }

  /** "Eight beats faster" is of the tempo, not of the beats in a bar. */
  private boolean isItsPace(Property property) {
    return Direction.HOW_FAST.contains(way.word())
        && Vocabulary.isQuality(way.word(), property.name());
  }

  private Clause set(Property property, String value) {
    return new Clause(Verb.SET, Optional.of(target), property.name(), value);
  }

  /**
   * {@return whether a word is of a name} The steam of steam-level, though it be a programme too.
   */
  static boolean isOf(String word, String name) {
    return word.equals(name) || Vocabulary.parts(name).contains(word);
  }

  /** {@return whether a property is a number or a level that can be told to change} */
  static boolean isStepped(Property property) {
    return Values.isSettableNumber(property) || !property.readOnly() && hasLevels(property);
  }

  /** {@return whether a property is a choice of levels} */
  static boolean hasLevels(Property property) {
    return OwnWords.values(property).stream().anyMatch(LEVELS::contains);
  }
}
