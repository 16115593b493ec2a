package dev.trine.assistant;

import dev.trine.assistant.Argument.Text;
import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What speaks against a plan, whoever made it: something was said of which no clause takes note, or
 * a clause does what was not said. Then it is asked first: rather too little is done than what
 * nobody meant.
 */
final class Doubts {
  /** Numbers, but not the one of 一首歌 and 一条. */
  private static final Pattern NUMBER = Pattern.compile("(?!1\\p{IsHan})\\d+(?:\\.\\d+)?");

  /** How many Things, before their name: 两盏, two. */
  private static final Pattern COUNT = Pattern.compile("\\d+ ?\\p{IsHan}? ?$");

  private static final Pattern LATIN_WORD = Pattern.compile("[a-z][a-z'-]*");
  private static final Set<Verb> ACTS = EnumSet.of(Verb.SET, Verb.DO);

  /** How a clause ends that turns on or opens, and one that does the contrary. */
  private static final Set<String> STARTS = Set.of("true", "open");

  private static final Set<String> ENDS = Set.of("false", "close");

  private final Found found;
  private final List<Clause> clauses;
  private final List<Clause> acts;
  private final String heard;

  private Doubts(Found found, List<Clause> clauses, List<Clause> acts) {
    this.found = found;
    this.clauses = clauses;
    this.acts = acts;
    heard = found.heard().text();
  }

  /** {@return whether something speaks against a plan} */
  static boolean about(Found found, List<Clause> clauses) {
    List<Clause> acts = clauses.stream().filter(c -> ACTS.contains(c.verb())).toList();
    Doubts doubts = new Doubts(found, clauses, acts);
    return doubts.missesWhatIsThere()
        || !acts.isEmpty()
            && (doubts.leavesOutAThing()
                || doubts.leavesOutANumber()
                || doubts.leavesOutATime()
                || doubts.leavesOutACondition()
                || doubts.isQuestion()
                || doubts.doesTheContrary()
                || doubts.setsWhatWasNotSaid()
                || doubts.copiesTwice()
                || doubts.drivesACar()
                || doubts.takesAllForUnknown());
  }

  // ---- what was said, and no clause takes note of it

