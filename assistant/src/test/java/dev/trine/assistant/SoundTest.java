package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sounds alike; the readings are those of a dictionary. */
class SoundTest {

  @ParameterizedTest
  @CsvSource({"空条, 空调, true", "音月, 音乐, true", "窗连, 窗帘, true", "空车, 空调, false", "空, 空调, false"})
  void namesAreHeardInEveryReading(String said, String name, boolean alike) {
    assertThat(Sound.isExactly(said, name)).isEqualTo(alike);
    assertThat(Sound.everyRoughly(name).contains(Sound.roughly(said))).isEqualTo(alike);
  }

  @Test
  void readingsOfSeveralCharactersAreCombined() {
    assertThat(Sound.everyRoughly("重调"))
        .containsExactlyInAnyOrder("zong diao ", "zong tiao ", "cong diao ", "cong tiao ");
  }
}
