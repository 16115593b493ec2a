package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which of two actions is meant where one begins what the other ends: 和面机停下 runs stop-mixing and
 * not start-mixing, whichever of its words the model takes for "stop".
 */
final class StartOrStop {
  private static final String START = "start";

  private static final Pattern STOPS =
      Pattern.compile("(?<![不别没冇未莫唔]|要|好|会|准)停(?![车电在用放])|\\b(?:stop|halt|cease|quit)\\b");

  /** And what tells of both, or of when. */
  private static final Pattern STARTS =
      Pattern.compile("[开启动着]|继续|[完后等]|就|\\b(?:start|begin|resume|run|go|on|when|after|until)\\b");

  private StartOrStop() {}

  /** {@return an act, turned round where the other of the two was said} */
  static Clause of(Found found, Clause act) {
    if (act.verb() != Verb.DO || !act.name().startsWith(START) || !isStopped(found)) {
      return act;
    }
    return Stream.of("stop" + act.name().substring(START.length()), "stop")
        .map(stop -> act.doing("do " + stop))
        .filter(stop -> act.thing().filter(it -> WholePlan.offers(it, stop)).isPresent())
        .findFirst()
        .orElse(act);
  }

  private static boolean isStopped(Found found) {
    String heard = found.heard().text();
    return STOPS.matcher(heard).find() && !STARTS.matcher(heard).find();
  }
}
