package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trine explain} names every token's origin, and its sums are those of the lines. */
final class ExplainTest {
  private static final String SCHEMA =
      """
      {"type": "object", "required": ["kind"], "additionalProperties": false,
       "properties": {"kind": {"enum": ["girl", "boy"]}}}
      """;

  @TempDir private Path folder;

  private static long count(List<String> lines, String origin) {
    return lines.stream().filter(line -> line.matches(origin + " +\\d+  .*")).count();
  }

  private static void hasSums(List<String> lines) {
    long generated =
        List.of("model", "draft", "masked", "grammar").stream()
            .mapToLong(o -> count(lines, o))
            .sum();
    assertThat(lines)
        .contains(
            "promptTokens " + (count(lines, "run") + count(lines, "cached")),
            "cached " + count(lines, "cached"),
            "generated " + generated,
            "masked " + count(lines, "masked"),
            "grammar " + count(lines, "grammar"),
            "accepted " + count(lines, "draft"));
  }

  @Test
  void aWrongGuessStandsBeforeWhatWasChosen() {
    Path model = shared("lm-stories260k/stories260K.q8_0.gguf");
    Path other = shared("lm-stories260k/stories260K.q4_0.gguf");
    Call call = trine("explain", model, "-p", "Once upon a time", "-n", "60", "--draft", other);
    List<String> lines = call.out().lines().toList();
    hasSums(lines);
    long steps = lines.stream().filter(it -> it.startsWith("model ")).count();
    assertThat(count(lines, "missed")).isPositive().isLessThanOrEqualTo(steps);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("missed ")) {
        assertThat(lines.get(i + 1)).startsWith("model ");
        assertThat(lines.get(i + 1).substring(16)).isNotEqualTo(lines.get(i).substring(16));
      }
    }
  }

  @Test
  void tokensOfASchemaAreForcedMaskedOrChosen() throws Exception {
    Path model = shared("lm-stories260k/stories260K.q8_0.gguf");
    Path schema = Files.writeString(folder.resolve("schema.json"), SCHEMA);
    Call call = trine("explain", model, "-p", "Once upon a time", "--json-schema", schema);
    assertThat(call.err()).isEmpty();
    List<String> lines = call.out().lines().toList();
    hasSums(lines);
    assertThat(count(lines, "grammar")).as("{\"kind\": and the rest of a word").isGreaterThan(8);
    assertThat(count(lines, "masked")).as("a story does not go on with g or b").isPositive();
    assertThat(lines).contains("end grammar_complete");
  }

  @Test
  void tokensAreCachedAndGuessed() throws Exception {
    Path model = shared("lm-stories260k/stories260K.q8_0.gguf");
    Path store = folder.resolve("prompts");
    String text = "Once upon a time, there was a little girl named Lily. ".repeat(4);
    for (int process = 0; process < 2; process++) {
      Call call =
          trine(
              "explain", model, "-p", text, "-n", "24", "--draft", model, "--prompt-cache", store);
      assertThat(call.err()).isEmpty();
      List<String> lines = call.out().lines().toList();
      hasSums(lines);
      assertThat(count(lines, "draft")).as("it guesses what it says itself").isGreaterThan(12);
      assertThat(count(lines, "cached") > 0).isEqualTo(process > 0);
    }
  }
}
