package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why the world is as it is nobody here knows; why a room is so hot may ask for something. */
class OfTheWorldTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "why do chickens need grit",
        "why did Romans leave",
        "平安包点解会印个红印",
        "天空为什么是蓝的",
        "点解乌龟可以咁长命",
        "你觉得蛋饼要配甜豆浆还是咸豆浆",
        "讲个笑话俾嫲嫲听"
      })
  void isAskedWhy(String text) {
    assertThat(OfTheWorld.why(FLAT.find(Hearing.hear(text)))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "why is it so hot in here",
        "why are the lights on",
        "why did you turn the tv off",
        "客厅点解咁热",
        "点解咁冻",
        "你说开空调还是开风扇",
        "最尾嗰支射灯点解唔着嘅，帮我开返",
        "tell me why"
      })
  void asksOrTellsSomethingElse(String text) {
    assertThat(OfTheWorld.why(FLAT.find(Hearing.hear(text)))).isEmpty();
  }
}
