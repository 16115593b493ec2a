package dev.trine.assistant;

import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What speaks against a plan, whoever made it: something was said of which no clause takes note, or
 * a clause does what was not said. Then it is asked first: rather too little is done than what
 * nobody meant.
 */
final class Doubts {
  /** Numbers, but not the one of 一首歌 and 一条, nor how many of those before: 两盏都. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<![a-z\\d.])(?!1\\p{IsHan}|[2-4]\\p{IsHan}都)\\d+(?:\\.\\d+)?");

  /** How many Things, before their name: 两盏, two. */
  private static final Pattern COUNT = Pattern.compile("\\d+ ?\\p{IsHan}? ?$");

  /** Whose a Thing is, before its name, where no name was found: 把游泳池的. */
  private static final Pattern OF_UNKNOWN =
      Pattern.compile("(?:^|[把将开关掉闭埋])\\p{IsHan}{2,5}(?:的|嘅|啲|盏|部|道)$");

  private static final String OF_PLACE =
      "s?(?: (?:on|off|up|down|open)(?= (?:in|at) ))? (?:in|at|on|of) (?:the |my |our )?";

  private static final Pattern IN_UNKNOWN =
      Pattern.compile("^s?(?: on| off| up| down| open)? (?:in|at) (?:the |my |our )([a-z]+)$");

  /** What tells which, between an article and a name, where it is a word that nobody knows. */
  private static final Pattern KIND = Pattern.compile("\\b(?:the|my|our|a) ([a-z]+) $");

  private static final Set<Verb> ACTS = EnumSet.of(Verb.SET, Verb.DO);

  private final Found found;
  private final List<Clause> clauses;
  private final List<Clause> acts;
  private final List<Clause> before;
  private final Said said;

  private Doubts(Found found, List<Clause> clauses, List<Clause> acts, List<Clause> before) {
    this.found = found;
    this.clauses = clauses;
    this.acts = acts;
    this.before = before;
    said = new Said(found, clauses);
  }

  /**
   * {@return whether something speaks against a plan}
   *
   * @param before what was meant before in the talk
   */
  static boolean about(Found found, List<Clause> clauses, List<Clause> before) {
    List<Clause> acts = clauses.stream().filter(c -> ACTS.contains(c.verb())).toList();
    Doubts doubts = new Doubts(found, clauses, acts, before);
    return doubts.missesWhatIsThere()
        || doubts.isNoDriving()
        || doubts.takesBackWhatIsNamed()
        || acts.isEmpty() && doubts.asksOfAnother()
        || !acts.isEmpty()
            && (doubts.isOfAnotherKind()
                || doubts.takesAllForThoseOfTheUnknown()
                || doubts.leavesOutAThing()
                || doubts.leavesOutAnOwnWord()
                || doubts.leavesOutANumber()
                || doubts.leavesOutATime()
                || doubts.leavesOutACondition()
                || doubts.leavesOutAnException()
                || doubts.leavesOutAnAvoidance()
                || new Unsaid(doubts.said, acts, before).isDone());
  }

