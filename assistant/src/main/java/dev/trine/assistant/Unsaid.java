package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the acts of a plan do although it was not said. */
final class Unsaid {
  /** What is set in figures. */
  private static final Pattern AMOUNT = Pattern.compile("\\d+(?:\\.\\d+)?|half|min|max");

  private static final Pattern LATIN_WORD = Pattern.compile("[a-z][a-z'-]*");

  /** The words that learnt names are said with: the limit of "charge limit". */
  private static final Set<String> LEARNT =
      Lexicon.ALL.stream()
          .flatMap(lexicon -> Stream.of("properties", "actions", "modes").map(lexicon::section))
          .flatMap(section -> section.values().stream().flatMap(List::stream))
          .flatMap(word -> Stream.of(word.text().split(" ")))
          .collect(Collectors.toUnmodifiableSet());

  /** How a clause ends that turns on or opens, and one that does the contrary. */
  private static final Set<String> STARTS = Set.of("true", "open");

  private static final Set<String> ENDS = Set.of("false", "close");

  private static final Pattern IS_OFF =
      Pattern.compile("^ ?(?:all |都|全部?)?(?:off(?![a-z])|关(?!着|到|上?\\d|[上掉]?一半|小)|熄|闩)[^不]*$");

  private static final Pattern SEPARATOR = Pattern.compile("[,，;；。]| and ");

  /** What is closed by letting it down. */
  private static final Set<String> FALLS = Set.of("Blind", "Shutter");

  /** A number, and that it is a step: 5 litres more, another 5, 高2度. */
  private static final Pattern STEP =
      Pattern.compile(
          "(\\d+(?:\\.\\d+)?)(?: [a-z]+)? (?:%1$s)\\b|(?<!最)(?:%1$s|(?:%2$s) ?)(\\d+(?:\\.\\d+)?)"
              .formatted(any("step"), any("another")));

  private static String any(String sign) {
    return String.join("|", Words.of("signs", sign).toList());
  }

  private final Said said;
  private final List<Clause> acts;
  private final List<Clause> before;

  /**
   * @param before what was meant before in the talk
   */
  Unsaid(Said said, List<Clause> acts, List<Clause> before) {
    this.said = said;
    this.acts = acts;
    this.before = before;
  }

  /** {@return whether something is done that was not said} */
  boolean isDone() {
    return isQuestion()
        || doesTheContrary()
        || setsWhatWasNotSaid()
        || setsAnOwnValueUnsaid()
        || forgetsTheWayBack()
        || stopsTheSwing()
        || exceptsItself()
        || actsOnWhatIsExcepted()
        || doesTheContraryOfAnother()
        || endsAtOnce()
        || setsWhatIsAStep()
        || setsARest()
        || setsTwice()
        || doesOneThingOnly()
        || setsTheOtherEnd()
        || setsAnotherProperty()
        || doesAnotherAct()
        || new Copies(said, acts).areWrong()
        || drivesACar()
        || switchesWhatIsSought()
        || usesAServiceUnsaid()
        || takesAllForUnknown()
        || widensAnother();
  }

  /** "Have I left the oven on" turns on no oven; whether 能把灯关了吗 asks, the plan knows better. */
  private boolean isQuestion() {
    return acts.size() == said.clauses().size()
        && !said.is("request")
        && Words.of("signs", "question")
            .anyMatch(word ->
                word.charAt(0) < 0x80
                    ? said.heard().startsWith(word + " ")
                    : said.heard().contains(word) && !said.isCopied(word));
  }

