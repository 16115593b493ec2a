package dev.trine.assistant;

import dev.trine.assistant.Part.Op;
import dev.trine.assistant.Part.Step;
import dev.trine.things.Act;
import dev.trine.things.Confirmation;
import dev.trine.things.Home;
import dev.trine.things.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes steps one after the other, and tells what the devices then said of themselves. */
final class Performer {
  /**
   * A step and what became of it.
   *
   * @param was every property that it changed, with the value before
   */
  record Done(Step step, Outcome.Act act, Map<String, JsonNode> was) {
    boolean failed() {
      return act.status().equals("failed");
    }
  }

  private final Home home;

  Performer(Home home) {
    this.home = home;
  }

  List<Done> perform(List<Step> steps) {
    List<Done> done = new ArrayList<>();
    for (Step step : steps) {
      done.add(step.op() == Op.READ ? read(step) : act(step));
    }
    return done;
  }

  /** What would be done. */
  List<Done> plan(List<Step> steps) {
    return steps.stream()
        .map(step -> step.op() == Op.READ ? read(step) : new Done(step, planned(step), Map.of()))
        .toList();
  }

  /** Keeps what changed something; {@return the id that takes it back, where there is any} */
  Optional<String> journal(List<Done> done) {
    List<Act> acts =
        done.stream()
            .filter(d -> !d.failed() && d.step().op() != Op.READ)
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
        "planned",
        Optional.empty());
  }

  private Done act(Step step) {
    Confirmation became =
        step.op() == Op.WRITE
            ? home.write(step.thing(), step.name(), step.value().orElseThrow())
            : home.invoke(step.thing(), step.name(), Optional.empty());
    Outcome.Act act =
        new Outcome.Act(
            step.thing().id(),
            step.op().word,
            step.name(),
            step.value(),
            became.before(),
            became.after(),
            became.status().word(),
            became.error());
    return new Done(step, act, became.was());
  }

  private Done read(Step step) {
    Optional<JsonNode> value = home.state(step.thing(), step.name()).map(Reading::value);
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
            value.isPresent() ? "confirmed" : "failed",
            error);
    return new Done(step, act, Map.of());
  }
}
