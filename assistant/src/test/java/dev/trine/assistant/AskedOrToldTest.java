package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not wanted any more is to be off. */
class AskedOrToldTest {
  private static final Finder FINDER = new Finder(Households.FLAT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          客厅的空调不用了 | 客厅的空调关掉
          書房風扇唔使喇   | 书房风扇关掉
          """)
  void isTurnedOff(String text, String plain) {
    assertThat(AskedOrTold.plain(FINDER.find(Hearing.hear(text)))).map(Heard::text).contains(plain);
    assertThat(AskedOrTold.wantsNoMore(Hearing.normal(text))).isTrue();
  }

  /** Nothing is named, or something else is wanted. */
  @ParameterizedTest
  @ValueSource(strings = {"不用了", "空调不用开", "不用了，把空调关掉"})
  void whatIsNotNamedStaysAsIs(String text) {
    assertThat(AskedOrTold.plain(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
