package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the speaker is about to do tells why, and asks for nothing. */
class AsidesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "我去开门",
        "我要去接孩子",
        "催他睡觉",
        "我要装面粉",
        "今日唔返工",
        "落到去唔使咁焗",
        "累了一天",
        "衣服曬三天還沒乾",
        "明天要段考",
        "before the whole block gets a show",
        "before Kiri has her shower",
        "it's Friday night"
      })
  void areTold(String text) {
    assertThat(Asides.areAll(Hearing.normal(text))).isTrue();
  }

  /** Who wants something of the household says what, as an order does. */
  @ParameterizedTest
  @ValueSource(
      strings = {"我要听歌", "我要开灯", "去开门", "开了两小时后关", "明天早上七点开灯", "before eight", "it's 7 to 8"})
  void whatIsWantedIsNone(String text) {
    assertThat(Asides.areAll(Hearing.normal(text))).isFalse();
  }
}
