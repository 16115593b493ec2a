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

  /** From this chance on what a plan takes no note of was said by the way. */
  private static final double SURE = 0.65;

  private final Found found;
  private final List<Clause> clauses;
  private final List<Clause> acts;
  private final List<Clause> before;
  private final Said said;
  private final LeftOut leftOut;
  private final Unknown unknown;

  private Doubts(Found found, List<Clause> clauses, List<Clause> before, boolean isSure) {
    this.found = found;
    this.clauses = clauses;
    this.before = before;
    acts = acts(clauses);
    said = new Said(found, clauses);
    leftOut = new LeftOut(said, acts, isSure);
    unknown = new Unknown(said, acts, isSure);
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
    return about(found, clauses, before, 0);
  }

  /**
   * {@return whether something speaks against a plan of a model}
   *
   * @param chance how likely the model thinks it
   */
  static boolean about(Found found, List<Clause> clauses, List<Clause> before, double chance) {
    return new Doubts(found, clauses, before, chance >= SURE).speakAgainstIt();
  }

  /** "Could we have the lamp on?", "both lamps on", "Claire's side of the blanket to 9". */
  private static final Pattern TOLD_IN_ENGLISH =
      Pattern.compile(
          "(?:could|can|may) (?:we|i) have (?:the |my |our |[a-z]+'s )[a-z' ]+? on(?: please)?\\??"
              + "|(?:both|all) (?!is\\b|are\\b)[a-z' ]+ (?:on|off)"
              + "|(?!(?:what|which|who|when|where|why|how|is|are|was|were|does|do|did|has|have|can|could|any)\\b)[a-z' ]+ to \\d+%?");

  /** "Everything off in the den, I'm not made of money!", 二楼的灯全关，没人在上面: and no question. */
  private static final Pattern TOLD_OF_ALL =
      Pattern.compile(
          "^(?:everything|all (?:of )?(?:the |my |our )?[a-z' ]+?) (?:on|off)\\b[^,.?]*(?:[,.]|$)"
              + "|^[^,，有未没]*[全都](?:部|给我)?(?:关|熄|闩|开|打开)(?:掉|晒)?[,，。]");

  private boolean speakAgainstIt() {
    return missesWhatIsThere()
        || isNoDriving()
        || asksWhereNobodyDid()
        || asksWhatIsTold()
        || drivesForNothing()
        || setsTwice()
        || acts.isEmpty() && AskedFirst.which(found)
        || acts.isEmpty() && asksOfAnother()
        || !acts.isEmpty()
            && (leavesOutAColor()
                || doesNotCallOut()
                || startsInsteadOfThat()
                || AskedFirst.which(found) && acts.stream().noneMatch(Doubts::isOfThoseInAState)
                || unknown.isOfAnotherKind()
                || unknown.takesAllForThoseOfTheUnknown()
                || unknown.isTakenForAll()
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
            || asksForItsBatteryUnsaid()
            || leftOut.isAThing()
            || said.ownWords().anyMatch(this::isAsked) && asksNoOwnWord());
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

  /** 座温关掉 asks for nothing. */
  private boolean asksWhatIsTold() {
    String heard = said.heard();
    boolean isTold =
        TOLD.matcher(heard).find() && !said.is("question")
            || TOLD_IN_ENGLISH.matcher(heard).matches();
    boolean isOfAll = clauses.stream().allMatch(it -> it.verb() == Verb.EVERY);
    return !clauses.isEmpty()
        && (isOfAll
            ? TOLD_OF_ALL.matcher(heard).find()
            : isTold
                && clauses.stream().allMatch(it -> it.verb() == Verb.WHICH || isOfAMachine(it)));
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

  /** What comes is told by the weather and by a calendar, and waits for nothing. */
  private static boolean isOfAMachine(Clause clause) {
    return clause.verb() == Verb.GET
        && clause.thing().filter(it -> Services.word(it).isEmpty()).isPresent();
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
        || clauses.stream().anyMatch(clause -> isOpening(said, clause) || isRinging(clause))
        || missesOne && !acts.isEmpty() && said.is("condition")
        || clauses.equals(List.of(Clause.alone(Verb.UNCLEAR)))
            && Events.in(said.heard()).findAny().isPresent();
  }

  /** A doorbell that is on is one that can ring. */
  private static boolean isRinging(Clause when) {
    return when.verb() == Verb.WHEN && when.name().equals("on") && when.isOfA("Doorbell");
  }

  /** "If the front door opens": a lock does not tell. */
  private static boolean isOpening(Said said, Clause when) {
    return when.verb() == Verb.WHEN
        && when.name().equals("locked")
        && !said.is("lock")
        && !said.isNamed("locked");
  }
}
