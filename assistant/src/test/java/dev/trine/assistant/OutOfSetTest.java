package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Upshot.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fifth input where there are three, and a mode that is none of a Thing's. */
class OutOfSetTest {
  private static final Finder FINDER = new Finder(Households.MACHINES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          switch the screen to hdmi 5 | set one A source hdmi-1 | source hdmi 5
          屏幕切到HDMI5               | set any A source hdmi-1 | source hdmi5
          switch the screen to hdmi 2 | set one A source hdmi-1 |
          the screen to hdmi3         | set one A source hdmi-1 |
          set the screen to eco mode  | set one A mode cinema   | mode eco mode
          屏幕切换到夜景模式            | set any A mode cinema   | mode 夜景模式
          set the screen to eco mode  | set one A on true       |
          the oven to hdmi 5          | set one A on true       |
          """)
  void isNoneOfItsWords(String text, String plan, String expected) {
    Found found = FINDER.find(Hearing.hear(text));
    assertThat(OutOfSet.of(found, Scripted.clauses(Prompt.of(found), plan)))
        .map(OutOfSetTest::brief)
        .isEqualTo(Optional.ofNullable(expected));
  }

  private static String brief(Refusal refusal) {
    return refusal instanceof Refusal.OutOfRange(var thing, var property, var value)
        ? property.name() + " " + value
        : refusal.toString();
  }

  @Test
  void isRefusedAndNotAsked() {
    try (Scripted machines = new Scripted(Households.MACHINES)) {
      Outcome outcome = machines.say("switch the screen to hdmi 5", "set one A source hdmi-1");
      assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Kind.REFUSED);
      assertThat(outcome.acts()).isEmpty();
    }
  }
}
