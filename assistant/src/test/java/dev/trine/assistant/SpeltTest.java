package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number is that of the one property that can be so much. */
class SpeltTest {
  private static final Finder FINDER = new Finder(Households.MACHINES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the oven to 200          | set one A bake-heat 200  | true
          the oven to 200          | set one A bake-time 200  | false
          the oven to 100          | set one A bake-heat 100  | false
          the oven to 10           | set one A bake-time 10   | true
          the oven to 900          | set one A bake-heat 900  | false
          the wine fridge to 10    | set one A upper-heat 10  | false
          the desk lamp to 40      | set one A brightness 40  | true
          the desk lamp to 400     | set one A brightness 400 | true
          the desk lamp to warm    | set one A on false       | false
          the desk lamp off        | set one A on false       | true
          """)
  void isTheOnlyOneThatFits(String text, String plan, boolean isSpelt) {
    Found found = FINDER.find(Hearing.hear(text));
    Said said = new Said(found, Scripted.clauses(Prompt.of(found), plan));
    assertThat(Spelt.out(said)).isEqualTo(isSpelt);
  }
}
