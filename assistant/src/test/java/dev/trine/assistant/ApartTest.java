package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that are said one after the other, and what they wait for. */
class ApartTest {
  private static final Finder FLAT = new Finder(Households.FLAT);
  private static final Finder MACHINES = new Finder(Households.MACHINES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          客厅空调打开调到26度，窗帘也关上             | 客厅空调打开并调成26度 / 窗帘也关上
          tv on, volume 25, the floor lamp off     | tv on, volume 25 / the floor lamp off
          turn off the tv, then open the curtains  | turn off the tv / open the curtains
          奶奶要睡了，电视关掉，落地灯也关掉             | 电视关掉 / 落地灯也关掉
          lock it, and turn off the tv             | lock it / turn off the tv
          """)
  void ordersAreParted(String text, String orders) {
    Apart apart = Apart.of(FLAT.find(Hearing.hear(text))).findFirst().orElseThrow();
    assertThat(apart.when()).isEmpty();
    assertThat(apart.orders())
        .extracting(order -> order.text().strip())
        .containsExactly(orders.split(" / "));
  }

  /**
   * Where that is no plan, what a blank, "and" or 然后 joins is parted too, and one Thing may hear
   * all.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          打开客厅空调 二十四度 风速三档     | 打开客厅空调 / 空调 24度 / 空调 风速3档
          tv on, volume 25                | tv on / tv volume 25
          开电视 窗帘关上                   | 开电视 / 窗帘关上
          turn off the tv and open the curtains | turn off the tv / open the curtains
          落地灯打开然后窗帘关上             | 落地灯打开 / 窗帘关上
          turn on the tv and the floor lamp and remind me to call | turn on the tv and the floor lamp / remind me to call
          turn on the tv, the floor lamp, and open the curtains | turn on the tv, the floor lamp / open the curtains
          开空调 温度24 风小一点           | 开空调 / 空调 温度24 / 空调 风小一点
          提醒我明天八点吃药，还有后天九点复查 | 提醒我明天8点吃药 / 提醒我后天9点复查
          remind me at 9 am to dust the tv and at 10 am to lock up | remind me at 9 am to dust the tv / remind me at 10 am to lock up
          """)
  void smallerPartsComeLater(String text, String orders) {
    assertThat(Apart.of(FLAT.find(Hearing.hear(text))))
        .extracting(apart -> apart.orders().stream().map(it -> it.text().strip()).toList())
        .contains(List.of(orders.split(" / ")));
  }

  /** What is no order by how it begins may be a reason, and is none by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"louder in here, I can't hear it over the tv", "客厅太亮了 落地灯关了吧"})
  void reasonsAreNoOrders(String text) {
    assertThat(Apart.of(FLAT.find(Hearing.hear(text)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          开电视，窗帘关上   | 开电视 / 窗帘关上
          落地灯调到50，风扇转起来，我要睡了 | 落地灯调到50 / 风扇打开
          """)
  void allPartsButReasons(String text, String parts) {
    assertThat(Apart.parts(FLAT.find(Hearing.hear(text))).findFirst().orElseThrow())
        .extracting(Heard::text)
        .containsExactly(parts.split(" / "));
  }

  @ParameterizedTest
  @CsvSource({
    "再把电视关了, true",
    "另外计三分钟, true",
    "八点提醒我吃药, true",
    "待办再加一个交物业费, true",
    "remind me at ten, true",
    "把电视关了, false",
    "and the eggs, false"
  })
  void aTextEndsWhereAnotherActBegins(String next, boolean ends) {
    Heard first = Hearing.hear("广播开饭了");
    Heard second = Hearing.hear(next);
    assertThat(Apart.endsBefore(List.of(first, second), first)).isEqualTo(ends);
    assertThat(Apart.endsBefore(List.of(first, second), second)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what time is it and what's the weather like tomorrow | what time is it / what's the weather like tomorrow
          现在几点，还有明天天气怎么样      | 现在几点 / 明天天气怎么样
          电视开着吗？窗帘呢             | 电视开着吗 / 窗帘呢
          电视关了吗窗帘拉上了没           | 电视关了吗 / 窗帘拉上了没
          几点了外面冷不冷               | 几点了 / 外面冷不冷
          客厅几度、湿度多少              | 客厅几度 / 湿度多少
          电视开着吗                    | 电视开着吗
          """)
  void questionsAreParted(String text, String questions) {
    assertThat(Apart.questions(FLAT.find(Hearing.hear(text))))
        .extracting(question -> question.text().strip())
        .containsExactly(questions.split(" / "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PM2.5超過35的話清淨機轉最強                  | pm2-5       >35 | 清净机转最强
          客厅湿度低于百分之四十就打开电视                 | humidity    <40 | 打开电视
          扫地机扫完以后，打开电视                       | status      done | 打开电视
          燃气报警的话把电视关了                         | gas         true | 把电视关了
          if the smoke alarm goes off, turn on the tv | smoke       true | turn on the tv
          if the gas leak alarm goes off, turn on the tv | gas      true | turn on the tv
          if it's over 28 degrees in temperature, turn on the tv | temperature >28 | turn on the tv
          if the vacuum's under 20 percent turn on the tv | battery     <20 | turn on the tv
          """)
  void ordersMayWait(String text, String property, String order) {
    Apart apart = Apart.of(FLAT.find(Hearing.hear(text))).findFirst().orElseThrow();
    assertThat(apart.when())
        .hasValueSatisfying(when ->
            assertThat(when.name() + " " + when.value()).isEqualTo(property.replaceAll(" +", " ")));
    assertThat(apart.orders()).singleElement().extracting(it -> it.text().strip()).isEqualTo(order);
  }

  /** Of what is measured a Thing's own word tells as well, and of the order too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          if the core heat is over 60, bake heat 120 | core-heat >60
          """)
  void aThingsOwnWordsAreEnough(String text, String when) {
    Apart apart = Apart.of(MACHINES.find(Hearing.hear(text))).findFirst().orElseThrow();
    assertThat(apart.when())
        .hasValueSatisfying(it -> assertThat(it.name() + " " + it.value()).isEqualTo(when));
    assertThat(apart.orders()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"好热，开空调", "if it rains, close the blind", "温度超过28度低于20度就打开电视", "客人要连，打开电视"})
  void whatIsOneOrUnclearIsNot(String text) {
    assertThat(Apart.of(FLAT.find(Hearing.hear(text)))).isEmpty();
  }
}
