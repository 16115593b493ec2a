package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders in one breath are told apart by which parts of them are orders. */
class ChainTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  private static List<String> parted(String text, String orders) {
    Set<String> known = Set.of(orders.split(" / "));
    return Chain.of(FLAT.find(Hearing.hear(text)), (part, last) -> known.contains(part.text()))
        .map(apart -> apart.orders().stream().map(Heard::text).toList())
        .orElse(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          拉上窗帘开落地灯关电视                    | 拉上窗帘 / 开落地灯 / 关电视
          空调开到26度电视关掉窗帘拉上               | 空调开到26度 / 电视关掉 / 窗帘拉上
          开落地灯电视关掉                        | 开落地灯 / 电视关掉
          电视关掉，打开落地灯窗帘拉上               | 电视关掉 / 打开落地灯 / 窗帘拉上
          电视和落地灯关掉窗帘拉上                  | 电视和落地灯关掉 / 窗帘拉上
          关电视开卧室的窗帘                       | 关电视 / 开卧室的窗帘
          电视关掉主卧窗帘拉上                     | 电视关掉 / 主卧窗帘拉上
          turn off the tv close the curtains turn on the floor lamp | turn off the tv / close the curtains / turn on the floor lamp
          """)
  void whereOneEndsTheNextBegins(String text, String orders) {
    assertThat(parted(text, orders)).containsExactly(orders.split(" / "));
  }

  /** One part that is no order, what holds for all of them, and a time that may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          关电视开落地灯吧窗帘                     | 关电视 / 开落地灯
          关电视                                | 关电视
          电视关掉的时候落地灯打开                  | 电视关掉 / 的时候落地灯打开
          除了电视关掉落地灯打开窗帘                | 除了电视关掉 / 落地灯打开窗帘
          十分钟后关电视开落地灯                    | 10分钟后关电视 / 开落地灯
          """)
  void theWholeIsLeft(String text, String orders) {
    assertThat(parted(text, orders)).isEmpty();
  }
}
