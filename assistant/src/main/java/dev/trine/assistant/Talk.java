package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is said beside an order and, said alone, would be mere talk: no act of a plan takes its
 * Thing, its time or the end of its text from there.
 *
 * @param read what a part of a sentence means by itself
 */
record Talk(Function<Heard, Meaning> read) {
  /** From this chance on a part of a sentence tells nothing that is to be done. */
  private static final double SURE = 0.35;

  /** Below this chance an order is none, unless it has one of these words. */
  private static final double FAINT = 0.4;

  private static final List<String> ORDERING =
      List.of("on", "off", "order", "start", "most", "least", "forbid", "find");

  /** Where talk may end and an order begin, or the other way. */
  private static final Pattern BESIDE = Pattern.compile(Segment.SEPARATOR + "| so (?=[a-z])|[?？]");

  private static final String AWAITING =
      "(?:if|when|once|until|till|before|after|unless|as soon as)\\b";

  /** 一有人按门铃就, "after the match": what something waits for is no talk. */
  private static final Pattern AWAITED =
      Pattern.compile("^ ?一[有到]|[后前时就]$|一到$|时候$|[的嘅]话$|^ ?" + AWAITING);

  /** A sentence with one of these may wait for what one part of it tells. */
  private static final Pattern MAY_WAIT = Pattern.compile("一[有到]|时候|[的嘅]话|就|要是|如果|\\b" + AWAITING);

  /** Between a time and what is to be done then. */
  private static final Pattern LEADS_IN = Pattern.compile("[之以]?后|[再就先才让叫把将请帮给替我]|麻烦");

  /** Fewer characters than these tell nothing. */
  private static final int FEW = 3;

  private static final Pattern ENDS = Pattern.compile("[了啦喇吧呀啊]+$");

  /** What is told or noted may have more sentences than one. */
  private static final List<String> GO_ON = List.of("Messages", "Notes", "Announcer");

  /** {@return a plan without what was only said by the way; empty where there is nothing of it} */
  Optional<Decision> leftOut(Meaning whole) {
    Found found = whole.found();
    List<Segment> segments = Segment.of(found, BESIDE);
    List<Clause> plan = whole.decision().clauses();
    if (!plan.stream().allMatch(it -> it.verb().acts())) {
      return Optional.empty();
    }
    List<Clause> told =
        plan.size() == 1
            ? plan
            : plan.stream().filter(act -> !isOfAThingOf(found, act, segments)).toList();
    List<Clause> left =
        (told.isEmpty() ? plan : told)
            .stream()
                .map(act -> unnamed(found, ended(found, timed(found, act, segments)), segments))
                .toList();
    boolean isWhole = left.equals(plan) || Clause.setTwice(left) && !Clause.setTwice(plan);
    return isWhole ? Optional.empty() : Optional.of(new Decision(left, whole.decision().chance()));
  }

  /** {@return an order of a sentence that nothing but mere talk stands before, without a pause} */
  Stream<Segment> behind(Found found, Segment part) {
    return MAY_WAIT.matcher(found.heard().text()).find()
        ? Stream.empty()
        : Unpaused.of(part)
            .filter(it -> it.before().mentions().noneMatch(Mention::isPlace))
            .filter(it -> is(found, it.before()))
            .map(Unpaused::order)
            .filter(it -> it.mentions().noneMatch(named -> isOnly(it, named)));
  }

  /** 今晚打了好多局麻将了 runs no scene of that name. */
  private static boolean isOnly(Segment part, Mention named) {
    return ENDS.matcher(part.text()).replaceFirst("").equals(named.phrase());
  }

  /** {@return whether a part of a sentence, said alone, is mere talk} */
  boolean is(Found found, Segment part) {
    return !isOnlyALength(part)
        && !AWAITED.matcher(part.text()).find()
        && !part.says(Segment.BINDING)
        && isTalk(part.heard(found.heard()));
  }

  /**
   * {@return whether a part of a sentence between pauses is mere talk, or hardly an order and has
   * no word of one: 外面好像有人一直按喇叭}
   */
  boolean isNoOrder(Found found, Segment part) {
    return is(found, part)
        || !part.saysNoMoreThanNames()
            && part.parts().stream().noneMatch(Part.Timed.class::isInstance)
            && !part.says(ORDERING)
            && !part.says(Segment.BINDING)
            && isFaint(part.heard(found.heard()));
  }

