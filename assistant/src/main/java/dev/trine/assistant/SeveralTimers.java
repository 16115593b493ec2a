package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timers that are set in one sentence, each with its name: "eight minutes for the eggs and another
 * of twenty minutes for the spuds", 设两个计时器，一个十分钟叫水煮蛋，一个五十分钟叫卤肉.
 */
final class SeveralTimers {
  /** Stands for a length of time. */
  private static final String LENGTH = "M";

  private static final Pattern TIMER = Pattern.compile("\\btimers?\\b|计时|倒数|timer");

  /** Where another begins. */
  private static final Pattern ANOTHER =
      Pattern.compile(
          ",? and (?=(?:another|one|a second)\\b)|, (?=(?:another|one)\\b)"
              + "|[,、]?(?:还有|另外|和|再来|再加|再)?(?=(?:另|第2)?[1一]?个M)");

  private static final List<Pattern> FORMS =
      List.of(
          Words.pattern(
              "(?:please |{could you} )?(?:set |start |put on )?(?:me )?(?:two timers[:,]? )?(?:an? |one |another |a second )?(?:timer )?(?:of |for )?M(?: timer)?(?: for| called| named)(?: the| my)? (?<name>[a-z' ]{2,20}?)(?: please)?"),
          Words.pattern(
              "(?:please |{could you} )?(?:set |start |put on )?(?:an? |one |another |a second )?(?:timer )?(?:called|named|for)(?: the| my)? (?<name>[a-z' ]{2,20}?) (?:for|of) M(?: please)?"),
          Words.pattern(
              "(?:{please}|{sets}|定|起|来|整|set)*(?:[两2三3]个)?(?:计时器?|倒数|timer)?[,:]?(?:另|第2)?[1一]?个?M(?:的|嘅)?(?:计时器?|倒数|timer)?(?:叫做?|是|给|俾|名叫)(?<name>\\p{IsHan}{1,6}?)[吧啦呀啊]?"));

  private SeveralTimers() {}

  /** {@return the timers that are started; nothing where a sentence says anything else} */
  static Optional<List<Clause>> of(Found found) {
    List<Span> times = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Span span : found.spans()) {
      if (span.part() instanceof Finder.Part.Timed(Time.Length _, _)) {
        times.add(span);
        text.append(LENGTH);
      } else {
        text.append(span.part().phrase());
      }
    }
    List<String> pieces = pieces(text);
    if (times.size() < 2 || pieces.size() != times.size() || !TIMER.matcher(text).find()) {
      return Optional.empty();
    }
    List<Clause> timers = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Optional<Clause> timer = timer(found, pieces.get(i), times.get(i));
      if (timer.isEmpty()) {
        return Optional.empty();
      }
      timers.add(timer.get());
    }
    return Optional.of(timers);
  }

  /** The text of each: what has no length belongs to the next. */
  private static List<String> pieces(CharSequence text) {
    List<String> pieces = new ArrayList<>();
    String before = "";
    for (String piece : ANOTHER.split(text)) {
      before += piece;
      if (piece.contains(LENGTH)) {
        pieces.add(before);
        before = "";
      }
    }
    return pieces;
  }

  private static Optional<Clause> timer(Found found, String piece, Span time) {
    return FORMS.stream()
        .map(form -> form.matcher(piece))
        .filter(Matcher::matches)
        .map(said -> said.group("name"))
        .findFirst()
        .map(name -> start(found, name, ((Finder.Part.Timed) time.part()).time()));
  }

  private static Clause start(Found found, String name, Time length) {
    int at = found.heard().text().indexOf(name);
    String said = found.heard().said(at, at + name.length());
    Optional<Target> timers = found.service("timer").map(Target::of);
    return new Clause(Verb.DO, timers, "start", "")
        .with(
            List.of(
                new Argument.Named("seconds", List.of(new Argument.When(length))),
                new Argument.Named("name", List.of(new Argument.Text(name, said)))));
  }
}
