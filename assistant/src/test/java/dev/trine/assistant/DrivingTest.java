package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody here makes a car drive, whatever it is called. */
class DrivingTest {
  private static final Finder FAMILY = new Finder(Households.WUHAN);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "back the car out of the garage",
        "could you park the car",
        "get the car to drive itself round",
        "叫车自己开过来接我",
        "speed up to seventy",
        "让车子自己泊好",
        "车子，自己开去码头接爸爸",
        "架车自己驶出嚟大堂门口等我"
      })
  void isOfItself(String text) {
    assertThat(Driving.isOfItself(FAMILY.find(Hearing.hear(text)), List.of())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock the car",
        "turn the car climate on",
        "back the car doors",
        "导航去机场",
        "我自己开车去",
        "车自己加热吗",
        "wheel speed up to 120",
        "tell the car park I'm late"
      })
  void isNot(String text) {
    assertThat(Driving.isOfItself(FAMILY.find(Hearing.hear(text)), List.of())).isFalse();
  }
}
