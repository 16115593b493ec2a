package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Acts that are for the time which was said beside another. */
final class SameTime {
  /** One is to be done now, or one after the other. */
  private static final Pattern IN_TURN =
      Pattern.compile("\\b(?:now|then|first|straight ?away)\\b|现在|而家|[先再]|马上|即刻|立刻|然后");

  private static final Pattern TIME_IS_UP =
      Pattern.compile(
          "到[点钟]|到时间|时间[一到]+|\\b(?:time's up|(?:when|once) (?:it|that)(?:'s| is) (?:up|done|over))\\b");

  private SameTime() {}

  static List<Clause> of(Found found, List<Clause> plan) {
    String heard = found.heard().text();
    return plan.size() < 2
        ? plan
        : heard.contains("at the same time")
            ? asTheFirst(plan)
            : TIME_IS_UP.matcher(heard).find() ? asTheTimer(plan) : asItsThing(found, plan);
  }

  /** 倒计时一个半小时，到点把热水器关了: what is done when the timer has run. */
  private static List<Clause> asTheTimer(List<Clause> plan) {
    return plan.getFirst().said("seconds").stream()
        .flatMap(
            it -> it instanceof Argument.When(Time.Length length) ? Stream.of(length) : Stream.of())
        .findFirst()
        .map(length -> new Timing(Timing.How.IN, List.of(length)))
        .map(when ->
            plan.stream()
                .map(act ->
                    act.verb().acts() && act.timing().isEmpty() && act != plan.getFirst()
                        ? act.with(when)
                        : act)
                .toList())
        .orElse(plan);
  }

  /** "Wake me at six and switch the lamp on at the same time." */
  private static List<Clause> asTheFirst(List<Clause> plan) {
    boolean isOfAnAlarm = plan.getFirst().isOfA("AlarmClock");
    Optional<Time.Moment> at =
        at(plan.getFirst())
            .filter(it -> it.minutes().isPresent())
            .map(it ->
                isOfAnAlarm
                    ? new Time.Moment(
                        it.day(),
                        it.minutes(),
                        it.part().or(() -> Optional.of(Time.PartOfDay.MORNING)),
                        it.repeat())
                    : it);
    return plan.stream()
        .map(act ->
            at.isPresent() && act.verb() == Verb.SET && act.timing().isEmpty()
                ? act.with(new Timing(Timing.How.AT, List.of(at.get())))
                : act)
        .toList();
  }

  /** {@return the time of day that an act takes} */
  static Optional<Time.Moment> at(Clause act) {
    return act.said("at").stream()
        .flatMap(
            at -> at instanceof Argument.When(Time.Moment moment) ? Stream.of(moment) : Stream.of())
        .findFirst();
  }

  /** "The air con to cool and 23 degrees in an hour": both, where the time is before or behind. */
  private static List<Clause> asItsThing(Found found, List<Clause> plan) {
    List<Timing> timings =
        plan.stream()
            .flatMap(act -> act.timing().stream())
            .filter(it -> isAtAnEnd(found, it))
            .distinct()
            .toList();
    if (timings.size() != 1 || IN_TURN.matcher(found.heard().text()).find()) {
      return plan;
    }
    List<Clause> later = plan.stream().filter(LeftOut::isLater).toList();
    return plan.stream()
        .map(act -> isOfOneOf(later, act) ? act.with(timings.getFirst()) : act)
        .toList();
  }

  private static boolean isAtAnEnd(Found found, Timing timing) {
    boolean isLast =
        found.parts().getLast() instanceof Part.Timed last && timing.times().contains(last.time());
    return isLast || found.saysWhenFirst();
  }

  /** Whether an act has no time of its own, and is of the very Thing of one that has. */
  private static boolean isOfOneOf(List<Clause> later, Clause act) {
    return act.timing().isEmpty()
        && act.verb().acts()
        && act.texts().findAny().isEmpty()
        && act.thing().isPresent()
        && later.stream().anyMatch(it -> it.target().equals(act.target()));
  }
}
