package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What was said of which no clause of a plan takes note. */
record LeftOut(Said said, List<Clause> acts, boolean isSure) {
  private static final Pattern HARD = Pattern.compile("开(?:到)?[强猛劲](?![一点啲些])");

  /** Numbers, but not the one of 一首歌 and 一条, nor how many of those before: 两盏都. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<![a-z\\d.这呢近嗰])(?!1\\p{IsHan}|[2-4]\\p{IsHan}都)\\d+(?:\\.\\d+)?");

  private static final Pattern TO_ONE = Pattern.compile(" (?:to|on) one$");

  /** How many Things, before their name: 两盏, two. */
  private static final Pattern COUNT = Pattern.compile("\\d+ ?\\p{IsHan}? ?$");

  private static final Pattern ADDS_TOO =
      Words.pattern("{takes off}[,， ]?再?(?:加|添|换成|补)| (?:off|done),? and (?:add|put) ");

  /** Between what is meant and where. */
  private static final Pattern IN_THE =
      Pattern.compile(" (?:(?:on|off) )?(?:in|on) (?:(?:the|my|our) )?");

  private static final Set<Quantity> MANY = EnumSet.of(Quantity.EACH, Quantity.ALL);

  /** What is told by name to be more or less: 风小一点. */
  private static final Map<String, Pattern> STEPS =
      Map.of("fan-level", step("风[速量力]?"), "volume", step("声音|音量|音乐"), "brightness", step("亮度|灯光"));

  private static Pattern step(String name) {
    return Pattern.compile("(?:%s)(?:再|调|开|放|弄)?[大小高低亮暗强弱响细][一小]?[点些啲]".formatted(name));
  }

  /** {@return whether there is anything that was said and is not done} */
  boolean isAnything() {
    return isAnItem()
        || isAThing() && !isByTheWay()
        || isAnOwnWord()
        || isANumber() && !(isByTheWay() && setsAllNumbers())
        || new TimesLeftOut(said, acts).areAny(isByTheWay())
        || new NotAwaited(said, acts).isDone()
        || isWhereAllAre()
        || isAnAddition()
        || isAnException()
        || isAnAvoidance()
        || isAStep()
        || isHowHard();
  }

  /**
   * 回南天啊，空调换到抽湿; "there's four of us wanting a bath": of a sure plan, what is told beside an order
   * may name anything that is not spared by it.
   */
  private boolean isByTheWay() {
    return isSure
        && Stream.of("except", "except for", "stays").noneMatch(said::is)
        && acts.stream()
            .allMatch(act -> Inputs.isOfExisting(act.name()) || act.texts().findAny().isEmpty());
  }

  /** Whether all numbers of what is acted on are set: another one is none of its. */
  private boolean setsAllNumbers() {
    return acts.stream().allMatch(this::needsNoNumber);
  }

  private boolean needsNoNumber(Clause act) {
    return act.thing().isPresent()
        && act.arguments().allMatch(Argument.Text.class::isInstance)
        && act.things()
            .flatMap(thing -> thing.properties().values().stream())
            .filter(Values::isSettableNumber)
            .allMatch(it -> acts.stream().anyMatch(set -> setsANumber(set, it.name())));
  }

  private static boolean setsANumber(Clause act, String property) {
    return act.name().equals(property) && act.value().matches("\\d.*");
  }

  /** 老姜删掉加两包花生 takes one off and puts another on. */
  private boolean isAnAddition() {
    return ADDS_TOO.matcher(said.heard()).find()
        && acts.stream()
            .allMatch(act -> act.name().equals("remove") || act.name().equals("complete"));
  }

