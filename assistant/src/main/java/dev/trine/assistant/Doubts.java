package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What speaks against a plan, whoever made it: something was said of which no clause takes note, or
 * a clause does what was not said. Then it is asked first: rather too little is done than what
 * nobody meant.
 */
final class Doubts {
  /** No question, and at its end what is to be done. */
  private static final Pattern TOLD =
      Words.pattern(
          "^[^哪谁几什咩乜边是系有]*(?:{is to be}|(?:调|开|转|较|校|设|改|换|推)(?:到|去|成|做|为)[\\p{IsHan}&&[^几多咩乜边哪谁吗未]]{1,3}|(?:开始|启动)\\p{IsHan}{0,2})$");

  private final Found found;
  private final List<Clause> clauses;
  private final List<Clause> acts;
  private final List<Clause> before;
  private final Said said;
  private final LeftOut leftOut;
  private final Unknown unknown;

  private Doubts(Found found, List<Clause> clauses, List<Clause> before) {
    this.found = found;
    this.clauses = clauses;
    this.before = before;
    acts = acts(clauses);
    said = new Said(found, clauses);
    leftOut = new LeftOut(said, acts);
    unknown = new Unknown(said, acts);
  }

  private static List<Clause> acts(List<Clause> clauses) {
    return clauses.stream().filter(clause -> clause.verb().acts()).toList();
  }

  /**
   * {@return whether something speaks against a plan}
   *
   * @param before what was meant before in the talk
   */
  static boolean about(Found found, List<Clause> clauses, List<Clause> before) {
    return new Doubts(found, clauses, before).speakAgainstIt();
  }

  private static final Pattern TOLD_FIRST = Words.pattern("{please}?[锁闩熄关开着](?:咗|了|好|掉|上)?");

  private static final Pattern THEN_TOLD = Pattern.compile("之后(?:再|就)?[熄关闩开着拉锁停]");

  /** "Both lamps on", "Claire's side of the blanket to 9". */
  private static final Pattern TOLD_IN_ENGLISH =
      Pattern.compile(
          "(?:both|all) (?!is\\b|are\\b)[a-z' ]+ (?:on|off)"
              + "|(?!(?:what|which|who|when|where|why|how|is|are|was|were|does|do|did|has|have|can|could|any)\\b)[a-z' ]+ to \\d+%?");

  private static final Pattern FINDS =
      Pattern.compile("^(?:please |(?:can|could) you )?(?:help me )?find (?:the|my|our) ");

  private static final Pattern REMINDS = Words.pattern("{please}?(?:remind me |提我|提醒我|记得提我)");

  private boolean speakAgainstIt() {
    return missesWhatIsThere()
        || doesNotRemind()
        || isNoDriving()
        || takesBackWhatIsNamed()
        || forgetsWhatIsTold()
        || asksWhereNobodyDid()
        || asksWhatIsToWait()
        || asksWhatIsTold()
        || goesOnWithWhatIsOver()
        || tellsNobodyThere()
        || waitsForWhatIsTold()
        || notesTwoAtOnce()
        || drivesForNothing()
        || setsTwice()
        || acts.isEmpty() && (AskedFirst.whether(found) || AskedFirst.which(found))
        || acts.isEmpty() && asksOfAnother()
        || !acts.isEmpty()
            && (leavesOutAColor()
                || doesNotCallOut()
                || startsInsteadOfThat()
                || AskedFirst.which(found) && acts.stream().noneMatch(Doubts::isOfThoseInAState)
                || unknown.isOfAnotherKind()
                || unknown.takesAllForThoseOfTheUnknown()
                || leftOut.isAnything()
                || new Unsaid(said, acts, before).isDone());
  }

  /** "Make the pool light teal" does not turn it off, though the model knows no teal. */
  private boolean leavesOutAColor() {
    return acts.size() == 1
        && acts.getFirst().value().equals("false")
        && !said.is("off")
        && Hues.plain(found).isPresent();
  }

