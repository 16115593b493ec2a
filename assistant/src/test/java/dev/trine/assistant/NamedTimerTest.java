package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Clause.Verb;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A timer is known by the name that it has, or by what it is for. */
class NamedTimerTest {
  private static final Finder FINDER = new Finder(Households.ALL);

  private static Found found(String text) {
    return FINDER.find(Hearing.hear(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pause the rennet timer                    | pause
          please unpause my rennet timer            | resume
          kill the rennet timer                     | cancel
          how long till the rennet timer goes off?  | status
          how much time is left on the rennet timer | status
          """)
  void isCalledByAName(String text, String act) {
    Clause clause = NamedTimer.of(found(text)).orElseThrow();
    assertThat(clause.verb()).isEqualTo(Verb.DO);
    assertThat(clause.isOfA("TimerService")).isTrue();
    assertThat(clause.name()).isEqualTo(act);
  }

  /** It is called by its length or its place in a row, or a Thing is named, or no name at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pause the ten minute timer",
        "pause the second timer",
        "pause the fan timer",
        "pause the timer",
        "pause the rennet"
      })
  void isNotGuessed(String text) {
    assertThat(NamedTimer.of(found(text))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Twelve minutes on the biscuits    | set a 12 minutes timer for biscuits
          half an hour for the bread please | set a half an hour timer for bread
          """)
  void isSetForWhatIsNamedBehindItsLength(String text, String plain) {
    assertThat(NamedTimer.plain(found(text))).map(Heard::text).contains(plain);
  }

  /** A Thing runs so long, it is later, or more is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "twelve minutes on the fan",
        "in twelve minutes on the biscuits",
        "twelve minutes on biscuits"
      })
  void noneIsSetForAThing(String text) {
    assertThat(NamedTimer.plain(found(text))).isEmpty();
  }
}
