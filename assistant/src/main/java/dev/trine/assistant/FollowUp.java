package dev.trine.assistant;

import dev.trine.assistant.Argument.Named;
import dev.trine.assistant.Argument.When;
import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Time.Length;
import dev.trine.assistant.Time.Moment;
import dev.trine.assistant.Upshot.Missing;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a sentence of a talk goes on with what was meant before. Where it says only that (a bit more,
 * the other one, take it off again, make it four) no model is asked.
 */
final class FollowUp {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.:])\\d{1,4}(?![\\d.:])");

  private final List<Clause> before;
  private final Clause last;
  private final Found found;
  private final Household household;
  private final Whereabouts whereabouts;

  /**
   * @param before what was meant before
   * @param found the sentence
   */
  FollowUp(List<Clause> before, Found found, Household household) {
    this.before = before;
    this.found = found;
    this.household = household;
    last = before.isEmpty() ? Clause.alone(Verb.UNCLEAR) : before.getLast();
    whereabouts = new Whereabouts(household);
  }

  /** {@return the Things that were named in what was meant before} */
  static List<Thing> things(List<Clause> before) {
    return before.stream().flatMap(Clause::things).distinct().toList();
  }

  /** {@return what is meant; nothing where the sentence says more than how it goes on} */
  Optional<List<Clause>> clauses() {
    return found.mentions().isEmpty() && last.target().isPresent()
        ? step().or(this::takenBack).or(this::changed).or(this::another)
        : Optional.empty();
  }

  // ---- what the model says of a sentence that goes on

  /**
   * {@return a clause that goes on with a Thing of the one before} "And in the dining room", after
   * the kitchen lamp, is a lamp there, whatever it is called; "both" are those that were asked
   * about; and what names neither Thing nor place is said of the Thing before if that offers it.
   */
  Clause goingOn(Clause clause) {
    return clause.target().map(said -> clause.with(goingOn(clause, said))).orElse(clause);
  }

  private Target goingOn(Clause clause, Target said) {
    Target target = said.isAny() ? offering(clause).orElse(said) : said;
    Optional<Mention> one =
        target.thing().filter(thing -> found.mentions().stream().noneMatch(thing::sameAs));
    if (one.isEmpty()) {
      return target;
    }
    Mention thing = one.get();
    if (saysBoth() && thing.isAnswer()) {
      return new Target(Quantity.ALL, Optional.of(thing.all()), List.of(), false, List.of());
    }
    Set<String> places = whereabouts.within(target.places());
    return target.places().isEmpty() || !whereabouts.in(thing.things(), places, target).isEmpty()
        ? target
        : target.with(thing.andLike(household.things()));
  }

  /** {@return whether the sentence speaks of the Things between which there was to choose} */
  boolean saysBoth() {
    return before.stream().flatMap(clause -> clause.thing().stream()).anyMatch(Mention::isAnswer)
        && found.mentions().stream().allMatch(Mention::isPlace)
        && Words.of("answers", "both").anyMatch(word -> Words.isSaid(Hearing.name(word), heard()));
  }

  /** What was meant before that offers what a clause wants. */
  private Optional<Target> offering(Clause clause) {
    return before.reversed().stream()
        .filter(last -> !Selection.offering(clause, last.things().toList()).isEmpty())
        .flatMap(last -> last.target().stream())
        .findFirst();
  }

  // ---- a bit more

  private Optional<List<Clause>> step() {
    boolean more = says("more", "bit");
    if (!more && !says("less", "bit")) {
      return Optional.empty();
    }
    boolean down = last.value().matches("-.*|min") || last.name().equals("close");
    return amount()
        .map(name -> List.of(new Clause(Verb.SET, last.target(), name, more == down ? "-" : "+")));
  }

  /** What there is more or less of: what was set, or the only amount that the Thing has. */
  private Optional<String> amount() {
    List<String> amounts =
        last.things()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(Values::isSettableNumber)
            .map(Property::name)
            .toList();
    boolean isSwitched = last.name().matches("on|open|close") && amounts.size() == 1;
    return isSwitched
        ? Optional.of(amounts.getFirst())
        : Optional.of(last.name()).filter(amounts::contains);
  }

  // ---- entries and items: take it off again, make it four

  private Optional<List<Clause>> takenBack() {
    return says("undone", "it") ? without().map(List::of) : Optional.empty();
  }

  /** What takes back an entry or item that was added. */
  private Optional<Clause> without() {
    if (last.verb() != Verb.DO || !last.name().matches("add|start")) {
      return Optional.empty();
    }
    List<Named> texts =
        last.input().stream()
            .filter(named -> named.arguments().stream().anyMatch(Argument.Text.class::isInstance))
            .toList();
    return Stream.of("remove", "cancel")
        .filter(name -> last.things().anyMatch(thing -> thing.action(name).isPresent()))
        .findFirst()
        .map(name ->
            new Clause(
                Optional.empty(),
                Verb.DO,
                last.target(),
                name,
                "",
                texts.isEmpty() ? last.input() : texts));
  }

  private Optional<List<Clause>> changed() {
    StringBuilder rest = new StringBuilder();
    List<Time> times = new ArrayList<>();
    for (Finder.Part part : found.parts()) {
      if (part instanceof Finder.Part.Timed(Time time, String phrase)) {
        times.add(time);
      } else {
        rest.append(part.phrase()).append(' ');
      }
    }
    Matcher numbers = NUMBER.matcher(rest);
    List<String> bare = numbers.results().map(MatchResult::group).toList();
    return times.size() + bare.size() == 1 && says("changed", "it", numbers.replaceAll(" "))
        ? last.input().stream()
            .filter(named -> named.arguments().stream().anyMatch(When.class::isInstance))
            .findFirst()
            .flatMap(old ->
                time(old, times, bare).map(time -> new Named(old.name(), List.of(new When(time)))))
            .flatMap(named -> without().map(old -> List.of(old, last.replacing(named))))
        : Optional.empty();
  }

  /** The time that is meant now: what is not said anew is as it was. */
  private static Optional<Time> time(Named old, List<Time> times, List<String> bare) {
    Optional<Length> length =
        old.arguments().stream()
            .flatMap(argument ->
                argument instanceof When(Length l) ? Stream.of(l) : Stream.<Length>empty())
            .findFirst();
    if (length.isPresent()) {
      long unit = length.get().seconds() % 60 == 0 ? 60 : 1;
      return Stream.concat(
              times.stream(), bare.stream().map(n -> new Length(Long.parseLong(n) * unit)))
          .findFirst();
    }
    Moment before = Inputs.together(old.arguments()).orElse(Moment.NOTHING);
    return Stream.concat(times.stream(), bare.stream().filter(Time::isHour).map(Time::hour))
        .filter(Moment.class::isInstance)
        .map(moment -> moved(before, (Moment) moment))
        .findFirst();
  }

  /**
   * Nine in the morning, and now two, is after noon; and tomorrow morning has an hour of its own.
   */
  private static Time moved(Moment before, Moment now) {
    boolean isMorning =
        before
            .part()
            .filter(p -> p == Time.PartOfDay.MORNING || p == Time.PartOfDay.AM)
            .isPresent();
    boolean isLater = isMorning && now.minutes().filter(minutes -> minutes < 6 * 60).isPresent();
    return now.and(
        new Moment(
            before.day(),
            now.part().isPresent() ? Optional.empty() : before.minutes(),
            isLater ? Optional.empty() : before.part(),
            before.repeat()));
  }

  /** {@return one more item of the list to which the last was added: and some cheese too} */
  Optional<List<Clause>> item() {
    boolean leads = Words.of("answers", "item").anyMatch(word -> startsWith(heard(), word));
    return last.verb() == Verb.DO
            && last.name().equals("add")
            && leads
            && found.mentions().isEmpty()
        ? last.things()
            .filter(thing -> thing.properties().containsKey("items"))
            .findFirst()
            .flatMap(list -> new Answer(found).complete(new Missing(last, list, "item")))
            .map(List::of)
        : Optional.empty();
  }

  private static boolean startsWith(String heard, String word) {
    return heard.startsWith(word) && Words.isSaid(word, heard);
  }

  // ---- another one

  /** The same of the other one, or of the one on the other side. */
  private Optional<List<Clause>> another() {
    String said = Words.without(heard(), "also", "filler").strip();
    Target target = last.target().orElseThrow();
    List<Thing> things = target.thing().map(Mention::things).orElse(List.of());
    Which which = Which.alone(said);
    if (said.isEmpty() || things.isEmpty()) {
      return Optional.empty();
    }
    List<Thing> others = new ArrayList<>(others(target.thing().get()));
    List<Thing> chosen = which.start() > 0 ? List.of() : Choice.told(others, which);
    if (Words.without(said, "other").isBlank()) {
      others.removeAll(things);
      chosen = others;
    }
    return chosen.size() == 1 ? Optional.of(List.of(last.about(chosen, chosen))) : Optional.empty();
  }

  /** Those of which the one before was chosen, or those that are called as it is. */
  private List<Thing> others(Mention before) {
    return Stream.of(before.exact(), before.things())
        .filter(things -> things.size() > 1)
        .findFirst()
        .orElseGet(() -> whereabouts.calledAs(before.things().getFirst()));
  }

  private String heard() {
    return found.heard().text();
  }

  private boolean says(String key, String filler) {
    return says(key, filler, heard());
  }

  /** Whether a text says a word of a key and nothing else that counts. */
  private static boolean says(String key, String filler, String text) {
    return Words.of("answers", key).anyMatch(word -> Words.isSaid(word, text))
        && Words.without(text, key, filler).isBlank();
  }
}
