package dev.trine.assistant;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The evaluation set names only what its households have, with values their schemas allow. */
class EvaluationFilesTest {
  private static final Set<String> KINDS = Set.of("done", "asked", "answered", "refused");

  private final List<JsonNode> lines = Evaluation.sentences();

  private final Map<String, Household> households =
      lines.stream()
          .map(line -> line.path("household").asString())
          .distinct()
          .collect(
              toMap(
                  Function.identity(),
                  file -> Household.parse(Households.text("evaluation/" + file), file)));

  private static Set<String> households(Evaluation.Part part) {
    return part.sentences().stream().map(Evaluation::household).collect(toSet());
  }

  @Test
  void nothingIsMeasuredInAHouseholdThatIsPractisedOn() {
    assertThat(households(Evaluation.Part.UNHEARD))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(households(Evaluation.Part.HEARD));
  }

  @Test
  void isLargeEnoughAndHalfChinese() {
    List<JsonNode> lines = Evaluation.Part.UNHEARD.sentences();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(1500);
    long chinese =
        lines.stream().filter(l -> l.path("language").asString().startsWith("zh-")).count();
    assertThat(chinese * 2).isGreaterThanOrEqualTo(lines.size());
    long traditional =
        lines.stream()
            .filter(l -> Set.of("zh-TW", "zh-HK").contains(l.path("language").asString()))
            .count();
    assertThat(traditional * 4).isGreaterThanOrEqualTo(chinese);
  }

  @Test
  void saysNothingTwiceToAHousehold() {
    assertThat(lines).extracting(l -> l.path("id").asString()).doesNotHaveDuplicates();
    assertThat(lines)
        .extracting(l -> l.path("household").asString() + ": " + l.path("utterance").asString())
        .doesNotHaveDuplicates();
  }

  @Test
  void actsAndStatesFitTheirHouseholds() {
    for (JsonNode line : lines) {
      Household home =
          Objects.requireNonNull(households.get(line.path("household").asString()), line::toString);
      if (line.has("in")) {
        assertThat(home.place(line.path("in").asString())).as("%s", line).isPresent();
      }
      for (JsonNode outcome : outcomes(line)) {
        outcome.path("acts").forEach(act -> fits(home, act, line));
        outcome.path("proposed").forEach(act -> fits(home, act, line));
      }
      for (var state : line.path("state").properties()) {
        for (var value : state.getValue().properties()) {
          allows(
              property(home, state.getKey(), value.getKey(), line).schema(),
              value.getValue(),
              line);
        }
      }
    }
  }

  @Test
  void onlyDoneAndAnsweredHaveActs() {
    for (JsonNode line : lines) {
      for (JsonNode outcome : outcomes(line)) {
        Set<String> ops = new HashSet<>();
        for (JsonNode act : outcome.path("acts")) {
          boolean asksTimers = act.path("name").asString().equals("status");
          ops.add(asksTimers ? "status" : act.path("op").asString());
        }
        String kind = outcome.path("kind").asString();
        assertThat(KINDS).as("%s", line).contains(kind);
        switch (kind) {
          case "done" ->
              assertThat(ops).as("%s", line).isNotEmpty().isNotEqualTo(Set.of("readproperty"));
          case "answered" ->
              assertThat(Set.of("readproperty", "status")).as("%s", line).containsAll(ops);
          default -> assertThat(ops).as("%s", line).isEmpty();
        }
        assertThat(outcome.has("proposed") && !kind.equals("asked")).as("%s", line).isFalse();
      }
    }
  }

  private static List<JsonNode> outcomes(JsonNode line) {
    List<JsonNode> outcomes =
        Accepted.of(line.path("expect")).stream().map(Accepted::outcome).toList();
    assertThat(outcomes).as("%s", line).isNotEmpty().doesNotHaveDuplicates();
    return outcomes;
  }

  private static void fits(Household home, JsonNode act, JsonNode line) {
    String id = act.path("thing").asString();
    String name = act.path("name").asString();
    switch (act.path("op").asString()) {
      case "invokeaction" -> {
        var action = thing(home, id, line).action(name);
        assertThat(action).as("%s", line).isPresent();
        action
            .orElseThrow()
            .input()
            .ifPresent(input -> allows(input, home, act.path("value"), line));
      }
      case "writeproperty" -> {
        Property property = property(home, id, name, line);
        assertThat(property.readOnly()).as("%s", line).isFalse();
        allows(property.schema(), act.path("value"), line);
      }
      case "readproperty" -> property(home, id, name, line);
      default -> throw new AssertionError(line);
    }
  }

  /** Only members that the input has, only times that are times, only places that there are. */
  private static void allows(ValueSchema input, Household home, JsonNode value, JsonNode line) {
    if (!(input instanceof ValueSchema.Fields members)) {
      allows(input, value, line);
      return;
    }
    if (value.isMissingNode()) {
      assertThat(members.required()).as("%s", line).isEmpty();
      return;
    }
    allows(input, value, line);
    assertThat(members.fields().keySet()).as("%s", line).containsAll(value.propertyNames());
    for (String time : List.of("at", "until")) {
      if (value.has(time)) {
        assertThat(LocalDateTime.parse(value.path(time).asString())).as("%s", line).isNotNull();
      }
    }
    for (String places : List.of("areas", "places")) {
      for (JsonNode place : value.path(places)) {
        assertThat(home.places()).extracting(Place::id).as("%s", line).contains(place.asString());
      }
    }
  }

  private static void allows(ValueSchema schema, JsonNode value, JsonNode line) {
    assertThat(schema.violation(value)).as("%s", line).isEqualTo(Optional.empty());
  }

  private static Property property(Household home, String id, String name, JsonNode line) {
    Optional<Property> property = thing(home, id, line).property(name);
    assertThat(property).as("%s in %s", name, line).isPresent();
    return property.orElseThrow();
  }

  private static Thing thing(Household home, String id, JsonNode line) {
    return home.thing(id).orElseThrow(() -> new AssertionError("No " + id + " for " + line));
  }
}
