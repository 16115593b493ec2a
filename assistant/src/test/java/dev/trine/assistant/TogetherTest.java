package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clauses of one plan take from one another what was said once. */
class TogetherTest {
  /** Two measures of one place are both asked for there, and neither for the other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the temperature and the humidity in the bedroom            | get any * temperature; get any * P humidity
          how warm is it in the bedroom and what's the humidity      | get any * P temperature; get any * humidity
          how warm is it in the bedroom and what's the humidity there | get any * P temperature; get any * P humidity
          """)
  void twoMeasuresAreAskedForInOnePlace(String text, String plan) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    List<Clause> asked = WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan));
    assertThat(asked).extracting(Clause::name).containsExactly("temperature", "humidity");
    assertThat(asked)
        .flatExtracting(ask -> ask.target().orElseThrow().places())
        .extracting(Mention::phrase)
        .containsExactly("bedroom", "bedroom");
  }
}
