package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Times that were said and that no clause of a plan takes note of. */
record TimesLeftOut(Said said, List<Clause> acts) {
  /** Between a time and what is acted on then. */
  private static final Pattern LEADS_IN =
      Words.pattern(
          "[,， ]*+(?:(?:之后|以后|后|就|再|先|才|过|等|多|请|叫|让|in|after|at|by|我想|我要|我屋企|啲|off|of|on|up|down|all|both|the|my|our|{signs: begins})[,， ]*+)++");

  /**
   * {@return whether there are any}
   *
   * @param mayBeTold whether they may be told by the way: where no act takes anything, and they do
   *     not stand just before what is acted on
   */
  boolean areAny(boolean mayBeTold) {
    boolean areTold = mayBeTold && acts.stream().allMatch(TimesLeftOut::takesNothing);
    return all().anyMatch(time -> !areTold || isBeforeWhatIsActedOn(time));
  }

  private static boolean takesNothing(Clause act) {
    return act.timing().isEmpty() && act.input().isEmpty();
  }

  private Stream<Part.Timed> all() {
    // an entry or item is known by its name alone
    boolean named = acts.stream().allMatch(act -> Inputs.isOfExisting(act.name()));
    return named
        ? Stream.empty()
        : said.found().parts().stream()
            .filter(Part.Timed.class::isInstance)
            .map(Part.Timed.class::cast)
            .filter(time -> !ByTheWay.isTold(said.found(), time))
            .filter(time ->
                said.clauses().stream().flatMap(Clause::times).noneMatch(isSaidBy(time.time()))
                    && !isOfTheWeather(time.time())
                    && !said.isCopied(time.phrase()));
  }

  /** 明早七点客厅空调转除湿, "in an hour turn off the lamp": a time before it is no talk. */
  private boolean isBeforeWhatIsActedOn(Part.Timed time) {
    List<Part> parts = said.found().parts();
    int at = parts.indexOf(time);
    int behind = leadsIn(parts, at + 1) ? at + 2 : at + 1;
    return time.time().tellsWhen()
        && (at == 0 || at == 1 && leadsIn(parts, 0))
        && behind < parts.size()
        && isActedOn(parts.get(behind));
  }

  private static boolean leadsIn(List<Part> parts, int at) {
    return at < parts.size() && LEADS_IN.matcher(parts.get(at).phrase()).matches();
  }

  private boolean isActedOn(Part part) {
    return switch (part) {
      case Part.Own own -> acts.stream().anyMatch(act -> act.name().equals(own.word()));
      case Part.Named(Mention named, _) ->
          said.clauses().stream()
              .anyMatch(act ->
                  LeftOut.isOf(act, named)
                      || act.target().filter(it -> it.places().contains(named)).isPresent());
      case Part.Text(String text) ->
          acts.stream()
              .flatMap(act -> Words.of("properties", act.name()))
              .anyMatch(text.strip()::startsWith);
      case Part.Timed _ -> false;
    };
  }

  /** Eight of a day that was said before is eight. */
  private static Predicate<Time> isSaidBy(Time said) {
    return time ->
        time.equals(said)
            || said instanceof Time.Moment heard
                && time instanceof Time.Moment taken
                && heard.day().isEmpty()
                && heard.minutes().isPresent()
                && heard.minutes().equals(taken.minutes());
  }

  /** "What's the weather tomorrow, and turn the tv off": the day is the weather's. */
  private boolean isOfTheWeather(Time time) {
    return time instanceof Time.Moment moment
        && moment.minutes().isEmpty()
        && said.clauses().stream()
            .filter(clause -> clause.verb() == Verb.GET)
            .flatMap(clause -> clause.thing().stream())
            .anyMatch(mention -> mention.types().contains("Weather"));
  }
}
