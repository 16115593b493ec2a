package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How the default model decides when something speaks against what it would say first. */
class ModelDeciderTest {

  private static Judge judge(Predicate<List<Clause>> isDoubtful) {
    return new Judge(it -> isDoubtful.test(it.clauses()), plan -> false, plan -> plan);
  }

  @Test
  void takesTheNextLikelyPlanWhereSomethingSpeaksAgainstTheFirst() throws Exception {
    try (LanguageModel model = LanguageModel.open(Path.of("../models/trine-home.gguf"))) {
      Decider decider = new ModelDecider(model);
      Prompt prompt =
          Prompt.of(new Finder(Households.FLAT).find(Hearing.hear("turn off the floor lamp")));

      Decision first = decider.decide(prompt, judge(plan -> false));
      assertThat(prompt.answer(first.clauses())).isEqualTo("set one A on false");
      assertThat(first.chance()).isBetween(0.5, 1.0);

      Decision next = decider.decide(prompt, judge(first.clauses()::equals));
      assertThat(next.clauses()).isNotEqualTo(first.clauses());

      List<Clause> whatever = decider.decide(prompt, judge(plan -> true)).clauses();
      assertThat(whatever).as("where each is doubtful").isEqualTo(first.clauses());
    }
  }
}
