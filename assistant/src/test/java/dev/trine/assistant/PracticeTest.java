package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the model practises on. */
class PracticeTest {
  private static List<String> lines(long seed) throws IOException {
    StringWriter out = new StringWriter();
    Practice.write(out, 600, seed, written -> {});
    return out.toString().lines().toList();
  }

  @Test
  void theSameSeedGivesTheSameLines() throws IOException {
    assertThat(lines(5)).hasSize(600).isEqualTo(lines(5)).isNotEqualTo(lines(6));
  }

  @Test
  void bothLanguagesAndAllKindsOfAnswersAreThere() throws IOException {
    List<String> lines = new ArrayList<>(lines(7));
    lines.addAll(lines(9));
    assertThat(lines.stream().filter(line -> Hearing.language(line).equals("zh")).count())
        .isBetween(480L, 720L);
    lines.addAll(lines(10));
    lines.addAll(lines(11));
    for (String verb :
        List.of(
            "set ", "do ", "get ", "which ", "some ", "since ", "when ", "in ", "at ", "for ",
            "absent", "unclear", "chat", "general", "forget", "never", "undo")) {
      assertThat(lines).anyMatch(line -> line.contains("\"answer\":\"" + verb));
    }
  }

  /** What a service did is gone on with: its words and times stay, but for those said anew. */
  @Test
  void whatWasMeantOfAServiceIsGoneOnWith() throws IOException {
    List<String> lines = new ArrayList<>(lines(10));
    lines.addAll(lines(11));
    assertThat(lines)
        .anyMatch(line ->
            line.matches(
                ".*< do any (timer|shopping|alarm|reminder) (\\S+) .*answer\":\"do any \\1.*"));
  }

  /** What is copied stands in the sentence, and every letter of a plan in its prompt. */
  @Test
  void plansSayOnlyWhatWasSaid() throws IOException {
    for (String line : lines(8)) {
      JsonNode example = JsonMapper.shared().readTree(line);
      String prompt = example.path("prompt").asString();
      String answer = example.path("answer").asString();
      for (MatchResult copied : Pattern.compile("\" (.+?) \"").matcher(answer).results().toList()) {
        assertThat(prompt).contains(copied.group(1).split(" \\.\\. "));
      }
      for (MatchResult mark : Pattern.compile("\\b[A-Z]\\b").matcher(answer).results().toList()) {
        assertThat(prompt).containsPattern("\\b" + mark.group() + "\\b");
      }
    }
  }

  /** A rule that is seldom said is missed seldom, but it is missed. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void everyRuleThatALineNamesIsThere(String language) {
    SynchronousGrammar grammar = SynchronousGrammar.of(language);
    Pattern rule = Pattern.compile("\\{[%\"]?([a-z-]+)\\d?(?::[^}]*)?}");
    for (String line : SynchronousGrammar.lines(language)) {
      rule.matcher(line.split(" =>")[0])
          .results()
          .forEach(named -> assertThat(grammar.has(named.group(1))).as(line).isTrue());
    }
  }
}
