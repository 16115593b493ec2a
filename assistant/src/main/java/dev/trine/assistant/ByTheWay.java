package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times that only tell what is so or what somebody does then, beside what is to be done now. */
final class ByTheWay {
  /** Behind a day: what is so then, before what is to be done. */
  private static final Pattern REMARK =
      Pattern.compile(
          "(?:就(?:是|要|系)?(?=[^,，]*[节了喇嘛]))?(?![前后内起再就都要把将]|开始|之|以)\\p{IsHan}{1,5}(?<!时候|时|前|后|的话|之内|开始|起)[,，](?=.*\\p{IsHan})");

  /** Behind a length of time, and as far as a pause: what we do then. */
  private static final Pattern WE_DO =
      Words.pattern("(?:之后|以后|后|就|便|要|得|即将)*(?:{we}|{comes}|开播|开会|开场|开工)[^,， ]*(?=[,， ]|$)");

  /** Before such a length: 灯开十分钟我上去收衫 is for ten minutes. */
  private static final Pattern TELLS = Pattern.compile("(?:^|[,， ]|[还仲]有|我们?|我哋)$");

  /** 半小时后我回来，到时打开空调. */
  private static final String BY_THEN = "到时";

  private ByTheWay() {}

  /** {@return an act without the time of a remark} 明早喝粥，电饭锅换到煮粥 is for now. */
  static Clause now(Found found, Clause act) {
    boolean isOfADay =
        act.timing()
            .filter(it -> it.how() == Timing.How.AT)
            .filter(it ->
                it.times().stream()
                    .allMatch(time -> time instanceof Time.Moment at && !at.hasHour()))
            .isPresent();
    boolean isOurs =
        act.timing()
            .filter(it -> it.how() != Timing.How.AT)
            .filter(it -> it.times().stream().allMatch(time -> isOurs(found, time)))
            .isPresent();
    return isOurs || isOfADay && (beginsWithADay(found) || tellsADay(found, act)) ? act.now() : act;
  }

  /** {@return whether a time that was said is of a remark} */
  static boolean isTold(Found found, Part.Timed time) {
    return time.equals(found.parts().getFirst()) && beginsWithADay(found)
        || isOurs(found, time.time());
  }

  /** 充电上限改成九十吧，明天要跑长途: another part of the sentence than the one of what is to be done. */
  private static boolean tellsADay(Found found, Clause act) {
    Optional<Mention> thing = act.thing();
    List<Segment> all = Segment.of(found);
    List<Segment> others =
        all.stream()
            .filter(it -> it.mentions().noneMatch(named -> thing.filter(named::equals).isPresent()))
            .toList();
    boolean isSaidElsewhere =
        thing.isPresent()
            ? others.size() < all.size()
            : others.stream().anyMatch(it -> !it.tellsOfADay() && it.text().matches(".*\\d.*"));
    return act.verb() == Verb.SET
        && isSaidElsewhere
        && others.stream()
            .filter(Segment::tellsOfADay)
            .anyMatch(it -> it.mentions().allMatch(Mention::isPlace));
  }

  /** Whether a sentence begins with what is so on some day. */
  private static boolean beginsWithADay(Found found) {
    return found.parts().getFirst() instanceof Part.Timed(_, String time)
        && REMARK.matcher(found.heard().text().substring(time.length())).lookingAt();
  }

  /** 还有五分钟开播，把灯打开; 五分钟后出发，先开空调: it is we who do something after that time. */
  private static boolean isOurs(Found found, Time after) {
    String heard = found.heard().text();
    return after instanceof Time.Length
        && !heard.contains(BY_THEN)
        && found.spans().stream()
            .filter(it -> it.part() instanceof Part.Timed(Time time, _) && time.equals(after))
            .filter(it -> TELLS.matcher(heard.substring(0, it.start())).find())
            .map(it -> WE_DO.matcher(heard).region(it.end(), heard.length()))
            .filter(Matcher::lookingAt)
            .anyMatch(it ->
                found.spans().stream()
                    .filter(span -> span.start() >= it.start() && span.end() <= it.end())
                    .noneMatch(span ->
                        span.part() instanceof Part.Named(Mention what, _) && what.isAThing()));
  }
}
