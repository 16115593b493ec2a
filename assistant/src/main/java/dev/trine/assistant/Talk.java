package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said beside an order and, said alone, would be mere talk: no act of a plan takes its
 * Thing, its time or the end of its text from there.
 *
 * @param read what a part of a sentence means by itself
 */
record Talk(Function<Heard, Meaning> read) {
  /** From this chance on a part of a sentence tells nothing that is to be done. */
  private static final double SURE = 0.35;

  /** Where talk may end and an order begin, or the other way. */
  private static final Pattern BESIDE = Pattern.compile(Segment.SEPARATOR + "| so (?=[a-z])|[?？]");

  /** 一有人按门铃就, "after the match": what something waits for is no talk. */
  private static final Pattern AWAITED =
      Pattern.compile(
          "^ ?一[有到]|[后前时]$|时候$|[的嘅]话$|^ ?(?:if|when|once|until|till|before|after|unless|as soon as)\\b");

  /** What is told or noted may have more sentences than one. */
  private static final List<String> GO_ON = List.of("Messages", "Notes", "Announcer");

  private static final Set<String> NAMES = Set.of("title", "item", "name");

  /** {@return a plan without what was only said by the way; empty where there is nothing of it} */
  Optional<Decision> leftOut(Meaning whole) {
    Found found = whole.found();
    List<Segment> segments = Segment.of(found, BESIDE);
    List<Clause> plan = whole.decision().clauses();
    if (segments.size() == 1 || !plan.stream().allMatch(it -> it.verb().acts())) {
      return Optional.empty();
    }
    List<Clause> told =
        plan.size() == 1
            ? plan
            : plan.stream().filter(act -> !isOfAThingOf(found, act, segments)).toList();
    List<Clause> left =
        (told.isEmpty() ? plan : told)
            .stream().map(act -> ended(found, timed(found, act, segments))).toList();
    return left.equals(plan)
        ? Optional.empty()
        : Optional.of(new Decision(left, whole.decision().chance()));
  }

  /** {@return whether a part of a sentence, said alone, is mere talk} */
  boolean is(Found found, Segment part) {
    return !part.changesOthers()
        && !AWAITED.matcher(part.text()).find()
        && is(found.heard().part(part.start(), part.end()));
  }

  private boolean is(Heard part) {
    Decision alone = read.apply(part).decision();
    return alone.clauses().equals(List.of(Clause.alone(Clause.Verb.CHAT)))
        && alone.chance() >= SURE;
  }

  /** 右前车窗降一半，阿黄想伸脑袋出去吹风 turns on no light of 阿黄's collar. */
  private boolean isOfAThingOf(Found found, Clause act, List<Segment> segments) {
    return act.target()
        .flatMap(Clause.Target::thing)
        .filter(thing ->
            isAll(
                segments,
                it -> it.mentions().anyMatch(thing::equals),
                it -> act.verb() == Clause.Verb.SET && it.onlyTellsOfThings() || is(found, it)))
        .isPresent();
  }

  /** 明天要段考，电视关掉: now. */
  private Clause timed(Found found, Clause act, List<Segment> segments) {
    return act.timing()
        .filter(timing ->
            isAll(
                segments,
                segment ->
                    segment.parts().stream()
                        .anyMatch(part ->
                            part instanceof Part.Timed(Time time, _)
                                && timing.times().contains(time)),
                it -> is(found, it)))
        .map(_ -> act.now())
        .orElse(act);
  }

  /** Whether some parts of a sentence are such, but not all, and each of these is talk. */
  private static boolean isAll(
      List<Segment> segments, Predicate<Segment> isSuch, Predicate<Segment> isTalk) {
    List<Segment> such = segments.stream().filter(isSuch).toList();
    return !such.isEmpty() && such.size() < segments.size() && such.stream().allMatch(isTalk);
  }

  /** "Remind me to ring the shearer, he never picks up after lunch". */
  private Clause ended(Found found, Clause act) {
    if (GO_ON.stream().anyMatch(act::isOfA)) {
      return act;
    }
    Clause ended = act;
    for (String member : NAMES) {
      for (Argument argument : act.said(member)) {
        if (argument instanceof Argument.Text(_, String said)) {
          Optional<String> end = end(found, said);
          ended = end.isPresent() ? ended.copying(member, end.get()) : ended;
        }
      }
    }
    return ended;
  }

  /** A text without the talk at its end. */
  private Optional<String> end(Found found, String text) {
    String heard = found.heard().said(0, found.heard().text().length());
    int start = heard.indexOf(text);
    Matcher pause = BESIDE.matcher(text);
    while (start >= 0 && pause.find()) {
      if (pause.start() > 0
          && pause.end() < text.length()
          && is(found.heard().part(start + pause.end(), start + text.length()))) {
        return Optional.of(text.substring(0, pause.start()).strip());
      }
    }
    return Optional.empty();
  }
}
