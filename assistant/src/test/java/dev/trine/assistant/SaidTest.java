package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people say comes to the same as what it says plainly: lines {@code household|place|plain
 * sentence|way|way}, written for this test, in households of the evaluation set.
 */
class SaidTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(strings = {"said-en.txt", "said-zh.txt"})
  void comesToTheSame(String resource) throws Exception {
    List<JsonNode> sentences = new ArrayList<>();
    for (String line : Households.text(resource).lines().toList()) {
      String[] said = line.split("\\|", -1);
      for (int i = 2; i < said.length; i++) {
        sentences.add(sentence(said[0], said[1], said[2], said[i]));
      }
    }
    List<String> differ = new ArrayList<>();
    try (LanguageModel model = LanguageModel.open(Path.of("../models/trine-home.gguf"))) {
      String plain = "";
      for (Evaluation.Result result :
          new Evaluation(home -> new Assistant(new ModelDecider(model), home))
              .run(sentences, result -> {})) {
        if (result.utterance().equals(result.id())) {
          plain = result.got();
        } else if (!result.got().equals(plain)) {
          differ.add(
              "%s: %s, not %s as of %s"
                  .formatted(result.utterance(), result.got(), plain, result.id()));
        }
      }
    }
    assertThat(differ).isEmpty();
  }

  /** A sentence of an evaluation whose id is what it says plainly. */
  private static JsonNode sentence(String household, String place, String plain, String said) {
    ObjectNode sentence = JSON.createObjectNode();
    sentence.put("id", plain).put("utterance", said).put("household", household + ".json");
    sentence.put("language", "en").put("kind", "said");
    if (!place.isEmpty()) {
      sentence.put("in", place);
    }
    sentence.putObject("expect").put("kind", "none").putArray("acts");
    return sentence;
  }
}
