package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An errand that names no Thing and an order in one sentence are both done, as they were said. */
class ErrandsTest {
  /** The model would only hear the order. */
  private static final String ON = "set any A on true";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          feed the cat and turn on the hall light   | utility:feeder dispense, hall:light on=true
          turn on the hall light, then feed the cat | hall:light on=true, utility:feeder dispense
          """)
  void bothAreDone(String text, String acts) {
    assertDone(Households.LEEDS, text, acts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          喂鱼，顺便把落地灯打开   | living:tank feed, living:floor on=true
          畀兩份糧豆皮食，開落地燈 | balcony:feeder dispense={"portions":2}, living:floor on=true
          """)
  void bothAreDoneInChinese(String text, String acts) {
    assertDone(Households.WUHAN, text, acts);
  }

  private static void assertDone(Household household, String text, String acts) {
    try (Scripted home = new Scripted(household)) {
      Outcome outcome = home.say(text, ON);
      assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Kind.DONE);
      assertThat(String.join(", ", Scripted.brief(outcome.acts()))).isEqualTo(acts);
    }
  }

  /** What is felt is no errand: nothing is done against it beside what was ordered. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          I'm off to bed, turn on the landing light
          I'm freezing, turn on the landing light
          """)
  void whatIsFeltIsOnlyAReason(String text) {
    try (Scripted home = new Scripted(Households.LEEDS)) {
      assertThat(Scripted.brief(home.say(text, ON).acts()))
          .containsExactly("landing:light on=true");
    }
  }
}
