package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import java.util.List;
import java.util.regex.Pattern;

/** Which of several properties that are much alike an act sets: the one that was said. */
final class ItsProperty {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private ItsProperty() {}

  /** {@return an act of the property that was said; mostly as it is} */
  static Clause of(Found found, Clause act) {
    return ofItsLevel(found, ofWhatWasSaid(found, ofItsName(found, act)));
  }

  /** "The fridge one degree colder": of its temperatures the one with its name. */
  private static Clause ofItsName(Found found, Clause act) {
    String last = Vocabulary.parts(act.name()).getLast();
    return act.thing().stream()
        .filter(_ -> setsAnOwn(act) && !isItselfSaid(found, act))
        .map(thing -> thing.phrase() + "-" + last)
        .filter(name -> !name.equals(act.name()))
        .map(name -> act.with(name, act.value()))
        .filter(of -> WholePlan.offers(act.target().orElseThrow().thing().orElseThrow(), of))
        .findFirst()
        .orElse(act);
  }

  /** "Renee's side of the bed": of what a Thing has for both, that of whom or which was said. */
  private static Clause ofWhatWasSaid(Found found, Clause act) {
    String heard = found.heard().text();
    if (!setsAnOwn(act) || saysFirstPart(act.name(), heard)) {
      return act;
    }
    List<String> siblings =
        act.things()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> !property.readOnly())
            .map(Property::name)
            .filter(name -> isBeside(name, act.name()) && saysFirstPart(name, heard))
            .toList();
    return siblings.size() == 1 ? act.with(siblings.getFirst(), act.value()) : act;
  }

  /** "The electric blanket on four" is its level, and no four hours of which nobody spoke. */
  private static Clause ofItsLevel(Found found, Clause act) {
    if (act.verb() != Verb.SET || !NUMBER.matcher(act.value()).matches()) {
      return act;
    }
    List<Property> numbers =
        act.things()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(Values::isSettableNumber)
            .toList();
    boolean isALength =
        numbers.stream().anyMatch(it -> it.name().equals(act.name()) && Units.seconds(it) > 0);
    if (!isALength || isItselfSaid(found, act) || isSaidAsALength(found, act.value())) {
      return act;
    }
    List<Property> levels =
        numbers.stream()
            .filter(it -> Units.seconds(it) == 0)
            .filter(it -> Values.range(it).has(Double.parseDouble(act.value())))
            .toList();
    return levels.size() == 1 ? act.with(levels.getFirst().name(), act.value()) : act;
  }

  private static boolean isSaidAsALength(Found found, String number) {
    return found.parts().stream()
        .filter(it -> it instanceof Part.Timed(Time time, _) && time instanceof Time.Length)
        .flatMap(it -> NUMBER.matcher(it.phrase()).results())
        .anyMatch(it -> it.group().equals(number));
  }

  /** Whether two names differ in their first parts alone: left-heat, right-heat. */
  private static boolean isBeside(String one, String other) {
    List<String> parts = Vocabulary.parts(one);
    List<String> others = Vocabulary.parts(other);
    return parts.size() > 1
        && parts.size() == others.size()
        && !parts.getFirst().equals(others.getFirst())
        && parts.subList(1, parts.size()).equals(others.subList(1, others.size()));
  }

  private static boolean saysFirstPart(String name, String heard) {
    return Vocabulary.phrases(Vocabulary.parts(name).getFirst()).stream()
        .anyMatch(word -> Words.isSaid(word, heard) || Words.isSaid(word + "'s", heard));
  }

  private static boolean setsAnOwn(Clause act) {
    return act.verb() == Verb.SET && !OwnWords.learnt(act.name());
  }

  private static boolean isItselfSaid(Found found, Clause act) {
    return new Said(found, List.of()).saysOwn(act.name());
  }
}
