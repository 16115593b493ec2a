package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import dev.trine.runtime.LanguageModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the default model decides when something speaks against what it would say first. */
class ModelDeciderTest {

  @Test
  void takesTheNextLikelyPlanWhereSomethingSpeaksAgainstTheFirst() throws Exception {
    try (LanguageModel model = LanguageModel.open(Path.of("../models/trine-home.gguf"))) {
      Decider decider = new ModelDecider(model);
      Prompt prompt =
          Prompt.of(new Finder(Households.FLAT).find(Hearing.hear("turn off the floor lamp")));

      Decision first = decider.decide(prompt, clauses -> false, plan -> plan);
      assertThat(prompt.answer(first.clauses())).isEqualTo("set one A on false");
      assertThat(first.chance()).isBetween(0.5, 1.0);

      Decision next = decider.decide(prompt, first.clauses()::equals, plan -> plan);
      assertThat(next.clauses()).isNotEqualTo(first.clauses());

      List<Clause> whatever = decider.decide(prompt, clauses -> true, plan -> plan).clauses();
      assertThat(whatever).as("where each is doubtful").isEqualTo(first.clauses());
    }
  }
}
