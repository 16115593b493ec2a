package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.runtime.LanguageModel;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What people said becomes practice with a plan that comes to what is expected. */
class PracticeHeardTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SENTENCE =
      """
      {"id": "1", "utterance": "%s", "household": "house.json", "expect": {"kind": "done", "acts": [
       {"thing": "urn:house:dining-room:chandelier", "op": "writeproperty", "name": "%s", "value": %s}]}}
      """;

  private static List<JsonNode> examples(String said, String property, String value)
      throws Exception {
    return examples(JSON.readTree(SENTENCE.formatted(said, property, value)));
  }

  private static List<JsonNode> examples(JsonNode... sentences) throws Exception {
    StringWriter out = new StringWriter();
    List<Integer> heard = new ArrayList<>();
    try (LanguageModel model = LanguageModel.open(Path.of("..", "models", "trine-home.gguf"))) {
      new PracticeHeard(model).write(out, List.of(sentences), heard::add);
    }
    assertThat(heard).containsExactly(sentences.length);
    return out.toString().lines().map(JSON::readTree).toList();
  }

  @Test
  void whatWasUnderstoodIsPractisedWithItsPlan() throws Exception {
    assertThat(examples("turn off the chandelier", "on", "false"))
        .singleElement()
        .satisfies(example -> {
          assertThat(example.path("prompt").asString())
              .isEqualTo("A light : on brightness color-temperature\n> turn off the A\n");
          assertThat(example.path("answer").asString()).isEqualTo("set one A on false");
        });
  }

  /** The model would rather dim it. */
  @Test
  void whatWasMisunderstoodIsPractisedWithTheLikelyPlanThatIsRight() throws Exception {
    assertThat(examples("chandelier not so harsh", "brightness", "80"))
        .extracting(example -> example.path("answer").asString())
        .containsExactly("set one A brightness +");
  }

  @Test
  void whatNoLikelyPlanComesToIsLeftOut() throws Exception {
    assertThat(examples("turn off the chandelier", "brightness", "37")).isEmpty();
  }

  /** Nobody would guess what blorp is. */
  @Test
  void whatIsSaidOtherwiseMeansTheSame() throws Exception {
    JsonNode plain =
        JSON.readTree(SENTENCE.formatted("chandelier to cool white", "color-temperature", "6500"));
    JsonNode said =
        JSON.readTree(SENTENCE.formatted("the chandelier blorp", "color-temperature", "6500"));
    ObjectNode otherwise = said.asObject().put("id", "1-unpaused").put("kind", "unpaused");
    otherwise.putArray("of").add("1");
    assertThat(examples(said)).isEmpty();
    assertThat(examples(plain, otherwise))
        .extracting(example -> example.path("answer").asString())
        .containsExactly("set one A color-temperature cool", "set one A color-temperature cool");
  }
}
