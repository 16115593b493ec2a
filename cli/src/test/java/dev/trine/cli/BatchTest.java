package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a batch owes for every line, whatever the model decides: here one of random weights. */
class BatchTest {
  private static final Set<String> KINDS = Set.of("done", "asked", "answered", "refused", "failed");

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void make() throws Exception {
    model = RandomModel.write(folder.resolve("random.gguf"));
    Files.copy(Shipped.household(), folder.resolve("home.json"));
  }

  private static Call say(String... lines) throws Exception {
    Path batch = Files.writeString(folder.resolve("batch.jsonl"), String.join("\n", lines) + "\n");
    return trine("say", "--batch", batch, "--json", "--model", model);
  }

  private static List<JsonNode> outcomes(Call call) {
    return call.out().lines().map(JsonMapper.shared()::readTree).toList();
  }

  @Test
  void everyLineIsAnOutcomeInOrder() throws Exception {
    Call call =
        say(
            "{\"id\": \"1\", \"utterance\": \"把客厅的灯调到30%\"}",
            "{\"id\": 2, \"utterance\": \"open the curtains\", \"household\": \"home.json\", \"in\": \"study\"}",
            "{\"id\": \"3\", \"utterance\": \"\", \"now\": \"2026-11-24T08:00:00\"}",
            "{\"id\": \"4\", \"utterance\": \"what is on\", \"household\": \"home.json\", \"state\":"
                + " {\"urn:demo:living-room:ceiling-light\": {\"on\": true}}}");
    assertThat(call.err()).isEmpty();
    assertThat(call.code()).isZero();
    assertThat(outcomes(call))
        .extracting(outcome -> outcome.path("id").stringValue())
        .containsExactly("1", "2", "3", "4");
    assertThat(outcomes(call))
        .allSatisfy(outcome -> {
          assertThat(KINDS).contains(outcome.path("kind").stringValue());
          assertThat(outcome.path("kind").stringValue()).isNotEqualTo("failed");
          assertThat(outcome.path("acts").isArray()).isTrue();
          assertThat(outcome.path("reply").isString()).isTrue();
          assertThat(outcome.path("language").stringValue()).isIn("zh", "en");
          assertThat(outcome.path("millis").isNumber()).isTrue();
        });
    assertThat(outcomes(call).getFirst().path("utterance").stringValue()).isEqualTo("把客厅的灯调到30%");
  }

  @Test
  void aLineThatCannotBeUsedFailsWithTheReason() throws Exception {
    Call call =
        say(
            "{\"id\": \"a\"}",
            "{\"id\": \"b\", \"utterance\": \"x\", \"household\": \"absent.json\"}",
            "{\"id\": \"c\", \"utterance\": \"x\", \"in\": \"moon\"}",
            "{\"id\": \"d\", \"utterance\": \"x\", \"now\": \"noon\"}",
            "{\"id\": \"e\", \"utterance\": \"x\", \"state\": {\"urn:absent\": {\"on\": true}}}",
            "{\"id\": \"f\", \"utterance\": \"x\", \"state\": [1]}",
            "{\"id\": \"g\", \"utterance\": \"x\", \"confirm\": \"yes\"}",
            "{\"id\": \"h\", \"utterance\": \"x\"}");
    assertThat(call.code()).isZero();
    List<JsonNode> outcomes = outcomes(call);
    assertThat(outcomes).hasSize(8);
    assertThat(outcomes.subList(0, 7))
        .allSatisfy(outcome -> assertThat(outcome.path("kind").stringValue()).isEqualTo("failed"));
    assertThat(outcomes.subList(0, 7))
        .extracting(outcome -> outcome.path("reply").stringValue())
        .satisfiesExactly(
            reply -> assertThat(reply).contains("line 1", "utterance"),
            reply -> assertThat(reply).contains("absent.json"),
            reply -> assertThat(reply).contains("moon"),
            reply -> assertThat(reply).contains("noon"),
            reply -> assertThat(reply).contains("urn:absent"),
            reply -> assertThat(reply).contains("state"),
            reply -> assertThat(reply).contains("confirm"));
    assertThat(outcomes.getLast().path("kind").stringValue()).isNotEqualTo("failed");
  }

  @Test
  void aLineThatIsNoObjectIsNamedAndTheOthersGoOn() throws Exception {
    Call call =
        say(
            "{\"id\": \"a\", \"utterance\": \"x\"}",
            "nonsense",
            "{\"id\": \"c\", \"utterance\": \"x\"}");
    assertThat(outcomes(call)).hasSize(3);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("batch.jsonl line 2");
  }

  @Test
  void aFileThatIsNoJsonLinesIsRefused() throws Exception {
    Call call = say("[");
    assertThat(call.out()).isEmpty();
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("batch.jsonl line 1");
    assertThat(trine("say", "--batch", folder.resolve("none"), "--model", model).code())
        .isEqualTo(2);
  }

  @Test
  void manyHouseholdsTakeTurns() throws Exception {
    String[] lines = new String[20];
    for (int i = 0; i < lines.length; i++) {
      Path household = folder.resolve("home-" + i % 10 + ".json");
      Files.copy(Shipped.household(), household, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      lines[i] =
          "{\"id\": \"%d\", \"utterance\": \"x\", \"household\": \"%s\"}"
              .formatted(i, household.getFileName());
    }
    Call call = say(lines);
    assertThat(call.code()).isZero();
    assertThat(outcomes(call))
        .hasSize(20)
        .noneMatch(outcome -> outcome.path("kind").stringValue().equals("failed"));
  }

  @Test
  void withoutAModelOneSentenceSaysWhatToDo() {
    Call call = trine("say", "hello", "--model", folder.resolve("absent.gguf"));
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("absent.gguf", "./trine train");
  }
}
