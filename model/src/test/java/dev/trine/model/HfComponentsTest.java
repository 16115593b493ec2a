package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each kind of part that a tokenizer.json may have, with its settings, put into a small tokenizer;
 * ids and texts are those of Hugging Face's tokenizers 0.21.4, and of 0.23.2 the last twelve.
 */
class HfComponentsTest {

  @Test
  void referenceCases(@TempDir Path folder) throws Exception {
    List<String> lines = Files.readAllLines(resource("hf_components.jsonl"));
    JsonNode texts = JsonMapper.shared().readTree(lines.getFirst()).path("texts");
    assertThat(lines).hasSizeGreaterThan(200);
    SoftAssertions all = new SoftAssertions();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode one = JsonMapper.shared().readTree(line);
      String name = one.path("name").asString();
      Path file = folder.resolve("tokenizer.json");
      Files.writeString(file, changed(one).toString());
      Tokenizer tokenizer = TokenizerFiles.open(file);
      for (JsonNode expected : one.path("cases")) {
        String text = texts.path(expected.path("text").asInt()).asString();
        int[] ids = References.ints(expected.path("ids"));
        all.assertThat(tokenizer.encode(text, true)).as("%s: %s", name, text).isEqualTo(ids);
        if (expected.has("decoded")) {
          all.assertThat(tokenizer.decode(ids))
              .as("%s back", name)
              .isEqualTo(expected.path("decoded").asString());
        }
      }
    }
    all.assertAll();
  }

  /** The base with other parts; of the model only some settings are others. */
  private static ObjectNode changed(JsonNode one) {
    ObjectNode change = (ObjectNode) one.path("change");
    if (!one.has("base")) {
      return change;
    }
    ObjectNode base = (ObjectNode) References.json("hf-tiny-archs/" + one.path("base").asString());
    if (change.remove("model") instanceof ObjectNode model) {
      ((ObjectNode) base.path("model")).setAll(model);
    }
    if (change.remove("added_tokens") instanceof ArrayNode added) {
      ((ArrayNode) base.path("added_tokens")).addAll(added);
    }
    base.setAll(change);
    return base;
  }

  private static Path resource(String name) throws URISyntaxException, IOException {
    return Path.of(
        Optional.ofNullable(HfComponentsTest.class.getResource(name)).orElseThrow().toURI());
  }
}
