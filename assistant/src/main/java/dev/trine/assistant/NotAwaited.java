package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the acts of a plan were to wait for, and do not. */
record NotAwaited(Said said, List<Clause> acts) {
  private static final Pattern IF_UNNAMED =
      Pattern.compile("^(?:如果|要是|假如|万一|若)(?!.*(?:还|没关|开着|亮着|没锁|有空|可以|方便))[^,]{2,10}?(?:就|,)");

  /** 夜里要是落雨就收遮阳篷, 等王姐一到, 大门一打开: what happens at some time is no time now. */
  private static final Pattern IF_IT_HAPPENS =
      Pattern.compile(
          "(?:如果|要是|假如|万一|只要|一旦|若|等)[^,]{0,8}?(?:(?:下|落)(?:起|大|紧)*(?:雨|雪)|漏水|漏气|起风|刮风|打风|天黑|冒烟|着火|一到|回来|返到|返嚟)[^,]{0,4}(?:,|就|马上|即刻|把|将|关|熄|收)"
              + "|(?:雨|雪|漏水|漏气|着火|冒烟)(?:了|的话|嘅话|嘅时候|的时候)+,?[^,]{0,2}(?:就|马上|即刻|把|将|关|熄|闩|收)|有(?:动静|人|动靜)[^,]{0,2}就|只要(?:一?有|侦测到|检测到)(?:反应|烟|警报|人|动静)[^,]{0,3},"
              + "|(?:以下|以上)[^,]{0,2}就(?![好行得够可])"
              + "|\\b(?:if|when|once|as soon as|the (?:second|minute|moment)|should (?:it|the)) [^,]*\\b(?:floods?|leaks?|rains?|snows?|pours?|goes off|gets? dark|rings?|arrives?|gets? home|beeps?)\\b"
              + "|^[^,]{1,8}一(?:打开|关上|响|到家?|回来|返到|返嚟|进门)[^,]{0,3},[^,]*就");

  /** What ends something for a while. */
  private static final Set<String> RESTS = Set.of("pause", "stop");

  /** Whether something is done at once that was to be done on a condition; to end is harmless. */
  boolean isDone() {
    boolean isNow = said.clauses().stream().noneMatch(NotAwaited::waits);
    return waitsForNothing()
        || isNow && waitsForWhatIsNotNamed()
        || isNow && !acts.isEmpty() && IF_IT_HAPPENS.matcher(said.heard()).find()
        || isNow
            && said.is("condition")
            && (Words.anyOf("beside", "goes off", said.heard())
                || acts.stream().anyMatch(this::shouldWait));
  }

  /** 要是下起雨来就把遮阳棚收了: what it waits for is of no Thing that could be in that state now. */
  private boolean waitsForWhatIsNotNamed() {
    return said.found().parts().getFirst() instanceof Part.Text(String text)
        && IF_UNNAMED.matcher(text).find();
  }

  private boolean shouldWait(Clause act) {
    return act.target().flatMap(Target::that).isEmpty()
        && !(said.is("on") && said.is("off") && acts.size() == 1)
        && !isSoAnyhow(act)
        && !act.name().equals("locked")
        && !RESTS.contains(act.name())
        && !Contrary.ends(act);
  }

  /** 如果除湿机没开就打开: to turn on what is on already is harmless. */
  private boolean isSoAnyhow(Clause act) {
    return said.is("not")
        && act.name().equals("on")
        && acts.size() == 1
        && said.found().mentions().size() == 1
        && LeftOut.isOf(act, said.found().mentions().getFirst());
  }

  /** "When it gets dark" and "if it rains" are no states of what is to be done then. */
  private boolean waitsForNothing() {
    return (said.isTold("later")
            || Events.in(said.heard()).anyMatch(event -> !said.isCopied(event)))
        && said.clauses().stream()
            .filter(NotAwaited::waits)
            .allMatch(clause ->
                clause.verb() == Verb.WHEN
                    && (!isReported(clause)
                        || acts.stream().anyMatch(act -> isOfTheSame(act, clause))));
  }

  /** What can be set is no event: a doorbell that is on does not ring. */
  private static boolean isReported(Clause when) {
    List<Thing> things = when.things().toList();
    return things.isEmpty()
        || things.stream()
            .flatMap(thing -> thing.property(when.name()).stream())
            .anyMatch(Property::readOnly);
  }

  private static boolean waits(Clause clause) {
    return clause.verb() == Verb.WHEN || LeftOut.isLater(clause);
  }

  private static boolean isOfTheSame(Clause one, Clause other) {
    return one.thing().equals(other.thing());
  }
}
