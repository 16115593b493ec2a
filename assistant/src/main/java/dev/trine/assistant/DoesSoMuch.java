package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Action;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How much a Thing is to do, where no more is said than its name, one verb and that: 磨豆机磨20克,
 * 喷雾器喷30秒. It is done by the only action that takes so much, whatever the verb.
 */
final class DoesSoMuch {
  private static final String AT_ONCE = " ?(?:开始|帮我|给我|即刻|马上|立刻|立即|现在|而家|再)*";

  /** No verb of these sets anything, switches it or says how often. */
  private static final String VERB = "[\\p{IsHan}&&[^设调到改加减升降高低较校定每各开关熄闩停成为转切第预延]]{1,2}";

  private static final Pattern A_NUMBER =
      Words.pattern(
          AT_ONCE
              + VERB
              + "(?<number>\\d+(?:\\.\\d+)?) ?(?<unit>[a-z]{1,4}|\\p{IsHan}{1,2}?)"
              + "(?<of>\\p{IsHan}{0,5})[吧啦吖]?");

  private static final Pattern A_LENGTH = Words.pattern(AT_ONCE + VERB + "水?");

  /** Before the name: to what it is given. */
  private static final Set<String> GIVEN = Set.of("给", "俾", "畀", "帮", "同", "让", "叫");

  private DoesSoMuch() {}

  /** {@return the plan; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    boolean isGiven =
        found.parts().size() > 2
            && found.parts().getFirst() instanceof Part.Text(String given)
            && GIVEN.contains(given);
    List<Part> parts = found.parts().subList(isGiven ? 1 : 0, found.parts().size());
    if (parts.size() < 2
        || !(parts.getFirst() instanceof Part.Named(Mention mention, var name))
        || mention.things().isEmpty()) {
      return Optional.empty();
    }
    Thing thing = mention.things().iterator().next();
    String heard = found.heard().text();
    String behind = heard.substring(heard.indexOf(name) + name.length());
    return (parts.getLast() instanceof Part.Timed(Time.Length length, var said)
            ? lasting(thing, behind.substring(0, behind.length() - said.length()), length)
            : counted(thing, behind))
        .map(act -> act.with(Target.of(mention)));
  }

  private static Optional<Clause> lasting(Thing thing, String verb, Time.Length length) {
    return A_LENGTH.matcher(verb).matches()
        ? Only.of(
            actions(thing)
                .flatMap(action ->
                    Field.of(thing, action).stream()
                        .filter(field -> field.kind() == Field.Kind.LENGTH)
                        .map(field -> act(action, field, new Argument.When(length)))))
        : Optional.empty();
  }

  private static Optional<Clause> counted(Thing thing, String behind) {
    Matcher said = A_NUMBER.matcher(behind);
    if (!said.matches()) {
      return Optional.empty();
    }
    Map<String, Set<String>> units = Units.counted(behind);
    return Only.of(
        actions(thing)
            .flatMap(action ->
                Field.of(thing, action).stream()
                    .filter(field -> field.kind() == Field.Kind.NUMBER)
                    .filter(field ->
                        isCountedIn(
                                field.name(), units.getOrDefault(said.group("number"), Set.of()))
                            || Vocabulary.phrases(field.name()).contains(said.group("unit")))
                    .map(field -> act(action, field, new Argument.Word(said.group("number"))))));
  }

  /** {@return whether a name, in either spelling, counts in one of some units: grams in gram} */
  private static boolean isCountedIn(String name, Set<String> units) {
    return Stream.of(name.replaceAll("(lit|met)er", "$1re").split("-"))
        .anyMatch(
            word -> units.contains(word) || units.stream().anyMatch(u -> word.equals(u + "s")));
  }

  /** Actions of its own that take nothing else: 做两杯拿铁 says more than how much. */
  private static Stream<Action> actions(Thing thing) {
    return thing.actions().values().stream()
        .filter(action -> !OwnWords.learnt(action.name()))
        .filter(action -> Field.of(thing, action).size() == 1);
  }

  private static Clause act(Action action, Field field, Argument amount) {
    return new Clause(Verb.DO, Optional.empty(), action.name(), "").taking(field.name(), amount);
  }
}
