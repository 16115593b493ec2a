package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A timer that is named behind its length: 较个八分钟timer焓蛋. */
final class NamedTimer {
  private static final Pattern TIMER = Words.pattern("{please}?(?:{sets}|定|起|来|整|set)[1一]?个?");

  private static final Pattern NAMED_TIMER =
      Pattern.compile(" ?(?:的|嘅)?(?:计时器?|倒数|timer)[,， ]*(?:叫做?|名叫|名为)?(?<name>\\p{IsHan}{1,8})");

  /** "The bottle timer"; the ten-minute timer is called by its length. */
  private static final Pattern CALLED =
      Pattern.compile(
          "\\b(?:the|my|our) (?!(?:last|first|second|third|other|same|current|only|next|new)\\b)(?<name>[a-z' ]{2,24}?) timer\\b");

  /** 较个十二分钟嘅计时器，叫做蒸鱼. */
  private static final Pattern CALLED_BEHIND =
      Pattern.compile("(?:计时器?|倒数|timer)[,， ]*(?:叫做?|名叫|名为)(?<name>[^,，]{1,10})$");

  /** "Twelve minutes on the biscuits". */
  private static final Pattern FOR_WHAT =
      Pattern.compile(" (?:on|for) the (?<what>[a-z' ]{2,24}?)(?: please)?");

  private static final Map<String, String> ACTS =
      Map.of("pause", "pause", "resume", "resume", "unpause", "resume");

  /** "Pause the rennet timer", "how long till the rennet timer goes off". */
  private static final Pattern OF_ONE =
      Pattern.compile(
          "(?:please |can you |could you )?(?:(?<verb>pause|resume|unpause|cancel|stop|kill)"
              + "|how (?:long|much time|many minutes)(?: is| do we have| have we got)?(?: left)?(?: till| until| before| on| for)?)"
              + " (?:the|my|our) [a-z' ]{2,24}? timer(?: for me| please| goes off| rings| is up| is done)?\\??");

  private static final Set<String> OF_EXISTING =
      Set.of("add", "subtract", "pause", "resume", "cancel", "status");

  private NamedTimer() {}

  /** {@return an act with the name of the timer that was said; mostly as it is} */
  static Clause named(Found found, Clause act) {
    boolean isUnnamed =
        OF_EXISTING.contains(act.name()) && act.said("name").isEmpty() && act.isOfA("TimerService");
    boolean isNew = act.name().equals("start") && act.said("name").isEmpty();
    Matcher called = (isNew ? CALLED_BEHIND : CALLED).matcher(found.heard().text());
    if (!(isUnnamed || isNew && act.isOfA("TimerService")) || !called.find()) {
      return act;
    }
    String said = found.heard().said(called.start("name"), called.end("name"));
    return act.with(
        new Argument.Named("name", List.of(new Argument.Text(called.group("name"), said))));
  }

  /** {@return what is said of the timer of a name that is known to nobody: "the rennet timer"} */
  static Optional<Clause> of(Found found) {
    Matcher said = OF_ONE.matcher(found.heard().text());
    boolean isOfATimer =
        said.matches()
            && CALLED.matcher(found.heard().text()).find()
            && found.parts().stream()
                .allMatch(part ->
                    part instanceof Part.Text
                        || part instanceof Part.Named(Mention named, _)
                            && (named.isOf("TimerService") || named.absent()));
    return found
        .service("timer")
        .filter(timers -> isOfATimer && !timers.things().isEmpty())
        .map(Target::of)
        .map(timer -> new Clause(Verb.DO, Optional.of(timer), act(said), ""));
  }

  private static String act(Matcher said) {
    return said.group("verb") == null ? "status" : ACTS.getOrDefault(said.group("verb"), "cancel");
  }

  /** {@return the sentence with what the timer is for as its name; nothing where it is another} */
  static Optional<Heard> plain(Found found) {
    List<Part> parts = found.parts();
    if (parts.size() == 2
        && parts.getFirst() instanceof Part.Timed(Time.Length _, String length)
        && parts.getLast() instanceof Part.Text(String text)
        && FOR_WHAT.matcher(text) instanceof Matcher what
        && what.matches()) {
      return Optional.of(Hearing.hear("set a " + length + " timer for " + what.group("what")));
    }
    for (int i = 1; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Timed(Time.Length _, var length)
          && TIMER.matcher(texts(parts.subList(0, i))).matches()
          && NAMED_TIMER.matcher(texts(parts.subList(i + 1, parts.size()))) instanceof Matcher named
          && named.matches()) {
        int end = found.heard().text().length();
        return Optional.of(
            Hearing.hear(
                length + "的计时器叫" + found.heard().said(end - named.group("name").length(), end)));
      }
    }
    return Optional.empty();
  }

  private static String texts(List<Part> parts) {
    return parts.stream().map(Part::phrase).collect(Collectors.joining());
  }
}
