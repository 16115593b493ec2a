package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of an outcome has the members of the contract, in its words, and no others. */
class OutcomeTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final JsonMapper JSON = new JsonMapper();

  @AfterAll
  static void close() {
    FLAT.close();
  }

  @Test
  void aWriteThatWasReadBack() {
    JsonNode outcome = json("把厨房的橱柜灯带调到30%", "set any A P brightness 30", false, false);
    assertThat(members(outcome))
        .containsExactly("id", "utterance", "language", "kind", "acts", "reply", "undo", "millis");
    assertThat(outcome.path("id").asString()).isEqualTo("7");
    assertThat(outcome.path("utterance").asString()).isEqualTo("把厨房的橱柜灯带调到30%");
    assertThat(outcome.path("language").asString()).isEqualTo("zh");
    assertThat(outcome.path("kind").asString()).isEqualTo("done");
    assertThat(outcome.path("undo").asString()).startsWith("u-");
    assertThat(outcome.path("millis").isIntegralNumber()).isTrue();
    assertThat(outcome.path("acts"))
        .containsExactly(
            JSON.readTree(
                """
                {"thing": "urn:flat:kitchen:counter-light", "op": "writeproperty", "name": "brightness",
                 "value": 30, "before": 50, "after": 30, "status": "confirmed"}\
                """));
  }

  @Test
  void anActionTellsWhatItChanged() {
    JsonNode outcome = json("open the blind", "do one A open", false, false);
    assertThat(outcome.path("acts"))
        .containsExactly(
            JSON.readTree(
                """
                {"thing": "urn:flat:doudou:blind", "op": "invokeaction", "name": "open",
                 "before": {"position": 50}, "after": {"position": 100}, "status": "confirmed"}\
                """));
  }

  @Test
  void aReadCannotBeUndone() {
    JsonNode outcome = json("is the tv on", "get one A on", false, false);
    assertThat(outcome.path("kind").asString()).isEqualTo("answered");
    assertThat(outcome.path("language").asString()).isEqualTo("en");
    assertThat(outcome.has("undo")).isFalse();
    assertThat(outcome.path("acts"))
        .containsExactly(
            JSON.readTree(
                """
                {"thing": "urn:flat:living-room:tv", "op": "readproperty", "name": "on",
                 "value": true, "status": "confirmed"}\
                """));
  }

  @Test
  void whatAsksLeaveIsProposedOnly() {
    JsonNode asked = json("unlock the front door", "set one A locked false", false, false);
    assertThat(asked.path("kind").asString()).isEqualTo("asked");
    assertThat(asked.path("acts").isArray()).isTrue();
    assertThat(asked.path("acts").isEmpty()).isTrue();
    assertThat(asked.has("undo")).isFalse();
    assertThat(asked.path("proposed"))
        .containsExactly(
            JSON.readTree(
                """
                {"thing": "urn:flat:entry:door-lock", "op": "writeproperty", "name": "locked",
                 "value": false, "status": "planned"}\
                """));
    JsonNode done = json("unlock the front door", "set one A locked false", true, false);
    assertThat(done.path("kind").asString()).isEqualTo("done");
    assertThat(done.path("acts").path(0).path("after").asBoolean(true)).isFalse();
    assertThat(done.has("proposed")).isFalse();
  }

  @Test
  void aDryRunOnlyPlans() {
    JsonNode outcome = json("turn off the tv", "set one A on false", false, true);
    assertThat(outcome.path("kind").asString()).isEqualTo("done");
    assertThat(outcome.has("undo")).isFalse();
    assertThat(members(outcome.path("acts").path(0)))
        .containsExactly("thing", "op", "name", "value", "status");
    assertThat(outcome.path("acts").path(0).path("status").asString()).isEqualTo("planned");
    assertThat(
            FLAT.home.state(Households.FLAT.thing("urn:flat:living-room:tv").orElseThrow(), "on"))
        .hasValueSatisfying(reading -> assertThat(reading.value().booleanValue()).isTrue());
  }

  private static JsonNode json(String text, String plan, boolean confirm, boolean dryRun) {
    String line = FLAT.say(text, plan, confirm, dryRun).toJson();
    assertThat(line).doesNotContain("\n");
    return JSON.readTree(line);
  }

  private static List<String> members(JsonNode json) {
    return new ArrayList<>(json.propertyNames());
  }
}
