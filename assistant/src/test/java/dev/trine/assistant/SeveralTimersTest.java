package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Time.Length;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each timer of a sentence has its own name and length. */
class SeveralTimersTest {
  private static final Finder FINDER = new Finder(Households.FLAT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set a timer for eight minutes for the eggs and another of twenty for the spuds           | eggs 480 | -
          set a timer for eight minutes for the eggs and another of twenty minutes for the spuds   | eggs 480 | spuds 1200
          timer for 8 minutes called eggs and one for 20 minutes called tatties                    | eggs 480 | tatties 1200
          set a timer called rice for 12 minutes and another for the peas for 4 minutes            | rice 720 | peas 240
          設兩個計時器，一個十分鐘叫水煮蛋，一個五十分鐘叫滷肉                                            | 水煮蛋 600 | 滷肉 3000
          定个八分钟的计时器叫煮面，另一个二十分钟叫蒸鱼                                                | 煮面 480 | 蒸鱼 1200
          """)
  void areBothStarted(String text, String one, String other) {
    List<String> started =
        SeveralTimers.of(FINDER.find(Hearing.hear(text))).stream()
            .flatMap(List::stream)
            .map(SeveralTimersTest::told)
            .toList();
    assertThat(started).isEqualTo(other.equals("-") ? List.of() : List.of(one, other));
  }

  private static String told(Clause start) {
    Argument.When when = (Argument.When) start.said("seconds").getFirst();
    Argument.Text name = (Argument.Text) start.said("name").getFirst();
    return name.said() + " " + ((Length) when.time()).seconds();
  }

  /** One has no name, there is but one, or nobody spoke of a timer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set a timer for eight minutes and another for twenty minutes",
        "set a timer for the eggs for eight minutes",
        "give me eight minutes for the eggs and another twenty minutes for the spuds",
        "turn the tv off in ten minutes and the lamp off in twenty minutes",
        "计时十分钟然后再计时二十分钟"
      })
  void areNotGuessed(String text) {
    assertThat(SeveralTimers.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
