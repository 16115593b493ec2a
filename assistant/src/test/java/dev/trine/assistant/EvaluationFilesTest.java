package dev.trine.assistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The evaluation set names only what its households have, with values their schemas allow. */
class EvaluationFilesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> KINDS = Set.of("done", "asked", "answered", "refused");

  private final Map<String, Map<String, JsonNode>> households =
      Map.of("flat.json", things("flat.json"), "house.json", things("house.json"));
  private final List<JsonNode> lines =
      text("utterances.jsonl").lines().map(JSON::readTree).toList();

  @Test
  void isLargeEnoughAndHalfChinese() {
    assertThat(lines).hasSizeGreaterThanOrEqualTo(300);
    long chinese = lines.stream().filter(l -> l.path("language").asString().equals("zh")).count();
    assertThat(chinese * 2).isGreaterThanOrEqualTo(lines.size());
  }

  @Test
  void saysNothingTwice() {
    assertThat(lines).extracting(l -> l.path("id").asString()).doesNotHaveDuplicates();
    assertThat(lines).extracting(l -> l.path("utterance").asString()).doesNotHaveDuplicates();
  }

  @Test
  void actsAndStatesFitTheirHouseholds() {
    for (JsonNode line : lines) {
      Map<String, JsonNode> things =
          Objects.requireNonNull(households.get(line.path("household").asString()), line::toString);
      JsonNode expect = line.path("expect");
      assertThat(KINDS).as("%s", line).contains(expect.path("kind").asString());
      expect.path("acts").forEach(act -> fits(things, act, line));
      expect.path("proposed").forEach(act -> fits(things, act, line));
      for (var state : line.path("state").properties()) {
        for (var property : state.getValue().properties()) {
          JsonNode schema = property(things, state.getKey(), property.getKey(), line);
          fitsSchema(schema, property.getValue(), line);
        }
      }
    }
  }

  @Test
  void onlyDoneAndAnsweredHaveActs() {
    for (JsonNode line : lines) {
      JsonNode expect = line.path("expect");
      Set<String> ops = new HashSet<>();
      expect.path("acts").forEach(act -> ops.add(act.path("op").asString()));
      switch (expect.path("kind").asString()) {
        case "done" -> assertThat(ops).as("%s", line).isNotEmpty().doesNotContain("readproperty");
        case "answered" -> assertThat(Set.of("readproperty")).as("%s", line).containsAll(ops);
        default -> assertThat(ops).as("%s", line).isEmpty();
      }
    }
  }

  private static void fits(Map<String, JsonNode> things, JsonNode act, JsonNode line) {
    String id = act.path("thing").asString();
    String name = act.path("name").asString();
    if (act.path("op").asString().equals("invokeaction")) {
      assertThat(thing(things, id, line).path("actions").has(name)).as("%s", line).isTrue();
      return;
    }
    JsonNode schema = property(things, id, name, line);
    if (act.path("op").asString().equals("writeproperty")) {
      assertThat(schema.path("readOnly").asBoolean(false)).as("%s", line).isFalse();
      fitsSchema(schema, act.path("value"), line);
    }
  }

  private static JsonNode property(
      Map<String, JsonNode> things, String id, String name, JsonNode line) {
    JsonNode schema = thing(things, id, line).path("properties").path(name);
    assertThat(schema.isObject()).as("%s", line).isTrue();
    return schema;
  }

  private static JsonNode thing(Map<String, JsonNode> things, String id, JsonNode line) {
    return Objects.requireNonNull(things.get(id), () -> "No " + id + " for " + line);
  }

  private static void fitsSchema(JsonNode schema, JsonNode value, JsonNode line) {
    boolean typed =
        switch (schema.path("type").asString()) {
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          default -> value.isString();
        };
    assertThat(typed).as("type in %s", line).isTrue();
    if (value.isNumber()) {
      assertThat(value.asDouble())
          .as("range in %s", line)
          .isBetween(
              schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY),
              schema.path("maximum").asDouble(Double.POSITIVE_INFINITY));
    }
    if (schema.has("enum")) {
      assertThat(schema.path("enum")).as("choice in %s", line).contains(value);
    }
  }

  private static Map<String, JsonNode> things(String household) {
    Map<String, JsonNode> byId = new HashMap<>();
    for (JsonNode thing : JSON.readTree(text(household)).path("things")) {
      assertThat(byId.put(thing.path("id").asString(), thing)).isNull();
    }
    return byId;
  }

  private static String text(String file) {
    try (var in = EvaluationFilesTest.class.getResourceAsStream("evaluation/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
