package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between commas, and what tells why where there are none. */
class SegmentTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn the tv off it's only me                   | turn the tv off
          turn the tv off because we're off on Saturday  | turn the tv off
          turn the fan up a notch Mum says it's stuffy   | turn the fan up a notch
          turn the fan on the kitchen's all smelly      | turn the fan on
          turn the fan on there's crumbs all over the place | turn the fan on
          okay so um I'm heading up to bed can you turn the tv off | turn the tv off
          窗帘关上我要睡觉                                  | 窗帘关上
          电视关了吧没人看                                  | 电视关了吧
          热水器调到45度 要帮妹妹洗澡                          | 热水器调到45度
          洗衣机先暂停一下我再塞双袜子                          | 洗衣机先暂停一下
          開電視吖我就去沖涼                                 | 开电视
          窗帘关上 个客五分钟后打嚟                             | 窗帘关上
          闹钟取消佢我放假                                    | 闹钟取消佢
          电视关了免得吵醒宝宝                                 | 电视关了
          外卖到了，窗帘关上                                   | 窗帘关上
          买咗好多饺子，窗帘关上                                | 窗帘关上
          我瞓喇关电视                                       | 关电视
          热水器打开，我要给糯米洗澡                             | 热水器打开
          """)
  void whyIsNoPartOfAnOrder(String text, String order) {
    List<Segment> told =
        Segment.of(FLAT.find(Hearing.hear(text))).stream().filter(it -> !it.isAside()).toList();
    assertThat(told).singleElement().extracting(it -> it.text().strip()).isEqualTo(order);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "make sure it's locked",
        "if it's open, turn the tv off",
        "风小一点",
        "tell me if there's a leak",
        "which window is the one that's open",
        "turn the tv off because it's late and close the curtains",
        "我要关上窗帘",
        "洗衣机选快洗，然后开始",
        "窗帘关上，五分钟后打开",
        "关电视，扫地机五分钟后开始"
      })
  void whatIsToBeDoneIsNotLeftAway(String text) {
    assertThat(Segment.of(FLAT.find(Hearing.hear(text))).getLast().isAside()).isFalse();
  }
}