  private boolean doesTheContrary() {
    boolean on = said.is("on");
    return locksWhatIsToBeOpened()
        || winds("up", STARTS)
        || winds("down", ENDS)
        || pullsUp()
        || doesWhatIsSo()
        || doesWhatIsForbidden()
        || startsWhatIsOff()
        || on != said.is("off")
            && !said.is("not")
            && acts.stream()
                .filter(act -> act.verb() == Verb.DO || act.name().equals("on"))
                .map(Unsaid::end)
                .anyMatch((on ? ENDS : STARTS)::contains);
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
              .filter(act -> act.timing().isEmpty())
              .filter(act -> STARTS.contains(end(act)) || AMOUNT.matcher(act.value()).matches())
              .flatMap(act -> act.target().flatMap(Target::thing).stream())
              .anyMatch(mention::sameAs)) {
        return true;
      }
    }
    return false;
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

  /** "Shut it if it's open" orders before the condition; "if it's open, shut it" behind it. */
  private boolean ordersOn() {
    int condition =
        Words.of("signs", "condition")
            .mapToInt(said.heard()::indexOf)
            .filter(at -> at >= 0)
            .min()
            .orElse(0);
    String before = said.heard().substring(0, condition);
    boolean isOrder = Words.anyOf("signs", "on", before) || Words.anyOf("signs", "off", before);
    String told = isOrder ? before : said.heard();
    return last("on", told) > last("off", told);
  }

  private static int last(String sign, String text) {
    return Words.of("signs", sign).mapToInt(text::lastIndexOf).max().orElse(-1);
  }

  /** The fan off, if the heater is on. */
  private static boolean isOfAnother(Clause when, Clause act) {
    return when.verb() == Verb.WHEN
        && !when.target().flatMap(Target::thing).equals(act.target().flatMap(Target::thing));
  }

  /** 别开, 莫摆风, "don't turn it off"; "don't forget to open" is another matter. */
  private boolean doesWhatIsForbidden() {
    boolean isOff = said.is("off");
    return said.isTold(isOff ? "forbid off" : "forbid")
        && !said.is("condition")
        && !said.heard().matches(".*(?:forget|忘).*")
        && acts.stream()
            .allMatch(act ->
                (isOff ? ENDS : STARTS).contains(end(act))
                    && act.target().filter(target -> target.except().isEmpty()).isPresent());
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
        && acts.stream()
            .flatMap(act -> act.timing().stream())
            .noneMatch(timing -> timing.how() == How.FOR || timing.how() == How.UNTIL);
  }

  /** "All lamps but the lamps" is none. */
  private boolean exceptsItself() {
    return acts.stream()
        .flatMap(act -> act.target().stream())
        .anyMatch(target ->
            Stream.concat(target.thing().stream(), target.places().stream())
                .anyMatch(named -> target.except().stream().anyMatch(named::sameAs)));
  }

  /** Whether one of a Thing's own values is set, and it is not the one that was said. */
  private boolean setsAnOwnValueUnsaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.value()))
        .filter(act ->
            act.target().flatMap(Target::thing).stream()
                .flatMap(mention -> mention.things().stream())
                .flatMap(thing -> thing.property(act.name()).stream())
                .anyMatch(property -> OwnWords.values(property).contains(act.value())))
        .anyMatch(act -> said.ownWords().noneMatch(own -> own.word().equals(act.value())));
  }

  /** "All lights on, all but the pendant on" are not all. */
  private boolean actsOnWhatIsExcepted() {
    return acts.stream()
        .filter(act -> act.target().filter(target -> !target.except().isEmpty()).isPresent())
        .anyMatch(act ->
            acts.stream()
                .filter(other -> other.target().filter(it -> it.except().isEmpty()).isPresent())
                .anyMatch(other ->
                    other.name().equals(act.name())
                        && other.value().equals(act.value())
                        && other
                            .target()
                            .flatMap(Target::thing)
                            .equals(act.target().flatMap(Target::thing))));
  }

  /** A blind is closed downwards: 拉上去. */
  private boolean pullsUp() {
    return said.is("pull up")
        && acts.stream()
            .filter(act -> ENDS.contains(end(act)))
            .flatMap(act -> act.target().flatMap(Target::thing).stream())
            .flatMap(mention -> mention.things().stream())
            .anyMatch(thing -> thing.types().stream().anyMatch(FALLS::contains));
  }

  /** A car's window is closed upwards. */
  private boolean winds(String way, Set<String> contrary) {
    return Words.isSaid(way, said.heard())
        && acts.stream()
            .filter(act -> contrary.contains(end(act)))
            .flatMap(act -> act.target().flatMap(Target::thing).stream())
            .flatMap(mention -> mention.things().stream())
            .anyMatch(thing -> thing.types().contains("CarWindow"));
  }

  /** "Open the lock"; among several acts it may be another that opens. */
  private boolean locksWhatIsToBeOpened() {
    return acts.size() == 1
        && acts.getFirst().name().equals("locked")
        && acts.getFirst().value().equals("true")
        && said.is("unlock");
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
    return one.target().flatMap(Target::thing).equals(other.target().flatMap(Target::thing))
        && one.target().map(Target::places).equals(other.target().map(Target::places));
  }

  /** "Half an hour more, then off" is not off for half an hour. */
  private boolean endsAtOnce() {
    return acts.stream()
            .filter(act -> act.timing().filter(t -> t.how() == How.FOR).isPresent())
            .anyMatch(Unsaid::ends)
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

  /** Whether a mode or a colour is set for which there are words, and none was said. */
  private boolean setsWhatWasNotSaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .anyMatch(act ->
            Stream.of("modes", "colors")
                .map(section -> words(section, act.value()))
                .anyMatch(words ->
                    !words.isEmpty() && words.stream().noneMatch(word -> isHeard(word, act))));
  }

  /** "Five litres more" are not five litres, and two more minutes are no timer of two minutes. */
  private boolean setsWhatIsAStep() {
    List<String> steps = STEP.matcher(said.heard()).results().map(Unsaid::number).toList();
    boolean more = said.is("more");
    return acts.stream()
        .anyMatch(act ->
            act.verb() == Verb.SET
                ? steps.contains(act.value()) || stepsTwice(act) || stepsBack(act)
                : more && act.name().equals("start") && Said.times(act).findAny().isPresent());
  }

  /** Whole numbers take no 7.5: another property of the Thing was meant, where one does. */
  private boolean setsARest() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && act.value().matches("\\d+\\.\\d*[1-9]"))
        .anyMatch(act ->
            act.target().flatMap(Target::thing).stream()
                .flatMap(mention -> mention.things().stream())
                .filter(thing ->
                    thing
                        .property(act.name())
                        .filter(property -> property.schema() instanceof ValueSchema.Whole)
                        .isPresent())
                .flatMap(thing -> thing.properties().values().stream())
                .anyMatch(
                    other -> !other.readOnly() && other.schema() instanceof ValueSchema.Decimal));
  }

  /** Nothing is two ways at once. */
  private boolean setsTwice() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && act.timing().isEmpty())
        .filter(act -> AMOUNT.matcher(act.value()).matches())
        .anyMatch(act ->
            acts.stream()
                .filter(other -> other.timing().isEmpty() && other.name().equals(act.name()))
                .filter(other -> AMOUNT.matcher(other.value()).matches())
                .anyMatch(other ->
                    other.target().equals(act.target()) && !other.value().equals(act.value())));
  }

  /** "The heater on, and the light off" are not both on. */
  private boolean doesOneThingOnly() {
    return acts.size() > 1
        && said.is("on")
        && said.is("off")
        && !said.is("not")
        && !said.is("condition")
        && acts.stream()
            .allMatch(act -> act.timing().isEmpty() && act.target().flatMap(Target::that).isEmpty())
        && Stream.of(STARTS, ENDS)
            .anyMatch(ends -> acts.stream().map(Unsaid::end).allMatch(ends::contains));
  }

  /** "Too cold, a degree warmer" is one step; the same said twice is taken once anyhow. */
  private boolean stepsTwice(Clause act) {
    return act.value().startsWith("+")
        && acts.stream()
            .filter(other -> other.value().startsWith("+") && !other.value().equals(act.value()))
            .anyMatch(
                other -> other.name().equals(act.name()) && other.target().equals(act.target()));
  }

  /** What is doubled does not become less. */
  private boolean stepsBack(Clause act) {
    return act.value().startsWith("-") && said.is("double");
  }

  private static String number(MatchResult match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  /** Whether the most is set where the least was said. */
  private boolean setsTheOtherEnd() {
    boolean most = said.is("most");
    List<String> other = most ? List.of("min", "-") : List.of("max", "+");
    return most != said.is("least") && acts.stream().anyMatch(act -> other.contains(act.value()));
  }

  /** Whether the Thing has another property, and it is that one whose title was said. */
  private boolean setsAnotherProperty() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .anyMatch(act ->
            act.target().flatMap(Target::thing).stream()
                .flatMap(mention -> mention.things().stream())
                .anyMatch(thing -> saysAnother(thing, act.name())));
  }

  private boolean saysAnother(Thing thing, String name) {
    return thing.property(name).filter(property -> !isSaid(property)).isPresent()
        && thing.properties().values().stream()
            .filter(other -> !other.readOnly() && !other.name().equals("on") && isSaid(other))
            .anyMatch(other -> acts.stream().noneMatch(act -> act.name().equals(other.name())));
  }

  /** "Start charging" starts nothing else. */
  private boolean doesAnotherAct() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.DO)
        .anyMatch(act -> Words.of("actions", act.name()).anyMatch(word -> saysMore(word)));
  }

  /** Whether the words of another action were said, of which those of this one are a part. */
  private boolean saysMore(String word) {
    return Lexicon.ALL.stream()
        .flatMap(lexicon -> lexicon.section("actions").values().stream())
        .flatMap(List::stream)
        .map(Lexicon.Word::text)
        .anyMatch(other ->
            other.length() > word.length()
                && other.contains(word)
                && Words.isSaid(other, said.heard()));
  }

  private boolean isSaid(Property property) {
    return Stream.concat(
            property.names().all().stream().map(Hearing::name),
            Words.of("properties", property.name()))
        .anyMatch(title -> Words.isSaid(title, said.heard()) && !said.isCopied(title));
  }

  /** What moves a car is never done, and nothing else is meant by it. */
  private boolean drivesACar() {
    return Words.of("signs", "drive").anyMatch(word -> Words.isSaid(word, said.heard()));
  }

  /** "Where is the robot" starts none. */
  private boolean switchesWhatIsSought() {
    return said.is("find")
        && acts.stream().anyMatch(act -> act.name().equals("start") || act.name().equals("on"));
  }

  /**
   * Whether a service is used that nobody named, now or just before, and of whose use there was no
   * word.
   */
  boolean usesAServiceUnsaid() {
    return said.clauses().stream()
        .filter(clause -> acts.contains(clause) || clause.verb() == Verb.GET)
        .filter(act -> act.target().flatMap(Target::thing).stream().noneMatch(this::wasUsed))
        .map(Services::uses)
        .anyMatch(words ->
            !words.isEmpty() && words.stream().noneMatch(w -> Words.isSaid(w, said.heard())));
  }

  private boolean wasUsed(Mention service) {
    return before.stream()
        .flatMap(clause -> clause.target().flatMap(Target::thing).stream())
        .map(Mention::things)
        .anyMatch(used -> !used.isEmpty() && service.things().containsAll(used));
  }

  /** "Disarm" sets to disarmed; but 冷气 is no mode where it names what is set. */
  private boolean isHeard(String word, Clause act) {
    String stem = word.endsWith("ed") ? word.substring(0, word.length() - 2) : word;
    String name = act.target().flatMap(Target::thing).map(Mention::phrase).orElse("");
    return (name.isEmpty() ? said.heard() : said.heard().replace(name, " ")).contains(stem);
  }

  static List<String> words(String section, String value) {
    List<String> words = new ArrayList<>(Words.of(section, value).toList());
    if (!words.isEmpty()) {
      words.add(value);
    }
    return words;
  }

  /** Whether any Thing is taken for what a word names that nobody knows. */
  private boolean takesAllForUnknown() {
    List<Clause> wide =
        acts.stream().filter(a -> a.target().flatMap(Target::thing).isEmpty()).toList();
    return !wide.isEmpty()
        && (isUnknown(wide)
            || wide.stream().anyMatch(act -> act.name().equals("on")) && !said.is("everything"));
  }

  /** Whether an act is done to one Thing or in one place, and once more to more. */
  private boolean widensAnother() {
    return acts.stream()
        .anyMatch(wide ->
            acts.stream()
                .filter(act -> act.verb() == wide.verb() && act.name().equals(wide.name()))
                .anyMatch(act -> isWider(wide, act)));
  }

  /** "Turn on the guest network": only a router has one, whatever else is said. */
  private boolean isNamedByWhatItOffers(Clause act) {
    return said.isNamed(act.name())
        && Selection.offering(act, said.found().varieties()).size() == 1;
  }

  private boolean isOfOneThatOffers(Clause act, String word) {
    return !OwnWords.learnt(act.name())
        && Selection.offering(act, said.found().varieties()).stream()
            .flatMap(thing -> thing.names().all().stream())
            .anyMatch(name -> Words.isSaid(word, Hearing.name(name)));
  }

  private static boolean isWider(Clause wide, Clause act) {
    Optional<Mention> thing = act.target().flatMap(Target::thing);
    Optional<Mention> other = wide.target().flatMap(Target::thing);
    boolean isPlaced = act.target().filter(target -> !target.places().isEmpty()).isPresent();
    boolean isAnywhere = wide.target().filter(target -> target.places().isEmpty()).isPresent();
    return thing.isPresent()
        && (other.isEmpty()
            || thing.equals(other) && isPlaced && isAnywhere && act.value().equals(wide.value()));
  }

  /** "Feed the cat" is known where there is a cat's feeder to do it. */
  private boolean isUnknown(List<Clause> wide) {
    return !wide.stream().allMatch(this::isNamedByWhatItOffers)
        && said.found().parts().stream()
            .filter(Part.Text.class::isInstance)
            .flatMap(part -> unknown(part.phrase()))
            .anyMatch(word -> wide.stream().noneMatch(act -> isOfOneThatOffers(act, word)));
  }

  /** {@return the Latin words of a text that nobody knows} */
  static Stream<String> unknown(String text) {
    return LATIN_WORD
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(word -> !Misheard.isCommon(word) && !Units.isWord(word) && !LEARNT.contains(word))
        .filter(word -> !word.endsWith("'s"));
  }
}
