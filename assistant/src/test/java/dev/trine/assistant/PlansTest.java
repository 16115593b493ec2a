package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * A decider that understands every sentence leads to what the evaluation set expects: plans.txt
 * holds its decisions, written by hand.
 */
class PlansTest {

  @Test
  void whatIsUnderstoodIsDone() {
    Map<String, String> plans = plans();
    JsonMapper json = new JsonMapper();
    Iterator<String> ids =
        Households.text("evaluation/utterances.jsonl")
            .lines()
            .map(line -> json.readTree(line).path("id").asString())
            .toList()
            .iterator();
    Decider decider = prompt -> Scripted.clauses(prompt, plans.getOrDefault(ids.next(), "unclear"));

    List<Evaluation.Result> results =
        new Evaluation(home -> new Assistant(decider, home)).run(result -> {});

    assertThat(plans).hasSizeGreaterThan(100);
    assertThat(results)
        .filteredOn(result -> plans.containsKey(result.id()))
        .hasSameSizeAs(plans.keySet())
        .allSatisfy(
            result -> assertThat(result.got()).as(result.utterance()).isEqualTo(result.expected()));
  }

  @Test
  void scoresCountByKindAndLanguage() {
    List<Evaluation.Result> results =
        new Evaluation(home -> new Assistant(p -> List.of(Clause.alone(Clause.Verb.CHAT)), home))
            .run(result -> {});
    List<Evaluation.Score> scores = Evaluation.scores(results);
    assertThat(scores).extracting(Evaluation.Score::of).allMatch(of -> of > 0);
    assertThat(scores.stream().mapToInt(Evaluation.Score::of).sum()).isEqualTo(results.size());
    assertThat(scores)
        .filteredOn(score -> score.kind().equals("chat"))
        .isNotEmpty()
        .allMatch(score -> score.exact() == score.of());
    assertThat(scores)
        .filteredOn(score -> score.kind().equals("on-off"))
        .isNotEmpty()
        .allMatch(score -> score.exact() == 0);
  }

  private static Map<String, String> plans() {
    Map<String, String> plans = new HashMap<>();
    for (String line : Households.text("plans.txt").lines().toList()) {
      if (line.startsWith("eval-")) {
        plans.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
      }
    }
    return plans;
  }
}