  /** "How much have the panels made today" asks for no forecast. */
  private boolean asksOfAnother() {
    return clauses.stream().anyMatch(clause -> clause.target().isPresent())
        && clauses.stream().noneMatch(clause -> clause.verb() == Verb.WHEN)
        && (new Unsaid(said, acts, before).usesAServiceUnsaid()
            || leavesOutAThing()
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
    return said.ownWords().allMatch(said::isLeftOut);
  }

  private boolean leavesOutAThing() {
    List<Part> parts = said.afterCorrection();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, String phrase)
          && isThing(mention)
          && clauses.stream().noneMatch(clause -> takesNoteOf(clause, mention))
          && (said.is("condition") || !mention.isOf("Person"))
          && !said.isCopied(mention.phrase())
          && !(i > 0 && isPartOf(parts.get(i - 1), phrase))
          && !(i + 1 < parts.size() && isPartOf(parts.get(i + 1), phrase))) {
        return true;
      }
    }
    return false;
  }

  /**
   * A word that a Thing which was named has for itself: "on the legs programme, with heat". What is
   * only measured may be the reason: "the greenhouse is dry, so water it".
   */
  private boolean leavesOutAnOwnWord() {
    return said.ownWords()
        .filter(own -> found.mentions().stream().anyMatch(mention -> isOwn(own.word(), mention)))
        .anyMatch(said::isLeftOut);
  }

  private static boolean isOwn(String word, Mention mention) {
    return mention.things().stream()
        .anyMatch(thing ->
            thing.property(word).filter(property -> !property.readOnly()).isPresent()
                || thing.action(word).isPresent()
                || thing.properties().values().stream()
                    .anyMatch(property -> OwnWords.values(property).contains(word)));
  }

  /** "The pool heater" is not the one heater that is there. */
  private boolean isOfAnotherKind() {
    List<Part> parts = found.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, String phrase)
          && !mention.types().isEmpty()
          && parts.get(i - 1) instanceof Part.Text(String text)) {
        Matcher kind = KIND.matcher(text);
        if (kind.find() && Unsaid.unknown(kind.group(1)).anyMatch(word -> !said.isCopied(word))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether nothing is said to fit, though all that was named is here. */
  private boolean missesWhatIsThere() {
    return clauses.stream().allMatch(clause -> clause.verb() == Verb.ABSENT)
        && found.mentions().stream().noneMatch(Mention::absent)
        && found.mentions().stream().anyMatch(mention -> !mention.isPlace())
        && !said.is("condition")
        && !isOfTheUnknown()
        && !isOfAnotherKind();
  }

  /** The lights in the sauna, 游泳池的灯: what is there may be of what is not. */
  private boolean isOfTheUnknown() {
    List<Part> parts = found.parts();
    for (int i = 0; i + 1 < parts.size(); i++) {
      Part next = parts.get(i + 1);
      if (parts.get(i) instanceof Part.Named && next instanceof Part.Text(String text)
          ? Unsaid.unknown(text).anyMatch(word -> text.matches(OF_PLACE + word + ".*"))
          : next instanceof Part.Named && OF_UNKNOWN.matcher(parts.get(i).phrase()).find()) {
        return !said.is("except");
      }
    }
    return false;
  }

  /** "The lights on in the treehouse" are not all lights. */
  private boolean takesAllForThoseOfTheUnknown() {
    List<Part> parts = found.parts();
    return parts.getLast() instanceof Part.Text(String text)
        && IN_UNKNOWN.matcher(text).results().anyMatch(it -> isUnknown(it.group(1)))
        && acts.stream()
            .flatMap(act -> act.target().stream())
            .anyMatch(target -> target.places().isEmpty() && !target.here());
  }

  private boolean isUnknown(String word) {
    return Unsaid.unknown(word).findAny().isPresent() && !said.isCopied(word);
  }

  /** 安防撤防 undoes nothing: who takes back the last act names no Thing. */
  private boolean takesBackWhatIsNamed() {
    return clauses.stream().anyMatch(clause -> clause.verb() == Verb.UNDO)
        && found.mentions().stream().anyMatch(mention -> !mention.things().isEmpty());
  }

  /** Whether a car is said to be driven, and nobody spoke of driving. */
  private boolean isNoDriving() {
    return clauses.stream().anyMatch(clause -> clause.verb() == Verb.NEVER)
        && !said.is("driving")
        && !said.is("drive");
  }

  /** "Mode" ends the names of scenes, and "fan" is also a mode. */
  private boolean isThing(Mention mention) {
    return !mention.isPlace()
        && !mention.isOf("Scene")
        && clauses.stream().noneMatch(clause -> isItsProperty(clause, mention))
        && acts.stream()
            .noneMatch(act -> Unsaid.words("modes", act.value()).contains(mention.phrase()));
  }

  /** "The battery of the smoke detector": a word for a Thing is one for what it has. */
  private static boolean isItsProperty(Clause clause, Mention mention) {
    return clause.name().equals(mention.phrase())
        || Words.is("properties", clause.name(), mention.phrase());
  }

  /**
   * Of two names side by side one tells more of the other: the seat heating, the door's lock. Where
   * a script has no blanks, one parts them.
   */
  private static boolean isPartOf(Part neighbour, String phrase) {
    return neighbour instanceof Part.Named(Mention mention, String other)
            && !mention.isPlace()
            && !mention.isOf("Person")
        || neighbour.phrase().length() < 2
            && (!neighbour.phrase().isBlank() || NameIndex.latin(phrase.charAt(0)));
  }

  private static boolean takesNoteOf(Clause clause, Mention mention) {
    return clause.verb() == Verb.ABSENT && mention.absent() || isOf(clause, mention);
  }

  private static boolean isOf(Clause clause, Mention mention) {
    return clause
        .target()
        .filter(target ->
            target.thing().filter(t -> t.sameAs(mention) || sharesAThing(t, mention)).isPresent()
                || target.except().stream()
                    .anyMatch(t -> t.sameAs(mention) || t.things().containsAll(mention.things())))
        .isPresent();
  }

  private static boolean sharesAThing(Mention one, Mention other) {
    return one.things().stream().anyMatch(other.things()::contains);
  }

  private boolean leavesOutANumber() {
    return numbers().stream()
        .anyMatch(number -> values().noneMatch(v -> v.contains(number)) && !said.isCopied(number));
  }

  /** The numbers that were said, but not how many Things. */
  private List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    List<Part> parts = found.parts();
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
    return clauses.stream()
        .flatMap(clause ->
            Stream.of(
                    Stream.of(clause.value()),
                    clause.target().flatMap(Target::that).map(State::value).stream(),
                    Said.arguments(clause)
                        .map(a -> a instanceof Argument.Word(String word) ? word : ""),
                    Said.times(clause).map(Time::hour))
                .flatMap(s -> s));
  }

  private boolean leavesOutATime() {
    // an entry or item is known by its name alone
    boolean named = acts.stream().allMatch(act -> Inputs.isOfExisting(act.name()));
    return !named
        && found.parts().stream()
            .filter(Part.Timed.class::isInstance)
            .map(Part.Timed.class::cast)
            .anyMatch(time ->
                clauses.stream().flatMap(Said::times).noneMatch(time.time()::equals)
                    && !isOfTheWeather(time.time())
                    && !said.isCopied(time.phrase()));
  }

  /** "What's the weather tomorrow, and turn the tv off": the day is the weather's. */
  private boolean isOfTheWeather(Time time) {
    return time instanceof Time.Moment moment
        && moment.minutes().isEmpty()
        && clauses.stream()
            .filter(clause -> clause.verb() == Verb.GET)
            .flatMap(clause -> clause.target().flatMap(Target::thing).stream())
            .anyMatch(mention -> mention.types().contains("Weather"));
  }

  private static boolean isLater(Clause clause) {
    return clause.timing().filter(t -> t.how() == How.IN || t.how() == How.AT).isPresent();
  }

  /** Whether something is done at once that was to be done on a condition; to end is harmless. */
  private boolean leavesOutACondition() {
    return waitsForNothing()
        || said.is("condition")
            && clauses.stream().noneMatch(Doubts::waits)
            && acts.stream()
                .anyMatch(act ->
                    act.target().flatMap(Target::that).isEmpty()
                        && !(said.is("on") && said.is("off") && acts.size() == 1)
                        && !isSoAnyhow(act)
                        && !act.name().equals("locked")
                        && !Unsaid.ends(act));
  }

  /** 如果除湿机没开就打开: to turn on what is on already is harmless. */
  private boolean isSoAnyhow(Clause act) {
    return said.is("not")
        && act.name().equals("on")
        && acts.size() == 1
        && found.mentions().size() == 1
        && isOf(act, found.mentions().getFirst());
  }

  /** "When it gets dark" and "if it rains" are no states of what is to be done then. */
  private boolean waitsForNothing() {
    return (said.is("later") || Events.in(said.heard()).anyMatch(event -> !said.isCopied(event)))
        && clauses.stream()
            .filter(Doubts::waits)
            .allMatch(clause ->
                clause.verb() == Verb.WHEN
                    && (!isReported(clause)
                        || acts.stream().anyMatch(act -> isOfTheSame(act, clause))));
  }

  /** What can be set is no event: a doorbell that is on does not ring. */
  private static boolean isReported(Clause when) {
    List<Thing> things =
        when.target().flatMap(Target::thing).map(Mention::things).orElse(List.of());
    return things.isEmpty()
        || things.stream()
            .flatMap(thing -> thing.property(when.name()).stream())
            .anyMatch(Property::readOnly);
  }

  private static boolean waits(Clause clause) {
    return clause.verb() == Verb.WHEN || isLater(clause);
  }

  private static boolean isOfTheSame(Clause one, Clause other) {
    return one.target().flatMap(Target::thing).equals(other.target().flatMap(Target::thing));
  }

  /** {@return whether acts of a plan should wait for what nothing in the household tells} */
  static boolean isUnwatched(Found found, List<Clause> clauses) {
    List<Clause> acts = clauses.stream().filter(c -> ACTS.contains(c.verb())).toList();
    return clauses.stream().anyMatch(clause -> clause.verb().hasTarget)
        && new Doubts(found, clauses, acts, List.of()).waitsForNothing();
  }

  /** {@return whether acts of a plan stand for what was said of a car that drives itself} */
  static boolean drivesItself(Found found, List<Clause> clauses) {
    return new Said(found, clauses).is("drive")
        && found.mentions().stream()
            .flatMap(mention -> mention.things().stream())
            .allMatch(thing -> thing.types().stream().anyMatch(type -> type.startsWith("Car")))
        && clauses.stream().anyMatch(clause -> ACTS.contains(clause.verb()));
  }

  /** "All but the lamp": something is to stay as it is. */
  private boolean leavesOutAnException() {
    return said.is("except")
        && clauses.stream().allMatch(c -> c.target().filter(t -> !t.except().isEmpty()).isEmpty());
  }

  /** "Home, and no motorway" is a way to go, whatever else "home" is the name of. */
  private boolean leavesOutAnAvoidance() {
    return said.is("avoid") && acts.stream().allMatch(act -> act.said("avoid").isEmpty());
  }
}
