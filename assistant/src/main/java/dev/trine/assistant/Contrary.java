package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the acts of a plan do contrary to what was said, or to one another. */
record Contrary(Said said, List<Clause> acts) {
  /** How a clause ends that turns on or opens, and one that does the contrary. */
  private static final Set<String> STARTS = Set.of("true", "open");

  private static final Set<String> ENDS = Set.of("false", "close");

  private static final Pattern IS_OFF =
      Pattern.compile("^ ?(?:all |都|全部?)?(?:off(?![a-z])|[关闩](?!着|到|上?\\d|[上掉]?一半|小)|熄)[^不]*$");

  /** How one ends who says of what it is that is to be locked. */
  private static final Pattern LOCKED =
      Words.pattern("(?<![解开])锁(?:好|上|埋)?$|(?:^| )lock (?:{the} )?$");

  /** 别开, at most: 莫让客人摔着, which is longer and names nothing of the home, is why. */
  private static final int BARE = 5;

  private static final Pattern SEPARATOR = Pattern.compile("[,，;；。]| and |(?<=\\p{IsHan}) ");

  private static final Pattern ASKED =
      Words.pattern(
          "(?:(?:{hello}|and|um|uh|oh|please) )*"
              + "(?:what(?! about| if)|who|which|where|how (?!about)|any (?!chance)|was|were|has|did|does"
              + "|is (?!(?:it|that) (?:ok|okay|possible|alright|all right))|are (?!you able))\\b[^,.;]*");

  /** Actions that only tell something. */
  private static final Set<String> ASKS = Set.of("status", "locate", "find", "ring");

  /** {@return whether the contrary is done} */
  boolean isDone() {
    return opensWhatIsToBeLocked()
        || doesWhatIsForbidden()
        || startsWhatIsOff()
        || switchesOtherwise()
        || forgetsTheWayBack()
        || endsAtOnce()
        || doesOneThingOnly()
        || actsThoughAsked();
  }

  /** "Any lights on in the den" turns on none, and "how many cups in a litre" brews none. */
  private boolean actsThoughAsked() {
    return ASKED.matcher(said.heard()).matches()
        && Words.of("signs", "order").noneMatch(word -> said.heard().contains(" " + word + " "))
        && !said.is("condition")
        && acts.stream().map(Clause::name).noneMatch(ASKS::contains);
  }

  /** Whether what was only to be turned on is turned off, or the other way round. */
  private boolean switchesOtherwise() {
    boolean on = said.is("on");
    return on != said.is("off")
        && !said.is("not")
        && acts.stream()
            .filter(act ->
                act.verb() == Verb.DO
                    || act.name().equals("on")
                    || !OwnWords.learnt(act.name()) && act.value().matches("true|false"))
            .filter(act -> !WholeAct.isOfACover(act)) // which is on when it is closed
            .map(Contrary::end)
            .anyMatch((on ? ENDS : STARTS)::contains)
        && acts.stream().map(Contrary::end).noneMatch((on ? STARTS : ENDS)::contains);
  }

  /** 灯全关，扫地机开始: just behind its name it is said that one is to be off. */
  private boolean startsWhatIsOff() {
    List<Part> parts = said.found().parts();
    for (int i = 0; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && parts.get(i + 1) instanceof Part.Text(String text)
          && IS_OFF.matcher(text).find()
          && (i + 2 == parts.size() || SEPARATOR.matcher(text).find())
          && acts.stream()
              .filter(act -> act.timing().isEmpty() && act.isOf(mention))
              .filter(act -> STARTS.contains(end(act)) || Missetting.isAmount(act))
              .anyMatch(act -> acts.stream().noneMatch(other -> endsElsewhere(other, act)))) {
        return true;
      }
    }
    return false;
  }

  /** The lights of one room on, and those of another off. */
  private static boolean endsElsewhere(Clause other, Clause act) {
    return ends(other)
        && other.thing().equals(act.thing())
        && !other.target().map(Target::places).equals(act.target().map(Target::places));
  }

  /** 别开, 莫摆风, "don't turn it off"; "don't forget to open" is another matter. */
  private boolean doesWhatIsForbidden() {
    boolean isOff = said.is("off");
    String forbids = isOff ? "forbid off" : "forbid";
    return said.isTold(forbids)
        && Segment.of(said.found()).stream()
            .filter(it -> it.says(List.of(forbids)))
            .anyMatch(
                it -> it.text().length() <= BARE || it.mentions().anyMatch(Contrary::isOfTheHome))
        && !said.is("condition")
        && !Words.heard("beside", "forget", said.heard())
        && acts.stream()
            .allMatch(act ->
                (isOff ? ENDS : STARTS).contains(end(act))
                    && act.target().filter(target -> target.except().isEmpty()).isPresent());
  }

  private static boolean isOfTheHome(Mention named) {
    return !named.isOf("Person");
  }

  /** "Off, and back on in half an hour" is two acts, or one for a time; 过一小时再打开 is one. */
  private boolean forgetsTheWayBack() {
    return said.is("back")
        && !said.found().saysWhenFirst()
        && said.clauses().size() == 1
        && acts.stream().noneMatch(Contrary::lasts);
  }

  /** 锁大门同埋防盗开外出 opens no door. */
  private boolean opensWhatIsToBeLocked() {
    List<Part> parts = said.found().parts();
    return IntStream.range(1, parts.size())
        .anyMatch(i ->
            parts.get(i) instanceof Part.Named(Mention door, var name)
                && LOCKED.matcher(parts.get(i - 1).phrase()).find()
                && acts.stream()
                    .filter(act -> act.isOf(door) && act.name().equals("locked"))
                    .anyMatch(act -> act.value().equals("false")));
  }

  /** "The heater on, and the light off" are not both on. */
  private boolean doesOneThingOnly() {
    return acts.size() > 1
        && said.is("on")
        && said.is("off")
        && !said.is("not")
        && !said.is("condition")
        && acts.stream()
            .allMatch(act -> !lasts(act) && act.target().flatMap(Target::that).isEmpty())
        && Stream.of(STARTS, ENDS)
            .anyMatch(ends -> acts.stream().map(Contrary::end).allMatch(ends::contains));
  }

  private static boolean lasts(Clause act) {
    return act.timing().filter(t -> t.how() == How.FOR || t.how() == How.UNTIL).isPresent();
  }

  /** "Half an hour more, then off" is not off for half an hour. */
  private boolean endsAtOnce() {
    return acts.stream()
            .filter(act -> act.timing().filter(t -> t.how() == How.FOR).isPresent())
            .anyMatch(Contrary::ends)
        && !said.is("on")
        && (said.is("then") || !said.is("off"));
  }

  /** {@return whether an act turns off or closes} */
  static boolean ends(Clause act) {
    return ENDS.contains(end(act));
  }

  private static String end(Clause act) {
    return act.verb() == Verb.SET ? act.value() : act.name();
  }
}
