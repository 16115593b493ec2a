package dev.trine.assistant;

import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Home;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Reading;
import dev.trine.things.Thing;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes the steps of a clause for Things that are chosen, with what each of them is to be told. */
final class Steps {
  private static final Clause.State ON = new Clause.State("on", "true");

  private static final Clause.State OFF = new Clause.State("on", "false");

  /** What is made more or less where nobody says of what: how bright and how warm it is. */
  private static final Map<String, Set<String>> FELT =
      Map.of("brightness", Set.of("+"), "target-temperature", Set.of("+", "-"));

  private final Home home;
  private final Values values;
  private final Inputs inputs;
  private final boolean isOfAnotherDay;

  /**
   * @param found the sentence
   * @param in where the speaker is
   */
  Steps(Home home, LocalDateTime now, Found found, Optional<Place> in) {
    this.home = home;
    values = new Values(found.heard().text());
    isOfAnotherDay =
        found.parts().stream()
            .anyMatch(part ->
                part instanceof Finder.Part.Timed(Time.Moment moment, var phrase)
                    && moment.day().filter(day -> !day.equals(Time.Day.in(0))).isPresent());
    inputs = new Inputs(home, now, in, found.heard().text());
  }

  /**
   * {@return a step or a refusal for each of the Things}
   *
   * @param before the parts of the clauses before, after which this clause is followed
   */
  List<Upshot> make(Clause clause, List<Thing> things, List<Upshot> before) {
    List<Upshot> parts = new ArrayList<>();
    for (Thing thing : shining(clause, things)) {
      Upshot part =
          Instead.offered(thing, lit(clause, thing))
              .map(own -> part(own, thing, before))
              .orElseGet(() -> new Refusal.Cannot(Optional.of(thing), clause));
      parts.add(part instanceof Step step && Permission.never(step) ? new Refusal.Never() : part);
    }
    return parts;
  }

  /** Of several lamps that are to be darker, those that are on. */
  private List<Thing> shining(Clause clause, List<Thing> things) {
    List<Thing> on =
        isDimmed(clause) && things.size() > 1
            ? things.stream().filter(thing -> ON.isOf(thing, home)).toList()
            : List.of();
    return on.isEmpty() ? things : on;
  }

  /** "It's dark in here", 热到睡不着: what is off is turned on, before it is made brighter or cooler. */
  private Clause lit(Clause clause, Thing thing) {
    boolean isFelt =
        clause.verb() == Clause.Verb.SET
            && FELT.getOrDefault(clause.name(), Set.of()).contains(clause.value())
            && clause.thing().isEmpty();
    return isFelt && OFF.isOf(thing, home) ? clause.with("on", "true") : clause;
  }

  private static boolean isDimmed(Clause clause) {
    return clause.verb() == Clause.Verb.SET
        && clause.name().equals("brightness")
        && clause.value().startsWith("-");
  }

  private Upshot part(Clause clause, Thing thing, List<Upshot> before) {
    return switch (clause.verb()) {
      case SET -> {
        Property property = thing.property(clause.name()).orElseThrow();
        yield clause.input().isEmpty()
            ? values.write(clause, thing, property, state(thing, clause.name(), before))
            : inputs.write(clause, thing, property);
      }
      case DO -> inputs.invoke(clause, thing);
      default -> Step.read(clause, thing, isForecast(thing) ? "forecast" : clause.name());
    };
  }

  /** Of a day to come the weather is only forecast. */
  private boolean isForecast(Thing thing) {
    return isOfAnotherDay
        && thing.types().contains("Weather")
        && thing.property("forecast").isPresent();
  }

  /** The state as it will be after the steps before, or as the device last said. */
  private Optional<JsonNode> state(Thing thing, String property, List<Upshot> before) {
    return Upshot.of(before, Step.class)
        .filter(step -> step.thing().equals(thing) && step.name().equals(property))
        .reduce((first, last) -> last)
        .flatMap(Step::value)
        .or(() -> home.state(thing, property).map(Reading::value));
  }
}