  /** 哪些灯还亮着，亮着的都关掉 turns off lights alone. */
  private static boolean isOfThoseInAState(Clause act) {
    return act.target()
        .filter(target -> target.that().isPresent() && target.thing().isPresent())
        .isPresent();
  }

  /** "How much have the panels made today" asks for no forecast. */
  private boolean asksOfAnother() {
    return clauses.stream().anyMatch(clause -> clause.target().isPresent())
        && clauses.stream().noneMatch(clause -> clause.verb() == Verb.WHEN)
        && (new Unsaid(said, acts, before).usesAServiceUnsaid()
            || asksWhy()
            || asksForItsBatteryUnsaid()
            || asksNotWhereItIs()
            || leftOut.isAThing()
            || tellsNotWhere()
            || said.ownWords().anyMatch(this::isAsked) && asksNoOwnWord());
  }

  /** "Why do chickens need grit" asks no list. */
  private boolean asksWhy() {
    return found.parts().stream().allMatch(Part.Text.class::isInstance)
        && Words.anyOf("beside", "why", said.heard());
  }

  /**
   * Whether it is a property of a Thing that was named, or what any measures where none was; "is it
   * finished" may ask a status.
   */
  private boolean isAsked(Part.Own own) {
    List<Thing> named =
        found.mentions().stream()
            .filter(mention -> !mention.isOf("Person"))
            .flatMap(mention -> mention.things().stream())
            .toList();
    return named.isEmpty()
        ? found.varieties().stream()
            .flatMap(thing -> thing.property(own.word()).stream())
            .anyMatch(Property::readOnly)
        : named.stream().anyMatch(thing -> thing.property(own.word()).isPresent());
  }

  private boolean asksNoOwnWord() {
    return said.ownWords().allMatch(said::isLeftOut)
        && clauses.stream().noneMatch(clause -> WholeQuestion.isOfToday(clause.name()));
  }

  /** Whether nothing is said to fit, though all that was named is here. */
  private boolean missesWhatIsThere() {
    return clauses.stream().allMatch(clause -> clause.verb() == Verb.ABSENT)
        && found.mentions().stream().noneMatch(Mention::absent)
        && found.mentions().stream().anyMatch(mention -> !mention.isPlace())
        && !said.is("condition")
        && !unknown.isOfTheUnknown()
        && !unknown.isOfAnotherKind();
  }

  /** 安防撤防 undoes nothing: who takes back the last act names no Thing. */
  private boolean takesBackWhatIsNamed() {
    return clauses.stream().anyMatch(clause -> clause.verb() == Verb.UNDO)
        && found.mentions().stream().anyMatch(mention -> !mention.things().isEmpty());
  }

  /** "Remind me about the vet" is no question of the world, and 提我打电话约牙医 calls nobody. */
  private boolean doesNotRemind() {
    return said.heard().startsWith("remind me ")
            && clauses.equals(List.of(Clause.alone(Verb.GENERAL)))
        || REMINDS.matcher(said.heard()).lookingAt()
            && clauses.stream().allMatch(act -> act.name().equals("call"));
  }

  /** 电饭煲煲粥 takes nothing back, nor does 瓦斯关一下，不煮了. */
  private boolean forgetsWhatIsTold() {
    boolean isOrder =
        found.mentions().stream().anyMatch(mention -> !mention.things().isEmpty())
            && (said.is("on") || said.is("off") || said.is("step"))
            && !said.is("forbid");
    return clauses.equals(List.of(Clause.alone(Verb.FORGET)))
        && (isOrder || said.ownWords().findAny().isPresent());
  }

