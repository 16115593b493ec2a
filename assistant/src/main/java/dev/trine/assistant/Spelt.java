package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Whether all that a plan does was said in so many words: its Things are named, and so are the
 * properties, values and actions. Such a plan need not be as likely as others to be sure.
 */
final class Spelt {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(?:\\.\\d+)?");
  private static final Pattern STEP = Pattern.compile("[+-]|min|max|half");
  private static final Pattern END = Pattern.compile("min|max");

  /** The signs of actions that are said in many ways. */
  private static final Map<String, String> SIGNS = Map.of("open", "on", "close", "off");

  private static final List<String> ENDING = List.of("off", "not", "forbid");

  private final Said said;

  private Spelt(Said said) {
    this.said = said;
  }

  /** {@return whether a plan of acts says no more than the sentence does} */
  static boolean out(Said said) {
    return said.clauses().stream().allMatch(new Spelt(said)::isSpelt);
  }

  private boolean isSpelt(Clause clause) {
    Optional<Mention> thing = clause.thing();
    return switch (clause.verb()) {
      case SET ->
          (thing.isPresent() || isOwn(clause.name()))
              && (clause.name().equals("on") ? isSwitched(clause) : isSaid(clause, thing));
      case DO ->
          isARoute(clause)
              || thing.isPresent()
                  && clause.texts().findAny().isEmpty()
                  && (isOwn(clause.name())
                      || Words.anyOf("actions", clause.name(), said.heard())
                      || said.is(SIGNS.getOrDefault(clause.name(), clause.name())));
      case WHEN -> said.isNamed(clause.name()) || isCalled(clause.name());
      default -> false;
    };
  }

  /** 麻将桌转台湾牌 turns it neither on nor off. */
  private boolean isSwitched(Clause act) {
    return act.value().equals("true")
        || Words.anyOf("beside", "stops", said.heard())
        || Segment.of(said.found()).stream()
            .filter(
                it -> it.mentions().allMatch(Mention::isPlace) || it.mentions().anyMatch(act::isOf))
            .anyMatch(it -> it.says(ENDING));
  }

  /** 去二七广场，中间顺路去趟丹尼斯: nothing is said but where to, and by which way. */
  private boolean isARoute(Clause act) {
    String rest = said.heard();
    for (String place : act.texts().map(it -> Hearing.normal(it.said())).toList()) {
      rest = rest.replace(place, ", ");
    }
    return act.name().equals("navigate")
        && said.clauses().size() == 1
        && Words.onlyOf("beside", "on the way", rest)
        && said.is("avoid") != act.said("avoid").isEmpty();
  }

  /** What is measured has many names: 二氧化碳. */
  private boolean isCalled(String property) {
    return Vocabulary.phrases(property).stream()
        .anyMatch(word -> word.length() > 1 && Words.isSaid(word, said.heard()));
  }

  private boolean isSaid(Clause set, Optional<Mention> thing) {
    if (said.isNamed(set.name())) {
      return !END.matcher(set.value()).matches() || said.is("most") || said.is("least");
    }
    return NUMBER.matcher(set.value()).matches()
        ? thing.filter(it -> isItsOnlyNumber(it, set)).isPresent()
        : !STEP.matcher(set.value()).matches();
  }

  /** "The oven to 200": it takes no other number, or none so great. */
  private static boolean isItsOnlyNumber(Mention mention, Clause set) {
    double number = Math.abs(Double.parseDouble(set.value()));
    return !mention.things().isEmpty()
        && mention.things().stream()
            .allMatch(thing ->
                isOnly(set.name(), thing, property -> true)
                    || isOnly(set.name(), thing, it -> Values.range(it).has(number)));
  }

  private static boolean isOnly(String name, Thing thing, Predicate<Property> takes) {
    List<String> numbers =
        thing.properties().values().stream()
            .filter(Values::isSettableNumber)
            .filter(takes)
            .map(Property::name)
            .toList();
    return numbers.equals(List.of(name));
  }

  private boolean isOwn(String name) {
    return said.ownWords().anyMatch(own -> own.word().equals(name));
  }
}
