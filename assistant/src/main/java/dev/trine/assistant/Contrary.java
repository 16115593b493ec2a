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

  private static final Pattern IS_ON = Pattern.compile("^打开(?:[,，;；。]|再|然后|$|[^\\p{IsHan}着的]*$)");

  /** How one ends who says of what it is that is to be locked. */
  private static final Pattern LOCKED =
      Words.pattern("(?<![解开])锁(?:好|上|埋)?$|(?:^| )lock (?:{the} )?$");

  private static final Pattern SEPARATOR = Pattern.compile("[,，;；。]| and |(?<=\\p{IsHan}) ");

  private static final Pattern OFF_AFTER = Pattern.compile("^ ?(?:之后|以后|后)(?:就|再)?[熄关闩]");

  private static final Pattern TAKEN_BACK = Words.pattern("(?:取消|删除|{takes off})[了吧啦掉]?$");

  private static final Pattern ADDS = Pattern.compile("[加记写排提订约]|新增|安排|放进");

  private static final Pattern ADDED = Pattern.compile("(?:加|加上|加个|加点|加入|\\badd)[ 个点些]?$");

  private static final Pattern OFF = Pattern.compile("\\boff\\b|[关闩熄]");

  private static final Pattern DIMS = Pattern.compile("\\bdim\\b|[调弄]暗");

  private static final Pattern ASKED =
      Words.pattern(
          "(?:(?:{hello}|and|um|uh|oh|please) )*"
              + "(?:what(?! about| if)|who|which|where|how (?!about)|any (?!chance)|was|were|has|did|does"
              + "|is (?!(?:it|that) (?:ok|okay|possible|alright|all right))|are (?!you able))\\b[^,.;]*");

  /** Actions that only tell something. */
  private static final Set<String> ASKS = Set.of("status", "locate", "find", "ring");

  /** What is closed by letting it down. */
  private static final Set<String> FALLS = Set.of("Blind", "Shutter");

  /** {@return whether the contrary is done} */
  boolean isDone() {
    return locksWhatIsToBeOpened()
        || opensWhatIsToBeLocked()
        || winds("up", STARTS)
        || winds("down", ENDS)
        || pullsUp()
        || doesWhatIsSo()
        || doesWhatIsForbidden()
        || setsWhatIsForbidden()
        || startsWhatIsOff()
        || endsWhatIsOn()
        || switchesOtherwise()
        || forgetsTheWayBack()
        || stopsTheSwing()
        || doesTheContraryOfAnother()
        || endsAtOnce()
        || endsLaterUnsaid()
        || doesOneThingOnly()
        || new Spared(said, acts).isMistaken()
        || turnsOnUnsaid()
        || actsThoughAsked()
        || turnsOffWhatIsDimmed()
        || addsWhatIsTakenBack()
        || takesOffWhatIsAdded()
        || lastsUntilItWaits();
  }

  /** 行事历里礼拜五的家长会取消 notes nothing. */
  private boolean addsWhatIsTakenBack() {
    return TAKEN_BACK.matcher(said.heard()).find()
        && !ADDS.matcher(said.heard()).find()
        && acts.stream().anyMatch(act -> act.name().equals("add"));
  }

  /** 清单加豆浆，顺便把鸡蛋删掉 takes no 豆浆 off. */
  private boolean takesOffWhatIsAdded() {
    return acts.stream()
        .filter(act -> act.name().equals("remove") || act.name().equals("complete"))
        .flatMap(Clause::texts)
        .map(item -> said.heard().indexOf(Hearing.normal(item.said())))
        .anyMatch(at -> at > 0 && ADDED.matcher(said.heard().substring(0, at)).find());
  }

  /** "Dim the lamp" turns no lamp off. */
  private boolean turnsOffWhatIsDimmed() {
    return DIMS.matcher(said.heard()).find()
        && !OFF.matcher(said.heard()).find()
        && acts.stream().anyMatch(act -> act.name().equals("on") && act.value().equals("false"));
  }

  /** "Any lights on in the den" turns on none, and "how many cups in a litre" brews none. */
  private boolean actsThoughAsked() {
    return ASKED.matcher(said.heard()).matches()
        && Words.of("signs", "order").noneMatch(word -> said.heard().contains(" " + word + " "))
        && !said.is("condition")
        && acts.stream().map(Clause::name).noneMatch(ASKS::contains);
  }

  /** "Turn off the lights and the fan" turns on neither. */
  private boolean turnsOnUnsaid() {
    return said.is("off")
        && Stream.of("on", "not", "condition", "back").noneMatch(said::is)
        && acts.size() > 1
        && acts.stream()
            .filter(act -> act.verb() == Verb.SET && act.name().equals("on"))
            .anyMatch(act -> act.value().equals("true") && act.timing().isEmpty());
  }

  /** 二十分钟后熄返 waits so long, and is not off for so long. */
  private boolean lastsUntilItWaits() {
    List<Part> parts = said.found().parts();
    return IntStream.range(0, parts.size() - 1)
        .anyMatch(i ->
            parts.get(i) instanceof Part.Timed(Time.Length length, var phrase)
                && OFF_AFTER.matcher(parts.get(i + 1).phrase()).find()
                && acts.stream()
                    .filter(Contrary::ends)
                    .flatMap(act -> act.timing().stream())
                    .anyMatch(it -> it.how() == How.FOR && it.times().contains(length)));
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

  /** 窗帘关上，电视打开: just behind its name it is said that one is to be on. */
  private boolean endsWhatIsOn() {
    List<Part> parts = said.found().parts();
    return !said.is("condition")
        && IntStream.range(0, parts.size() - 1)
            .anyMatch(i ->
                parts.get(i) instanceof Part.Named(Mention mention, var phrase)
                    && IS_ON.matcher(parts.get(i + 1).phrase()).find()
                    && acts.stream().anyMatch(act -> act.isOf(mention))
                    && acts.stream()
                        .filter(act -> act.isOf(mention))
                        .allMatch(act -> ends(act) && !act.name().equals("locked")));
  }

  /** "If it is off, turn it on": what is said last is to be done. */
  private boolean doesWhatIsSo() {
    return acts.size() == 1
        && said.is("condition")
        && said.is("on")
        && said.is("off")
        && said.clauses().stream().noneMatch(clause -> isOfAnother(clause, acts.getFirst()))
        && (ordersOn() ? ENDS : STARTS).contains(end(acts.getFirst()));
  }

  /**
   * "Shut it if it's open" orders before the condition; "if it's open, shut it" and 开着的话就关掉 behind
   * it.
   */
  private boolean ordersOn() {
    int condition =
        Words.of("signs", "condition")
            .mapToInt(said.heard()::indexOf)
            .filter(at -> at >= 0)
            .min()
            .orElse(0);
    String before = said.heard().substring(0, condition);
    boolean isOrder =
        Words.of("beside", "at that time")
                .noneMatch(word -> said.heard().startsWith(word, condition))
            && (Words.anyOf("signs", "on", before) || Words.anyOf("signs", "off", before));
    String told = isOrder ? before : said.heard().substring(condition);
    return last("on", told) > last("off", told);
  }

  private static int last(String sign, String text) {
    return Words.of("signs", sign).mapToInt(text::lastIndexOf).max().orElse(-1);
  }

  /** The fan off, if the heater is on. */
  private static boolean isOfAnother(Clause when, Clause act) {
    return when.verb() == Verb.WHEN && !when.thing().equals(act.thing());
  }

  /** 别开, 莫摆风, "don't turn it off"; "don't forget to open" is another matter. */
  private boolean doesWhatIsForbidden() {
    boolean isOff = said.is("off");
    return said.isTold(isOff ? "forbid off" : "forbid")
        && !said.is("condition")
        && !Words.heard("beside", "forget", said.heard())
        && acts.stream()
            .allMatch(act ->
                (isOff ? ENDS : STARTS).contains(end(act))
                    && act.target().filter(target -> target.except().isEmpty()).isPresent());
  }

  /** 唔好抽湿，转返制冷: not that mode. */
  private boolean setsWhatIsForbidden() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .flatMap(act -> Words.of("modes", act.value()))
        .anyMatch(
            mode -> Words.of("signs", "forbid").anyMatch(not -> said.heard().contains(not + mode)));
  }

  /** "Let it swing from side to side" ends no swinging. */
  private boolean stopsTheSwing() {
    return acts.stream().anyMatch(act -> act.name().equals("swing") && act.value().equals("false"))
        && Stream.of("off", "not", "forbid").noneMatch(said::is)
        && !Words.anyOf("actions", "stop", said.heard());
  }

  /** "Off, and back on in half an hour" is two acts, or one for a time. */
  private boolean forgetsTheWayBack() {
    return said.is("back")
        && said.clauses().size() == 1
        && acts.stream().noneMatch(Contrary::lasts);
  }

  /** A blind is closed downwards: 拉上去. */
  private boolean pullsUp() {
    return said.is("pull up")
        && acts.stream()
            .filter(act -> ENDS.contains(end(act)))
            .flatMap(Clause::things)
            .anyMatch(thing -> thing.types().stream().anyMatch(FALLS::contains));
  }

  /** A car's window is closed upwards. */
  private boolean winds(String way, Set<String> contrary) {
    return Words.isSaid(way, said.heard())
        && acts.stream()
            .filter(act -> contrary.contains(end(act)))
            .flatMap(Clause::things)
            .anyMatch(thing -> thing.types().contains("CarWindow"));
  }

  /** "Open the lock"; among several acts it may be another that opens. */
  private boolean locksWhatIsToBeOpened() {
    return acts.size() == 1
        && acts.getFirst().name().equals("locked")
        && acts.getFirst().value().equals("true")
        && said.is("unlock");
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

  /** "All lights on, the lamp off" is said of two; of one it was "no, off". */
  private boolean doesTheContraryOfAnother() {
    List<Clause> now = acts.stream().filter(act -> act.timing().isEmpty()).toList();
    return now.stream()
        .filter(act -> act.value().equals("true"))
        .anyMatch(act ->
            now.stream()
                .filter(other -> other.value().equals("false"))
                .filter(other -> other.name().equals(act.name()))
                .anyMatch(other -> isSame(act, other)));
  }

  private static boolean isSame(Clause one, Clause other) {
    return one.thing().equals(other.thing())
        && one.target().map(Target::places).equals(other.target().map(Target::places));
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

  /** 洒水1区浇十分钟 is not only closed then. */
  private boolean endsLaterUnsaid() {
    return Script.endsInHan(said.heard())
        && acts.size() == 1
        && ends(acts.getFirst())
        && acts.getFirst().timing().filter(t -> t.how() == How.IN).isPresent()
        && Stream.of("off", "lock", "not", "forbid", "most", "least").noneMatch(said::is);
  }

  /** {@return whether an act turns off or closes} */
  static boolean ends(Clause act) {
    return ENDS.contains(end(act));
  }

  private static String end(Clause act) {
    return act.verb() == Verb.SET ? act.value() : act.name();
  }
}