  private boolean isFaint(Heard part) {
    Decision alone = read.apply(part).decision();
    return alone.chance() < FAINT && alone.clauses().stream().allMatch(it -> it.verb().acts());
  }

  /** 过五分钟 tells when. */
  private static boolean isOnlyALength(Segment part) {
    return !part.saysMoreThanATime()
        && part.parts().stream()
            .anyMatch(it -> it instanceof Part.Timed(Time time, _) && time instanceof Time.Length);
  }

  private boolean isTalk(Heard part) {
    Decision alone = read.apply(part).decision();
    return alone.clauses().equals(List.of(Clause.alone(Clause.Verb.CHAT)))
        && alone.chance() >= SURE;
  }

  /** 右前车窗降一半，阿黄想伸脑袋出去吹风 turns on no light of 阿黄's collar. */
  private boolean isOfAThingOf(Found found, Clause act, List<Segment> segments) {
    return act.thing()
        .filter(thing ->
            isTalk(
                found,
                segments,
                part -> part instanceof Part.Named(Mention named, _) && named.equals(thing),
                it -> act.verb() == Clause.Verb.SET && it.onlyTellsOfThings()))
        .isPresent();
  }

  /** 明天要段考，电视关掉: now. */
  private Clause timed(Found found, Clause act, List<Segment> segments) {
    return act.timing()
        .filter(timing ->
            isTalk(
                found,
                segments,
                part -> part instanceof Part.Timed(Time time, _) && timing.times().contains(time),
                _ -> false))
        .map(_ -> act.now())
        .orElse(act);
  }

  /** Whether such is only said in talk, and the sentence is not all talk. */
  private boolean isTalk(
      Found found,
      List<Segment> segments,
      Predicate<Part> isSuch,
      Predicate<Segment> tellsNothing) {
    List<Segment> such =
        segments.stream().filter(it -> it.parts().stream().anyMatch(isSuch)).toList();
    boolean isApart = such.size() < segments.size();
    return !such.isEmpty()
        && such.stream()
            .allMatch(it ->
                isApart && (tellsNothing.test(it) || isNoOrder(found, it))
                    || beginsWithTalk(found, it, isSuch));
  }

  /** "Mamaw's stories come on at one switch her TV to the antenna": what was said at the head. */
  private boolean beginsWithTalk(Found found, Segment segment, Predicate<Part> isSuch) {
    int behind =
        Span.of(segment.parts(), segment.start()).stream()
            .filter(span -> isSuch.test(span.part()))
            .mapToInt(Span::end)
            .max()
            .orElse(segment.end());
    return Unpaused.of(segment)
        .map(Unpaused::before)
        .filter(it -> it.end() >= behind && it.saysMoreThanATime())
        .filter(it -> !leadsIn(found.heard().text().substring(behind, it.end())))
        .anyMatch(it -> is(found, it));
  }

  /** 十分钟后麻烦把: behind a time nothing is told before the order begins. */
  private static boolean leadsIn(String behind) {
    return !behind.isEmpty() && LEADS_IN.matcher(behind).replaceAll("").strip().length() < FEW;
  }

  /** 锅里炖着排骨呢，定个二十五分钟: a timer is not called after what is only told. */
  private Clause unnamed(Found found, Clause act, List<Segment> segments) {
    String name = act.name().equals("start") ? act.text("name") : "";
    List<Segment> naming = segments.stream().filter(it -> it.text().contains(name)).toList();
    return !name.isEmpty()
            && !naming.isEmpty()
            && naming.stream()
                .allMatch(it ->
                    it.end() < segments.getLast().end()
                        && it.text().strip().length() > name.length() + 1
                        && is(found, it))
        ? act.without("name")
        : act;
  }

  /** "Remind me to ring the shearer, he never picks up after lunch". */
  private Clause ended(Found found, Clause act) {
    if (GO_ON.stream().anyMatch(act::isOfA)) {
      return act;
    }
    Clause ended = act;
    for (String member : Inputs.NAMES) {
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
    return found.heard().part(text).flatMap(this::end);
  }

  private Optional<String> end(Heard text) {
    int end = text.text().length();
    return BESIDE
        .matcher(text.text())
        .results()
        .filter(pause -> pause.start() > 0 && pause.end() < end)
        .filter(pause -> isTalk(text.part(pause.end(), end)))
        .map(pause -> text.said(0, pause.start()).strip())
        .findFirst();
  }
}
