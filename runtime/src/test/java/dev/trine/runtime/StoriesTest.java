package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.runtime.Event.FinishReason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real model of 260 thousand parameters. The text is llama2.c's own expectation at temperature 0;
 * token ids and likelihoods come from a float64 forward pass over the same weights.
 */
final class StoriesTest {
  private static final String FOLDER = "lm-stories260k/";

  private static LanguageModel model() {
    return LanguageModel.open(References.file(FOLDER + "stories260K.f32.gguf"));
  }

  private static JsonNode reference(String name) {
    return References.json(FOLDER + "reference_dev.json").path(name);
  }

  @Test
  void greedyTextIsTheReferenceText() throws IOException {
    String story =
        Files.readString(References.file(FOLDER + "expected_stdout_temp0_n200.txt")).strip();
    try (LanguageModel model = model()) {
      Session session = model.session().prompt(model.tokenizer().bos().orElseThrow());
      String told = session.generate(Generation.greedy(200)).strip();
      assertThat(told).startsWith(story);
    }
  }

  @Test
  void greedyTokensAreTheReferenceTokens() {
    try (LanguageModel model = model()) {
      for (JsonNode example : reference("cases")) {
        int[] expected = References.ints(example.path("greedy_token_ids"));
        int prompt = example.path("prompt_token_ids").size();
        Session session = model.session().prompt(example.path("prompt").asString());
        assertThat(session.tokens()).isEqualTo(Arrays.copyOf(expected, prompt));
        List<Event> events = new ArrayList<>();
        Event.End end =
            session.generate(Generation.greedy(expected.length + 1 - prompt), events::add);
        assertThat(session.tokens()).startsWith(expected); // the text has one token more
        assertThat(end.reason()).isEqualTo(FinishReason.LENGTH);
        StringBuilder text = new StringBuilder(example.path("prompt").asString());
        events.forEach(event -> text.append(event.text()));
        assertThat(text.toString()).isEqualTo(example.path("run_c_text_temp0").asString());
      }
    }
  }

  @Test
  void perplexityIsTheReferencePerplexity() {
    try (LanguageModel model = model()) {
      for (JsonNode text : reference("perplexity")) {
        int[] ids = References.ints(text.path("token_ids")); // BOS before the text
        Perplexity whole =
            Perplexity.of(
                model.transformer(),
                Arrays.copyOfRange(ids, 1, ids.length),
                512,
                OptionalInt.of(ids[0]));
        assertThat(whole.tokens()).isEqualTo(text.path("n_tokens_scored").asLong());
        assertThat(whole.value()).isCloseTo(text.path("perplexity").asDouble(), within(1e-3));
      }
    }
  }

  @Test
  void everyTokenWithOneBeforeItInItsWindowIsScored() {
    try (LanguageModel model = model()) {
      int[] ids = References.ints(reference("perplexity").get(0).path("token_ids"));
      Perplexity begun = Perplexity.of(model.transformer(), ids, 100, OptionalInt.of(1));
      Perplexity bare = Perplexity.of(model.transformer(), ids, 100, OptionalInt.empty());
      assertThat(begun.tokens()).isEqualTo(ids.length);
      assertThat(bare.tokens()).isEqualTo(ids.length - (ids.length + 99) / 100);
      assertThat(bare.value()).isNotEqualTo(begun.value());
    }
  }

  @Test
  void aSchemaIsKeptByARealModel() {
    Grammar grammar =
        JsonSchema.grammar(
            """
            {"type": "object", "required": ["name", "age"], "additionalProperties": false,
             "properties": {"name": {"type": "string", "maxLength": 12},
                            "age": {"type": "integer", "minimum": 1, "maximum": 9}}}
            """);
    try (LanguageModel model = model()) {
      String text =
          model.session().prompt("Lily said: ").generate(Generation.greedy(60).under(grammar));
      JsonNode value = new JsonMapper().readTree(text);
      assertThat(value.propertyNames()).containsExactly("name", "age");
      assertThat(value.path("age").asInt()).isBetween(1, 9);
    }
  }

  @Test
  void aClosedModelFreesItsFile() {
    LanguageModel model = model();
    Session session = model.session().prompt("Once");
    assertThat(session.logits()).hasSize(512);
    model.close();
    model.close();
    Session late = session.feed(403);
    assertThatThrownBy(late::logits).isInstanceOf(IllegalStateException.class);
  }
}
