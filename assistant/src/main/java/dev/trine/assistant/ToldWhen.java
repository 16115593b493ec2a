package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * "Let me know when the washing machine is done", 洗衣机洗完告诉我: nothing is to be done but to tell what
 * happens, when it happens. What is told is the event in the speaker's words.
 */
final class ToldWhen {
  private static final List<Pattern> FORMS =
      Stream.of(
              "(?:(?:please|can you|could you) )?{let me know} {as it happens} (?<event>.+?)(?: please)?",
              "{as it happens} (?<event>.+?),? (?:please |can you |could you )?{let me know}(?: please)?",
              "(?=.*\\p{IsHan}){waits for}?(?<event>(?:(?!如果|要是).)+?){after that}*(?:{at that time}|时)?[就,]*{so then}?(?:{let me know}|{tells}{tells me}+)")
          .map(form -> Words.pattern("^" + form + "[.!?。！？啊呀啦吧]*$"))
          .toList();

  /** The same, of what is then to be done: 洗衣机洗完提醒我晾衣服. */
  private static final List<Pattern> REMINDERS =
      Stream.of(
              "{as it happens} (?<event>.+?),? (?:please )?remind (?:me|us) to (?<what>.+?)(?: please)?",
              "(?=.*\\p{IsHan}){waits for}?(?<event>(?:(?!如果|要是).)+?){after that}*(?:{at that time}|时)?[就,]*(?:记得)?{signs: reminds}{we}(?!{tells me})(?<what>[^,]{2,12}?)")
          .map(form -> Words.pattern("^" + form + "[.!?。！？啊呀啦吧]*$"))
          .toList();

  private ToldWhen() {}

  /**
   * {@return what is waited for, and that it is told; nothing where a sentence says anything else}
   */
  static Optional<List<Clause>> of(Found found) {
    Mention announcer = found.services().get("announcer");
    return announcer == null
        ? Optional.empty()
        : Stream.concat(
                said(found, FORMS).map(said -> told(found, announcer, said, event(found, said))),
                said(found, REMINDERS)
                    .map(said ->
                        told(
                            found,
                            announcer,
                            said,
                            text(found, said.start("what"), said.end("what"), ""))))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Stream<Matcher> said(Found found, List<Pattern> forms) {
    return forms.stream().map(form -> form.matcher(found.heard().text())).filter(Matcher::matches);
  }

  /** 洗衣机洗好的时候 is told as 洗衣机洗好了. */
  private static Argument event(Found found, Matcher said) {
    String heard = said.group("event");
    boolean isCut =
        Script.endsInHan(heard) && Words.of("beside", "is finished").anyMatch(heard::endsWith);
    return text(found, said.start("event"), said.end("event"), isCut ? "了" : "");
  }

  private static Argument text(Found found, int start, int end, String more) {
    return new Argument.Text(
        found.heard().text().substring(start, end) + more, found.heard().said(start, end) + more);
  }

  /** What is waited for, and that a text is told then; nothing where no event is known there. */
  private static Optional<List<Clause>> told(
      Found found, Mention announcer, Matcher said, Argument text) {
    int start = said.start("event");
    Segment event = new Segment(start, said.end("event"), parts(found, start, said.end("event")));
    Clause tell =
        new Clause(Verb.DO, Optional.of(Target.of(announcer)), "announce", "").taking("text", text);
    return Awaited.read(event)
        .or(() -> Awaited.whoComesOrGoes(event))
        .map(when -> List.of(when, tell));
  }

  private static List<Part> parts(Found found, int start, int end) {
    List<Part> parts = new ArrayList<>();
    for (Span span : found.spans()) {
      if (span.part() instanceof Part.Text) {
        int from = Math.max(span.start(), start);
        int to = Math.min(span.end(), end);
        if (from < to) {
          parts.add(new Part.Text(found.heard().text().substring(from, to)));
        }
      } else if (span.start() >= start && span.end() <= end) {
        parts.add(span.part());
      }
    }
    return parts;
  }
}