  /** 烟雾感应器有没有侦测到烟 asks what it measures, where nobody spoke of its battery. */
  private boolean asksForItsBatteryUnsaid() {
    return !said.isNamed("battery")
        && !Words.anyOf("beside", "charge", said.heard())
        && clauses.stream()
            .filter(clause -> clause.verb() == Verb.GET && clause.name().equals("battery"))
            .flatMap(clause -> clause.thing().stream())
            .anyMatch(mention ->
                mention.things().stream()
                    .flatMap(thing -> thing.properties().keySet().stream())
                    .anyMatch(it -> said.isNamed(it) || mention.phrase().equals(it)));
  }

  /** 来福跑到哪儿去了 asks where its collar is, and for nothing else that has. */
  private boolean asksNotWhereItIs() {
    return said.is("where")
        && clauses.stream()
            .filter(clause -> clause.verb() == Verb.GET && !said.isNamed(clause.name()))
            .filter(clause -> !clause.name().equals("location"))
            .flatMap(clause -> clause.thing().stream())
            .anyMatch(mention ->
                !mention.isOf("Person")
                    && mention.things().stream()
                        .anyMatch(it -> it.property("location").isPresent()));
  }

  /** "Find my phone" asks for no battery. */
  private boolean tellsNotWhere() {
    return said.is("find")
        && (Rewording.namesWhatRings(found) || namesWhatCallsOut())
        && clauses.stream().allMatch(clause -> clause.verb() == Verb.GET)
        && said.ownWords().noneMatch(own -> !said.isLeftOut(own));
  }

  /** 扫地机躲到哪去了，让它出个声. */
  private boolean namesWhatCallsOut() {
    return (Words.heard("beside", "calls out", said.heard()) || FINDS.matcher(said.heard()).find())
        && found.things().anyMatch(thing -> thing.action("locate").isPresent());
  }

  /** 烘豆机开始冷却 cools, and starts nothing. */
  private boolean startsInsteadOfThat() {
    return acts.stream()
        .filter(act -> act.name().equals("start"))
        .flatMap(act -> act.thing().stream())
        .flatMap(mention -> mention.things().stream().limit(1))
        .flatMap(thing -> thing.actions().keySet().stream())
        .filter(action -> acts.stream().noneMatch(act -> act.name().equals(action)))
        .anyMatch(action -> Does.isTold(action, said.heard()));
  }

  /** 让Gogoro叫一下 opens nothing. */
  private boolean doesNotCallOut() {
    return Words.heard("beside", "calls out", said.heard())
        && acts.stream().noneMatch(act -> Words.is("beside", "is found by", act.name()));
  }

  /** 奶奶刚量的血压是多少 asks for no place. */
  private boolean asksWhereNobodyDid() {
    return clauses.stream()
            .filter(clause -> clause.verb() == Verb.GET)
            .anyMatch(clause -> clause.name().equals("location"))
        && !said.is("where");
  }

  /** 夜晚十一点先闩门口灯 asks nothing, nor does 计时器够钟就闩煤气. */
  private boolean asksWhatIsToWait() {
    boolean waits =
        said.is("condition") || found.parts().stream().anyMatch(Part.Timed.class::isInstance);
    return waits
        && said.is("off")
        && !said.is("question")
        && clauses.stream().allMatch(it -> isOfAMachine(it) || isStatus(it));
  }

  /** 座温关掉 asks for nothing. */
  private boolean asksWhatIsTold() {
    String heard = said.heard();
    boolean isTold =
        TOLD.matcher(heard).find() && !said.is("question")
            || TOLD_IN_ENGLISH.matcher(heard).matches()
            || AskedOrTold.tellsToTurnOn(heard);
    return isTold
        && !clauses.isEmpty()
        && clauses.stream().allMatch(it -> it.verb() == Verb.WHICH || isOfAMachine(it));
  }

  /** "Tell the bunk room lights out in ten minutes" turns on no lights. */
  private boolean tellsNobodyThere() {
    return Rewording.announcedThere(found).isPresent()
        && acts.stream().noneMatch(it -> it.name().equals("announce") || it.name().equals("send"));
  }

