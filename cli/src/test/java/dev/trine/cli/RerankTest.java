package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A language model that answers yes or no, as Qwen3-Reranker's model card asks it; the expected
 * scores are the softmax of the logits that the other commands give.
 */
class RerankTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ASKED =
      """
      <|im_start|>system
      Judge whether the Document meets the requirements based on the Query and the Instruct \
      provided. Note that the answer can only be "yes" or "no".<|im_end|>
      <|im_start|>user
      <Instruct>: Find lamps
      <Query>: Where is the lamp?
      <Document>: %s<|im_end|>
      <|im_start|>assistant
      <think>

      </think>

      """;

  @TempDir private Path folder;

  private static List<JsonNode> lines(Call call) {
    assertThat(call.err()).isEmpty();
    return call.out().lines().map(JSON::readTree).toList();
  }

  private static String ids(Path model, String text) {
    JsonNode line =
        lines(trine("tokenize", model, "--text", text, "--special", "--json")).getFirst();
    return line.path("ids").valueStream().map(JsonNode::toString).collect(Collectors.joining(","));
  }

  private static double expected(Path model, String document) {
    String prompt = ids(model, ASKED.formatted(document));
    JsonNode logits = lines(trine("logits", model, "--ids", prompt)).getFirst().path("logits");
    double yes = logits.get(Integer.parseInt(ids(model, "yes"))).doubleValue();
    double no = logits.get(Integer.parseInt(ids(model, "no"))).doubleValue();
    return 1 / (1 + Math.exp(no - yes));
  }

  @Test
  void documentsComeInTheOrderOfTheirScores() throws Exception {
    Path model = RandomModel.write(folder.resolve("random.gguf"));
    List<String> documents = List.of("On the table.", "灯在客厅 {query}", "Cheese");
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < documents.size(); i++) {
      batch.append("{\"id\": \"d%d\", \"text\": \"%s\"}\n".formatted(i, documents.get(i)));
    }
    Path file = Files.writeString(folder.resolve("documents.jsonl"), batch);
    List<JsonNode> ranked =
        lines(
            trine(
                "rerank",
                model,
                "--query",
                "Where is the lamp?",
                "--instruction",
                "Find lamps",
                "--batch",
                file));
    assertThat(ranked).hasSize(3);
    for (JsonNode line : ranked) {
      int number = Integer.parseInt(line.path("id").stringValue().substring(1));
      assertThat(line.path("score").doubleValue())
          .isCloseTo(expected(model, documents.get(number)), within(1e-5));
    }
    assertThat(ranked)
        .isSortedAccordingTo(
            (a, b) -> Double.compare(b.path("score").doubleValue(), a.path("score").doubleValue()));
    assertThat(
            trine("rerank", model, "--query", "x", "--text", "a", "--text", "b", "--top", 1).out())
        .hasLineCount(1);
  }

  @Test
  void aModelThatCannotAnswerIsRefusedInOneLine() {
    Call call =
        trine(
            "rerank",
            Call.shared("lm-stories260k/stories260K.q8_0.gguf"),
            "--query",
            "a",
            "--text",
            "b");
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("no token \"yes\"");
  }
}
