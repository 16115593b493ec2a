package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is yet to happen is told from questions, from how much, and from places. */
class EventsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "once the lift is down, close the gate",
        "when anna's bus arrives turn the porch light on",
        "every time the doorbell rings flash the lamp",
        "the moment water boils turn off the hob",
        "等门一开就关灯",
        "门一开就打开落地灯",
        "水一烧开就关火",
        "每次有人按门铃就亮灯",
        "听到门铃就开灯",
        "回来的时候打开空调"
      })
  void isYetToHappen(String text) {
    assertThat(Events.in(Hearing.hear(text).text())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "when is the concert",
        "when will the washing be done",
        "dim it once more",
        "turn off the lamp",
        "等一下再关灯",
        "把灯开到一半就行",
        "开一盏灯就够了",
        "一楼的灯关了就行",
        "半小时就关灯",
        "当前温度是多少",
        "把门关上",
        "九点的时候提醒我吃药"
      })
  void isNoEvent(String text) {
    assertThat(Events.in(Hearing.hear(text).text())).isEmpty();
  }
}
