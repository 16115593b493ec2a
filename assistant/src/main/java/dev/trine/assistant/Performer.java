package dev.trine.assistant;

import dev.trine.assistant.Upshot.Due;
import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Act;
import dev.trine.things.Confirmation;
import dev.trine.things.Home;
import dev.trine.things.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes steps one after the other, and tells what the devices then said of themselves. */
final class Performer {
  /**
   * A step and what became of it.
   *
   * @param was every property that it changed, with the value before
   * @param since since when what was read is so, as far as is known
   * @param remaining the timers that a question for their status is about
   */
  record Done(
      Step step,
      Outcome.Act act,
      Map<String, JsonNode> was,
      Optional<Instant> since,
      Optional<JsonNode> remaining) {
    static Done of(Step step, Outcome.Act act) {
      return new Done(step, act, Map.of(), Optional.empty(), Optional.empty());
    }

    boolean failed() {
      return act.status().equals("failed");
    }

    boolean isPlanned() {
      return act.status().equals("planned");
    }
  }

  private final Home home;

  Performer(Home home) {
    this.home = home;
  }

  List<Done> perform(List<Step> steps) {
    List<Done> done = new ArrayList<>();
    for (Step step : steps) {
      boolean later = step.due().isPresent();
      done.add(
          step.op() == Op.READ ? read(step) : later ? Done.of(step, planned(step)) : act(step));
    }
    return done;
  }

  /** What would be done. */
  List<Done> plan(List<Step> steps) {
    return steps.stream()
        .map(step -> step.op() == Op.READ ? read(step) : Done.of(step, planned(step)))
        .toList();
  }

  /** Keeps what changed something; {@return the id that takes it back, where there is any} */
  Optional<String> journal(List<Done> done) {
    List<Act> acts =
        done.stream()
            .filter(d -> !d.failed() && d.step().op() != Op.READ && !d.isPlanned())
            .filter(d -> d.step().op() == Op.INVOKE || !d.was().isEmpty())
            .map(d -> {
              Step step = d.step();
              JsonNode value = step.value().orElse(JsonNodeFactory.instance.nullNode());
              return new Act(step.thing().id(), step.op().word, step.name(), value, d.was());
            })
            .toList();
    return acts.isEmpty() ? Optional.empty() : Optional.of(home.journal(acts));
  }

  static Outcome.Act planned(Step step) {
    Optional<JsonNode> nothing = Optional.empty();
    return new Outcome.Act(
        step.thing().id(),
        step.op().word,
        step.name(),
        step.value(),
        nothing,
        nothing,
        step.due()
            .flatMap(due -> due instanceof Due.After(long s) ? Optional.of(s) : Optional.empty()),
        "planned",
        Optional.empty());
  }

  private Done act(Step step) {
    Confirmation became =
        step.op() == Op.WRITE
            ? home.write(step.thing(), step.name(), step.value().orElseThrow())
            : home.invoke(step.thing(), step.name(), step.value());
    Outcome.Act act =
        new Outcome.Act(
            step.thing().id(),
            step.op().word,
            step.name(),
            step.value(),
            became.before(),
            became.after(),
            Optional.empty(),
            became.status().word(),
            became.error());
    return new Done(step, act, became.was(), Optional.empty(), timers(step));
  }

  private Done read(Step step) {
    Optional<Reading> reading = home.state(step.thing(), step.name());
    Optional<JsonNode> value = reading.map(Reading::value);
    Optional<String> error =
        value.isPresent()
            ? Optional.empty()
            : Optional.of(step.thing().id() + " has not said its " + step.name());
    Outcome.Act act =
        new Outcome.Act(
            step.thing().id(),
            step.op().word,
            step.name(),
            value,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            value.isPresent() ? "confirmed" : "failed",
            error);
    return new Done(step, act, Map.of(), reading.map(Reading::since), Optional.empty());
  }

  /** The timers that a step asks about: all, or the one of a name or length. */
  private Optional<JsonNode> timers(Step step) {
    JsonNode input = step.value().orElse(JsonNodeFactory.instance.objectNode());
    return home.state(step.thing(), "timers")
        .map(Reading::value)
        .map(timers -> {
          ArrayNode meant = JsonNodeFactory.instance.arrayNode();
          timers
              .valueStream()
              .filter(t -> !input.has("name") || input.get("name").equals(t.path("name")))
              .filter(t -> !input.has("of") || input.get("of").equals(t.path("seconds")))
              .forEach(meant::add);
          return meant;
        });
  }
}
