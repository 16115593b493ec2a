package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Thing;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which of two actions is meant where one begins what the other ends: 和面机停下 runs stop-mixing and
 * not start-mixing, whichever of its words the model takes for "stop".
 */
final class StartOrStop {
  private static final Pattern STOPS =
      Pattern.compile("(?<![不别没冇未莫唔]|要|好|会|准)停(?![车电在用放])|\\b(?:stop|halt|cease|quit)\\b");

  /** And what tells of both, or of when. */
  private static final Pattern STARTS =
      Pattern.compile("[开启动着]|继续|[完后等]|就|\\b(?:start|begin|resume|run|go|on|when|after|until)\\b");

  private StartOrStop() {}

  /** {@return an act, turned round where the other of the two was said} */
  static Clause of(Found found, Clause act) {
    String heard = found.heard().text();
    boolean stops = STOPS.matcher(heard).find();
    boolean isTurned =
        act.verb() == Verb.DO
            && stops
            && !STARTS.matcher(heard).find()
            && act.name().startsWith("start");
    List<Thing> things = act.things().toList();
    return isTurned && !things.isEmpty()
        ? Stream.of("stop" + act.name().substring("start".length()), "stop")
            .filter(stop -> things.stream().allMatch(it -> it.action(stop).isPresent()))
            .findFirst()
            .map(stop -> act.doing("do " + stop))
            .orElse(act)
        : act;
  }
}