  /** All lights "on the first floor and the top floor" are not all of the household. */
  private boolean isWhereAllAre() {
    List<Part> parts = said.afterCorrection();
    for (int i = 0; i + 2 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention thing, var name)
          && parts.get(i + 1) instanceof Part.Text(String text)
          && IN_THE.matcher(text).matches()
          && parts.get(i + 2) instanceof Part.Named(Mention place, var where)
          && place.isPlace()
          && acts.stream().flatMap(act -> act.target().stream()).anyMatch(isAllOf(thing))) {
        return true;
      }
    }
    return false;
  }

  private static Predicate<Target> isAllOf(Mention thing) {
    return target ->
        MANY.contains(target.quantity())
            && target.thing().filter(thing::sameAs).isPresent()
            && target.places().isEmpty()
            && !target.here()
            && target.except().isEmpty();
  }

  /** 加面粉、鲜奶油还有黄油 is not of two of them. */
  private boolean isAnItem() {
    return !acts.isEmpty()
        && acts.stream().noneMatch(act -> act.said("item").isEmpty())
        && Listed.of(said.found()).filter(list -> list.isMoreThan(acts)).isPresent();
  }

  boolean isAThing() {
    List<Part> parts = said.afterCorrection();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, String phrase)
          && isThing(mention)
          && said.clauses().stream().noneMatch(clause -> takesNoteOf(clause, mention))
          && (said.is("condition") || !mention.isOf("Person"))
          && !said.isCopied(mention.phrase())
          && !said.isCopied(phrase)
          && !(i > 0 && isPartOf(parts.get(i - 1), mention, phrase))
          && !(i + 1 < parts.size() && isPartOf(parts.get(i + 1), mention, phrase))) {
        return true;
      }
    }
    return false;
  }

  /**
   * A word that a Thing which was named has for itself: "on the legs programme, with heat". What is
   * only measured may be the reason: "the greenhouse is dry, so water it".
   */
  private boolean isAnOwnWord() {
    return said.ownWords()
        .filter(own ->
            standsForItsThing(own.word())
                || said.found().mentions().stream().anyMatch(mention -> isOwn(own.word(), mention)))
        .anyMatch(said::isLeftOut);
  }

  /** 麦克风大声一点: where no Thing is named, its own word stands for it. */
  private boolean standsForItsThing(String word) {
    return said.found().mentions().stream().allMatch(Mention::isPlace)
        && said.found().varieties().stream()
            .flatMap(thing -> thing.property(word).stream())
            .anyMatch(property -> !property.readOnly())
        && acts.stream().noneMatch(act -> act.texts().findAny().isPresent());
  }

  private static boolean isOwn(String word, Mention mention) {
    return mention.things().stream()
        .anyMatch(thing -> Offers.knows(thing, word) && !Offers.measures(thing, word));
  }

  /** "Mode" ends the names of scenes, and "fan" is also a mode. */
  private boolean isThing(Mention mention) {
    return !mention.isPlace()
        && !mention.isOf("Scene")
        && said.clauses().stream().noneMatch(clause -> isItsProperty(clause, mention))
        && acts.stream().noneMatch(act -> isToldBy(act, mention))
        && acts.stream()
            .noneMatch(act -> Missetting.words("modes", act.value()).contains(mention.phrase()));
  }

  /** "The battery of the smoke detector": a word for a Thing is one for what it has. */
  private static boolean isItsProperty(Clause clause, Mention mention) {
    return clause.name().equals(mention.phrase())
        || Words.is("properties", clause.name(), mention.phrase());
  }

  /** 提醒我开窗, when something is so, is said aloud: no list of reminders is meant. */
  private static boolean isToldBy(Clause act, Mention mention) {
    return act.name().equals("announce") && Words.is("beside", "tells", mention.phrase());
  }

  /**
   * Of two names side by side one tells more of the other: the seat heating, the door's lock. Where
   * a script has no blanks, one parts them. 东窗西窗 are two of a kind.
   */
  private static boolean isPartOf(Part neighbour, Mention self, String phrase) {
    return neighbour instanceof Part.Named(Mention mention, String other)
            && !mention.isPlace()
            && !mention.isOf("Person")
            && !areTwoOfAKind(self, mention)
        || neighbour.phrase().length() < 2
            && (!neighbour.phrase().isBlank() || Script.isLatin(phrase.charAt(0)));
  }

  private static boolean areTwoOfAKind(Mention one, Mention other) {
    return one.things().size() == 1
        && other.things().size() == 1
        && !sharesAThing(one, other)
        && one.things().getFirst().types().equals(other.things().getFirst().types());
  }

  private static boolean takesNoteOf(Clause clause, Mention mention) {
    return clause.verb() == Verb.ABSENT && mention.absent() || isOf(clause, mention);
  }

  static boolean isOf(Clause clause, Mention mention) {
    return clause
        .target()
        .filter(target ->
            target
                    .thing()
                    .filter(t -> t.sameAs(mention) || sharesAThing(t, mention) || isFor(t, mention))
                    .isPresent()
                || target.except().stream()
                    .anyMatch(t -> t.sameAs(mention) || t.things().containsAll(mention.things())))
        .isPresent();
  }

  /** Mochi's feeder feeds Mochi, whatever else is called so. */
  private static boolean isFor(Mention thing, Mention mention) {
    return !thing.things().isEmpty()
        && thing.things().stream()
            .allMatch(it ->
                Hearing.names(it.names())
                    .filter(name -> !name.equals(mention.phrase()))
                    .anyMatch(name -> Words.isSaid(mention.phrase(), name.replace("'s", ""))));
  }

  private static boolean sharesAThing(Mention one, Mention other) {
    return one.things().stream().anyMatch(other.things()::contains);
  }

  /** "To one" is a number, where it ends what was said. */
  private boolean isANumber() {
    return Stream.concat(numbers().stream(), TO_ONE.matcher(said.heard()).results().map(it -> "1"))
        .anyMatch(number -> values().noneMatch(isIn(number)) && !said.isCopied(number));
  }

  /** {@return whether a value has a number} 2 is no part of 26. */
  private static Predicate<String> isIn(String number) {
    return Pattern.compile("(?<![\\d.])" + Pattern.quote(number) + "(?![\\d.])").asPredicate();
  }

  /** The numbers that were said, but not how many Things. */
  private List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    List<Part> parts = said.afterCorrection();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Text(String text)) {
        boolean beforeName = i + 1 < parts.size() && parts.get(i + 1) instanceof Part.Named;
        String said = beforeName ? COUNT.matcher(text).replaceAll("") : text;
        NUMBER.matcher(said).results().map(MatchResult::group).forEach(numbers::add);
      }
    }
    return numbers;
  }

  /** The words of the plan that may be a number that was said. */
  private Stream<String> values() {
    return said.clauses().stream()
        .flatMap(clause ->
            Stream.of(
                    Stream.of(clause.value()),
                    clause.target().flatMap(Target::that).map(State::value).stream(),
                    clause
                        .arguments()
                        .map(a -> a instanceof Argument.Word(String word) ? word : ""),
                    clause.times().map(Time::bareHour))
                .flatMap(s -> s));
  }

  static boolean isLater(Clause clause) {
    return clause.timing().filter(t -> t.how() == How.IN || t.how() == How.AT).isPresent();
  }

  /** "All but the lamp": something is to stay as it is. */
  private boolean isAnException() {
    return said.is("except")
        && said.clauses().stream().flatMap(c -> c.target().stream()).allMatch(LeftOut::isOfAll);
  }

  /** Nothing is left out, or what is not there. */
  private static boolean isOfAll(Target target) {
    return target.except().stream().allMatch(Mention::absent);
  }

  /** 除湿机开强 says more than that it is to be on. */
  private boolean isHowHard() {
    return HARD.matcher(said.heard()).find()
        && !acts.isEmpty()
        && acts.stream().allMatch(act -> act.name().equals("on"));
  }

  /** 空调24度，风小一点: where what is acted on has it, it is to be set too. */
  private boolean isAStep() {
    return STEPS.entrySet().stream()
        .filter(step -> step.getValue().matcher(said.heard()).find())
        .map(Map.Entry::getKey)
        .filter(name -> acts.stream().noneMatch(act -> act.name().equals(name)))
        .anyMatch(name ->
            acts.stream()
                .flatMap(Clause::things)
                .anyMatch(thing -> thing.property(name).isPresent()));
  }

  /** "Home, and no motorway" is a way to go, whatever else "home" is the name of. */
  private boolean isAnAvoidance() {
    return said.is("avoid") && acts.stream().allMatch(act -> act.said("avoid").isEmpty());
  }
}