  /** 副驾的座椅加热不用了 makes it no warmer. */
  private boolean goesOnWithWhatIsOver() {
    return AskedOrTold.wantsNoMore(said.heard())
        && acts.stream()
            .anyMatch(
                act -> act.verb() == Verb.SET && act.value().matches("true|\\+.*|[1-9].*|max"));
  }

  /** 九点提醒我吃药，十点半提醒我关门 notes each at its own time. */
  private boolean notesTwoAtOnce() {
    List<List<Argument>> times =
        acts.stream()
            .filter(act -> act.name().equals("add") && !act.said("at").isEmpty())
            .map(act -> act.said("at"))
            .toList();
    long told =
        found.parts().stream()
            .filter(part -> part instanceof Part.Timed(Time.Moment at, _) && at.hasHour())
            .count();
    return times.stream().distinct().count() < times.size() && told >= times.size();
  }

  /**
   * "Dusty, go home" sends no car away, nor does "tea bags off the list, I got some on the way
   * home".
   */
  private boolean drivesForNothing() {
    boolean isAMachinesWay =
        acts.stream()
            .flatMap(Clause::things)
            .anyMatch(thing -> thing.action("return-to-base").isPresent());
    return acts.size() > 1
        && acts.stream().anyMatch(act -> act.name().equals("navigate"))
        && (isAMachinesWay || said.heard().contains("way home"));
  }

  /** "15 percent quieter" is one volume; what is set to one value and then another is said so. */
  private boolean setsTwice() {
    return !said.is("then") && Clause.setTwice(acts.stream().distinct().toList());
  }

  /** 锁车门之后熄灯 locks, and waits for nobody to lock. */
  private boolean waitsForWhatIsTold() {
    List<Part> parts = found.parts();
    return parts.size() > 2
        && parts.get(0) instanceof Part.Text(String told)
        && TOLD_FIRST.matcher(told).matches()
        && parts.get(1) instanceof Part.Named
        && THEN_TOLD.matcher(parts.get(2).phrase()).lookingAt()
        && clauses.stream().anyMatch(it -> it.verb() == Verb.WHEN || it.verb() == Verb.GET);
  }

  /** What comes is told by the weather and by a calendar, and waits for nothing. */
  private static boolean isOfAMachine(Clause clause) {
    return clause.verb() == Verb.GET
        && clause.thing().filter(it -> Services.word(it).isEmpty()).isPresent();
  }

  private static boolean isStatus(Clause clause) {
    return clause.verb() == Verb.DO && clause.name().equals("status");
  }

  /** Whether a car is said to be driven, and nobody spoke of driving. */
  private boolean isNoDriving() {
    return clauses.stream().anyMatch(clause -> clause.verb() == Verb.NEVER)
        && !said.is("driving")
        && !said.is("drive");
  }

  /** {@return whether acts of a plan should wait for what nothing in the household tells} */
  static boolean isUnwatched(Found found, List<Clause> clauses) {
    Said said = new Said(found, clauses);
    List<Clause> acts = acts(clauses);
    NotAwaited notAwaited = new NotAwaited(said, acts);
    boolean missesOne = clauses.stream().anyMatch(clause -> clause.verb() == Verb.ABSENT);
    return clauses.stream().anyMatch(clause -> clause.verb().hasTarget) && notAwaited.isDone()
        || clauses.stream().anyMatch(clause -> isOpening(said, clause))
        || missesOne && !acts.isEmpty() && said.is("condition")
        || clauses.equals(List.of(Clause.alone(Verb.UNCLEAR)))
            && Events.in(said.heard()).findAny().isPresent();
  }

  /** "If the front door opens": a lock does not tell. */
  private static boolean isOpening(Said said, Clause when) {
    return when.verb() == Verb.WHEN
        && when.name().equals("locked")
        && !said.is("lock")
        && !said.isNamed("locked");
  }
}
