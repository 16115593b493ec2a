package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Action;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Thing is to do, where no more is said than its name and that: 冷藏库除霜一下. */
final class Does {
  private static final Pattern TOLD =
      Words.pattern(
          " ?(?:开始|帮我|给我|来|即刻|马上|立刻|立即|现在|而家)*(?<what>.+?)(?:一下|下|[一1]次|一阵|一会儿?|先|吧|啦|呀|啊|吖)*");

  private Does() {}

  /** {@return the plan; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    List<Part> parts = found.parts();
    if (parts.size() < 2 || !(parts.getFirst() instanceof Part.Named(Mention thing, var name))) {
      return Optional.empty();
    }
    Matcher told = TOLD.matcher(found.heard().text().substring(name.length()));
    return told.matches() && !thing.isPlace()
        ? thing.things().stream()
            .limit(1)
            .flatMap(it ->
                it.actions().values().stream()
                    .filter(action ->
                        isCalled(found, action, told.group("what")) && needsNoMore(it, action)))
            .map(action -> new Clause(Verb.DO, Optional.of(Target.of(thing)), action.name(), ""))
            .findFirst()
        : Optional.empty();
  }

  private static boolean isCalled(Found found, Action action, String said) {
    return Vocabulary.phrases(action.name()).contains(said)
        || found.parts().contains(new Part.Own(action.name(), said));
  }

  private static boolean needsNoMore(Thing thing, Action action) {
    return Field.of(thing, action).stream().noneMatch(Field::required);
  }
}