  private boolean leavesOutAThing() {
    List<Part> parts = found.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, String phrase)
          && isThing(mention)
          && clauses.stream().noneMatch(clause -> takesNoteOf(clause, mention))
          && !isCopied(mention.phrase())
          && !(i > 0 && isPartOf(parts.get(i - 1)))
          && !(i + 1 < parts.size() && isPartOf(parts.get(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is said to fit, though all that was named is here. */
  private boolean missesWhatIsThere() {
    return clauses.stream().allMatch(clause -> clause.verb() == Verb.ABSENT)
        && found.mentions().stream().noneMatch(Mention::absent)
        && !isSaid("condition")
        && leavesOutAThing();
  }

  /** "Mode" ends the names of scenes, and "fan" is also a mode. */
  private boolean isThing(Mention mention) {
    boolean isScene =
        !mention.absent()
            && mention.things().stream().allMatch(thing -> thing.types().contains("Scene"));
    return !mention.isPlace()
        && !isScene
        && acts.stream().noneMatch(act -> words("modes", act.value()).contains(mention.phrase()));
  }

  /** Of two names side by side one tells more of the other: the seat heating, the door's lock. */
  private static boolean isPartOf(Part neighbour) {
    return neighbour instanceof Part.Named(Mention mention, String phrase) && !mention.isPlace()
        || neighbour.phrase().length() < 2;
  }

  private static boolean takesNoteOf(Clause clause, Mention mention) {
    return clause.verb() == Verb.ABSENT && mention.absent() || isOf(clause, mention);
  }

  private static boolean isOf(Clause clause, Mention mention) {
    return clause
        .target()
        .filter(target ->
            Stream.concat(target.thing().stream(), target.except().stream())
                .anyMatch(other ->
                    other.sameAs(mention)
                        || other.things().stream().anyMatch(mention.things()::contains)))
        .isPresent();
  }

  private boolean leavesOutANumber() {
    return numbers().stream()
        .anyMatch(number -> values().noneMatch(v -> v.contains(number)) && !isCopied(number));
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
                    arguments(clause).map(a -> a instanceof Argument.Word(String word) ? word : ""),
                    times(clause).map(Time::hour))
                .flatMap(s -> s));
  }

  private boolean leavesOutATime() {
    // an entry or item is known by its name alone
    boolean named = acts.stream().allMatch(act -> Inputs.isOfExisting(act.name()));
    return !named
        && found.parts().stream()
            .filter(Part.Timed.class::isInstance)
            .map(Part.Timed.class::cast)
            .anyMatch(said ->
                clauses.stream().flatMap(Doubts::times).noneMatch(said.time()::equals)
                    && !isCopied(said.phrase()));
  }

  private static Stream<Time> times(Clause clause) {
    return Stream.concat(
        clause.timing().stream().flatMap(timing -> timing.times().stream()),
        arguments(clause)
            .filter(Argument.When.class::isInstance)
            .map(when -> ((Argument.When) when).time()));
  }

  private static Stream<Argument> arguments(Clause clause) {
    return clause.input().stream().flatMap(named -> named.arguments().stream());
  }

  /** Whether something is done at once that was to be done on a condition; to end is harmless. */
  private boolean leavesOutACondition() {
    return clauses.stream().noneMatch(c -> c.verb() == Verb.WHEN || c.timing().isPresent())
        && acts.stream()
            .anyMatch(act ->
                act.target().flatMap(Target::that).isEmpty()
                    && !act.name().equals("locked")
                    && !ENDS.contains(end(act)))
        && isSaid("condition");
  }

  /** Whether words are in a text that a clause copies. */
  private boolean isCopied(String words) {
    return clauses.stream()
        .flatMap(Doubts::arguments)
        .filter(Text.class::isInstance)
        .anyMatch(text -> Hearing.normal(((Text) text).said()).contains(words));
  }

  // ---- what a clause does, and it was not said

  /** "Have I left the oven on" turns on no oven; whether 能把灯关了吗 asks, the plan knows better. */
  private boolean isQuestion() {
    return acts.size() == clauses.size()
        && !isSaid("request")
        && Words.of("signs", "question")
            .anyMatch(word ->
                word.charAt(0) < 0x80
                    ? heard.startsWith(word + " ")
                    : heard.contains(word) && !isCopied(word));
  }

  private boolean doesTheContrary() {
    boolean on = isSaid("on");
    return locksWhatIsToBeOpened()
        || on != isSaid("off")
            && !isSaid("not")
            && acts.stream()
                .filter(act -> act.verb() == Verb.DO || act.name().equals("on"))
                .map(Doubts::end)
                .anyMatch((on ? ENDS : STARTS)::contains);
  }

  /** "Open the lock"; among several acts it may be another that opens. */
  private boolean locksWhatIsToBeOpened() {
    return acts.size() == 1
        && acts.getFirst().name().equals("locked")
        && acts.getFirst().value().equals("true")
        && isSaid("unlock");
  }

  private static String end(Clause act) {
    return act.verb() == Verb.SET ? act.value() : act.name();
  }

  /** Whether a mode or a colour is set for which there are words, and none was said. */
  private boolean setsWhatWasNotSaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .flatMap(act -> Stream.of("modes", "colors").map(section -> words(section, act.value())))
        .anyMatch(words -> !words.isEmpty() && words.stream().noneMatch(this::isHeard));
  }

  /** What moves a car is never done, and nothing else is meant by it. */
  private boolean drivesACar() {
    return Words.of("signs", "drive").anyMatch(word -> Words.isSaid(word, heard));
  }

  /** Whether one text that is copied holds another: "milk and eggs", "eggs". */
  private boolean copiesTwice() {
    List<String> texts =
        acts.stream()
            .map(act -> arguments(act).filter(Text.class::isInstance).map(t -> ((Text) t).said()))
            .flatMap(said -> said.limit(1))
            .map(Hearing::normal)
            .toList();
    return acts.stream().map(Clause::name).distinct().count() < acts.size()
        && texts.stream()
            .anyMatch(text -> texts.stream().anyMatch(t -> t != text && t.contains(text)));
  }

  /** "Disarm" sets to disarmed. */
  private boolean isHeard(String word) {
    String stem = word.endsWith("ed") ? word.substring(0, word.length() - 2) : word;
    return heard.contains(stem);
  }

  private static List<String> words(String section, String value) {
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
        && (isUnknown()
            || wide.stream().anyMatch(act -> act.name().equals("on")) && !isSaid("everything"));
  }

  private boolean isUnknown() {
    return found.parts().stream()
        .filter(Part.Text.class::isInstance)
        .flatMap(p -> LATIN_WORD.matcher(p.phrase()).results().map(MatchResult::group))
        .anyMatch(word -> !Misheard.isCommon(word));
  }

  private boolean isSaid(String sign) {
    return Words.of("signs", sign).anyMatch(word -> Words.isSaid(word, heard) && !isCopied(word));
  }
}
