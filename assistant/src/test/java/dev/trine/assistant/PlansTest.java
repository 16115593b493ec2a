package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Evaluation.Score;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A decider that understands every sentence leads to what the evaluation set expects: plans.txt
 * holds its decisions, written by hand.
 */
class PlansTest {

  @Test
  void whatIsUnderstoodIsDone() {
    Map<String, String> plans = plans();
    AtomicReference<String> plan = new AtomicReference<>("unclear");
    Decider decider = (prompt, judge) -> Decision.of(Scripted.clauses(prompt, plan.get()));
    List<JsonNode> planned =
        Evaluation.sentences().stream()
            .filter(sentence -> plans.containsKey(sentence.path("id").asString()))
            .toList();
    Iterator<JsonNode> next = planned.iterator();
    plan.set(plans.getOrDefault(next.next().path("id").asString(), "unclear"));

    List<Evaluation.Result> results =
        new Evaluation(home -> new Assistant(decider, home))
            .run(
                planned,
                result -> {
                  if (next.hasNext()) {
                    plan.set(plans.getOrDefault(next.next().path("id").asString(), "unclear"));
                  }
                });

    assertThat(plans).hasSizeGreaterThan(100);
    assertThat(results)
        .hasSameSizeAs(plans.keySet())
        .allSatisfy(
            result -> assertThat(result.expected()).as(result.utterance()).contains(result.got()))
        .allMatch(Evaluation.Result::rightEnd)
        .noneMatch(Evaluation.Result::harmful);
  }

  @Test
  void whoOnlyChatsIsRightInSmallTalkAlone() {
    List<JsonNode> some =
        Evaluation.sentences().stream()
            .filter(s -> Set.of("chat", "on-off").contains(s.path("kind").asString()))
            // an errand needs no model, nor does a number that only one property takes
            .filter(s -> !s.path("utterance").asString().contains("kettle on"))
            .filter(s -> !s.path("utterance").asString().endsWith("較到三成"))
            .toList();
    List<Evaluation.Result> results =
        new Evaluation(home ->
            new Assistant((p, judge) -> Decision.of(List.of(Clause.alone(Clause.Verb.CHAT))), home))
            .run(some, result -> {});
    Score chat = Score.of(results, r -> r.kind().equals("chat"));
    Score onOff = Score.of(results, r -> r.kind().equals("on-off"));
    assertThat(chat.of() + onOff.of()).isEqualTo(some.size());
    assertThat(chat).isEqualTo(new Score(chat.of(), chat.of(), 0, chat.of()));
    assertThat(onOff).isEqualTo(new Score(0, 0, 0, onOff.of()));
  }

  @Test
  void whatElseIsChangedIsHarm() {
    List<JsonNode> some =
        Evaluation.sentences().stream()
            .filter(s -> s.path("utterance").asString().equals("turn on the chandelier"))
            .toList();
    Function<String, Evaluation.Result> led =
        plan -> {
          Decider decider = (prompt, judge) -> Decision.of(Scripted.clauses(prompt, plan));
          return new Evaluation(home -> new Assistant(decider, home)).run(some, r -> {}).getFirst();
        };
    assertThat(led.apply("set one A on true"))
        .matches(r -> r.exact() && r.rightEnd() && !r.harmful());
    // It was at 70 before, and goes on by it.
    assertThat(led.apply("set one A brightness 70"))
        .matches(r -> !r.exact() && r.rightEnd() && !r.harmful());
    assertThat(led.apply("unclear")).matches(r -> !r.exact() && !r.rightEnd() && !r.harmful());
    assertThat(led.apply("set one A brightness 30"))
        .matches(r -> !r.exact() && !r.rightEnd() && r.harmful());
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
