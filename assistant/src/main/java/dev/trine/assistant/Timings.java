package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Time.Length;
import dev.trine.assistant.Time.Moment;
import dev.trine.assistant.Upshot.Due;
import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Home;
import dev.trine.things.Property;
import dev.trine.things.Reading;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** When steps are to be taken, and what takes them back: {@code opposites.txt}. */
final class Timings {
  private static final Map<String, List<String>> OPPOSITES = Tables.table("opposites.txt");

  private final Home home;
  private final LocalDateTime now;

  Timings(Home home, LocalDateTime now) {
    this.home = home;
    this.now = now;
  }

  /** {@return the parts of a clause at their time, and those that take them back} */
  List<Upshot> timed(Timing timing, List<Upshot> parts) {
    Optional<Long> seconds = seconds(timing);
    if (seconds.isEmpty()) {
      return parts;
    }
    Due due = new Due.After(seconds.get());
    List<Upshot> timed = new ArrayList<>();
    for (Upshot part : parts) {
      if (!(part instanceof Step step) || step.op() == Op.READ) {
        timed.add(part);
        continue;
      }
      switch (timing.how()) {
        case IN, AT -> timed.add(step.later(due));
        case FOR, UNTIL -> {
          timed.add(step);
          opposite(step).map(back -> back.later(due)).ifPresent(timed::add);
        }
      }
    }
    return timed;
  }

  private Optional<Long> seconds(Timing timing) {
    Optional<Length> length =
        timing.times().stream()
            .filter(Length.class::isInstance)
            .map(Length.class::cast)
            .findFirst();
    return length
        .map(Length::seconds)
        .or(() ->
            timing.times().stream()
                .filter(Moment.class::isInstance)
                .map(Moment.class::cast)
                .reduce(Moment::and)
                .filter(moment -> !moment.isOn(now))
                .map(moment -> Duration.between(now, moment.at(now, false)).toSeconds())
                .map(s -> Math.max(0, s)));
  }

  /** What makes it as it was. */
  private Optional<Step> opposite(Step step) {
    Thing thing = step.thing();
    if (step.op() == Op.WRITE) {
      Property property = thing.property(step.name()).orElseThrow();
      if (property.schema() instanceof ValueSchema.Bool) {
        return step.value()
            .map(v ->
                write(step, step.name(), JsonNodeFactory.instance.booleanNode(!v.booleanValue())));
      }
      Optional<JsonNode> was = home.state(thing, step.name()).map(Reading::value);
      if (wasOff(thing) || was.equals(step.value())) {
        Step off = write(step, "on", JsonNodeFactory.instance.booleanNode(false));
        return canBeOff(thing) ? Optional.of(off) : Optional.empty();
      }
      return was.map(value -> write(step, step.name(), value));
    }
    return Stream.of(step.name())
        .flatMap(name -> OPPOSITES.getOrDefault(name, List.of()).stream())
        .map(words -> step.clause().now().doing(words))
        .filter(clause -> Instead.offers(thing, clause))
        .findFirst()
        .flatMap(clause ->
            clause.verb() == Verb.DO
                ? Optional.of(Step.invoke(clause, thing, clause.name()))
                : Optional.of(
                        new Values("")
                            .write(
                                clause,
                                thing,
                                thing.property(clause.name()).orElseThrow(),
                                Optional.empty()))
                    .filter(Step.class::isInstance)
                    .map(Step.class::cast));
  }

  private static Step write(Step step, String property, JsonNode value) {
    return Step.write(step.clause(), step.thing(), property, value);
  }

  private static boolean canBeOff(Thing thing) {
    return thing.property("on").filter(on -> !on.readOnly()).isPresent();
  }

  private boolean wasOff(Thing thing) {
    return canBeOff(thing)
        && home.state(thing, "on").filter(it -> !it.value().booleanValue()).isPresent();
  }
}
