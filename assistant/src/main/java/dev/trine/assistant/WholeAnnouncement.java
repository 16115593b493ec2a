package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is to be announced from where it begins to where it ends. */
final class WholeAnnouncement {
  private static final Pattern CALLED =
      Words.pattern(
          "(?:广播|宣布|通报)(?:一下|一声|说)?[,:： ]?(?<whom>请{everybody}|(?:有|冇|没有)\\p{IsHan}{0,3})$");

  private static final Pattern COLON = Pattern.compile("[:：] ?$");

  private static final Pattern ENDS = Pattern.compile("[.!?。！？~～ ]+$");

  private static final Pattern ONCE =
      Pattern.compile("一[句声下][,，:： ]?|[句声](?=\\p{IsHan}{3})|[句声下][,，:： ]");

  private WholeAnnouncement() {}

  /** 广播请大家下楼吃饭, 广播该睡了: the whole of it is told; 广播一句开饭了: once is how it is told. */
  static Clause of(Found found, Clause act) {
    String heard = found.heard().text();
    String text = act.text("text");
    int start = text.isEmpty() ? -1 : heard.indexOf(text);
    if (start < 0 || !act.name().equals("announce")) {
      return act;
    }
    if (start > 0 && heard.charAt(start - 1) == '该') {
      return act.copying("text", found.heard().said(start - 1, start + text.length()));
    }
    int end = endOfCall(found, start, start + text.length());
    Matcher called = CALLED.matcher(heard).region(0, start);
    Matcher once = ONCE.matcher(heard).region(start, start + text.length());
    int begins =
        called.find()
            ? called.start("whom")
            : once.lookingAt() ? once.end() : placeToldOf(found, act, start);
    if (begins == start && end == start + text.length()) {
      return act;
    }
    String whole = ENDS.matcher(found.heard().said(begins, end)).replaceFirst("");
    return act.copying("text", whole);
  }

  /** 广播：吃饭了，大家下楼: behind a colon all of it is told, where nothing else is named. */
  private static int endOfCall(Found found, int start, int end) {
    boolean isBehindAColon = COLON.matcher(found.heard().text()).region(0, start).find();
    boolean namesNothing =
        found.spans().stream()
            .noneMatch(it -> it.start() >= end && it.part() instanceof Part.Named);
    return isBehindAColon && namesNothing ? found.heard().text().length() : end;
  }

  /** 广播浴室漏水了 is told everywhere: where the text begins with a place that is not told there. */
  private static int placeToldOf(Found found, Clause act, int text) {
    return found.spans().stream()
        .filter(span -> span.end() == text && span.start() > 0)
        .filter(span ->
            span.part() instanceof Part.Named(Mention place, var said)
                && place.isPlace()
                && Script.endsInHan(said)
                && act.said("places").isEmpty())
        .filter(span ->
            found.spans().stream()
                .anyMatch(before ->
                    before.end() == span.start()
                        && before.part() instanceof Part.Named(Mention tells, _)
                        && act.isOf(tells)))
        .map(Span::start)
        .findFirst()
        .orElse(text);
  }
}
