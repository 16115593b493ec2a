package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one form in which sentences and names meet. */
class HearingTest {

  @ParameterizedTest
  @CsvSource({
    "打開客廳的燈, 打开客厅的灯",
    "把臥室裡的檯燈關掉, 把卧室里的台灯关掉",
    "廚房裏嘅冷氣, 厨房里嘅冷气",
    "溼度與濕度, 湿度与湿度",
    "衞生間和衛生間, 卫生间和卫生间",
    "牀頭燈著咗, 床头灯着咗",
    "遊戲室崁燈, 游戏室嵌灯",
    "啓動除濕機, 启动除湿机",
  })
  void traditionalIsHeardSimplified(String said, String heard) {
    assertThat(Hearing.normal(said)).isEqualTo(heard);
  }

  @ParameterizedTest
  @CsvSource({
    "ＡＣ 调到２６度, ac 调到26度",
    "亮度５０％。, 亮度50%",
    "LEO’S Lamp!, leo's lamp",
    "Zoë’s Lámp, zoe's lamp",
    "26℃, 26°c",
    "把 客 厅 的 灯 打 开, 把客厅的灯打开",
    "关灯 开窗帘, 关灯 开窗帘",
    "put the H R V on, put the hrv on",
    "turn on the t v, turn on the tv",
    "a b and a, a b and a",
    "can you um dim it, can you dim it",
  })
  void widthCaseAccentsAndSpaces(String said, String heard) {
    assertThat(Hearing.normal(said)).isEqualTo(heard);
  }

  @ParameterizedTest
  @CsvSource({
    "把燈打燃, 把灯打开",
    "和面机停停停, 和面机停下",
    "我媽現在人在哪, 妈妈现在在哪里",
    "还有多久到目的地, 多久能到目的地",
    "would you mind powering down the radio, would you mind turning off the radio",
    "id like the lamp on, i'd like the lamp on",
    "open it if its raining, open it if it's raining",
    "put its lid on, put its lid on",
    "油烟机开一哈嘛, 油烟机开一下",
    "小夜灯甭开了, 小夜灯不要开了",
    "洗衣机还要好久, 洗衣机还要多久",
    "浇花器浇十分钟水, 浇花器浇水10分钟",
    "走步机每小时三公里, 走步机3公里",
    "the treadmill to three miles an hour, the treadmill to 3 mph",
    "張床放返平佢, 张床放平",
    "等了好久了, 等了好久了",
    "莫奈那张画, 莫奈那张画",
    "关脱衣间的灯, 关脱衣间的灯",
    "turn it doon a wee bit, turn it down a little bit",
    "aye, yes",
    "it's awfy cold, it's very cold",
    "would you make the den dark, would you dim the den all the way down",
    "the wee lamp, the wee lamp",
  })
  void dialectIsHeardAsWhatIsSaidEverywhere(String said, String heard) {
    assertThat(Hearing.normal(said)).isEqualTo(heard);
  }

  @Test
  void whatIsCopiedKeepsItsDialect() {
    Heard heard = Hearing.hear("跟妈妈说菜还要好久");
    assertThat(heard.text()).isEqualTo("跟妈妈说菜还要多久");
    assertThat(heard.said(5, 9)).isEqualTo("还要好久");
  }

  @Test
  void whatCannotBeHeardIsLeftOut() {
    assertThat(Hearing.normal("开\u200b灯\ufeff")).isEqualTo("开灯");
    assertThat(Hearing.normal("turn\u0007on\tthe\u0000lamp\n")).isEqualTo("turn on the lamp");
    assertThat(Hearing.normal(" \u200b。")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"打开Lamp 2, zh", "turn on the lamp, en", "42, en", "🚀, en"})
  void languageOfASentence(String said, String language) {
    assertThat(Hearing.language(said)).isEqualTo(language);
  }

  /** A quadratic pattern would need hours for these. */
  @ParameterizedTest
  @CsvSource({"一", "一灯", "one ", "千", ".a", "。x", "twenty ", "打 "})
  void lengthDoesNotHang(String unit) {
    String said = unit.repeat(100_000 / unit.length());
    assertThat(Hearing.normal(said)).isNotEmpty().hasSizeLessThanOrEqualTo(1_000_000);
  }

  @Test
  void whatStandsInBetweenKeepsItsOwnSpelling() {
    Heard heard = Hearing.hear("Make Isla's Den dark!");
    int den = heard.text().indexOf("isla");
    assertThat(heard.said(den, den + "isla's den".length())).isEqualTo("Isla's Den");
    assertThat(heard.said(0, heard.text().length())).isEqualTo("Make Isla's Den dark");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mum said turn my lamp off   | turn my lamp off
          Aunt Jean says to shut the gate | shut the gate
          妈妈说把灯关了                | 把灯关了
          跟妈妈说把灯关了              | 跟妈妈说把灯关了
          who said turn the lamp off  | who said turn the lamp off
          mum said she is late        | mum said she is late
          """)
  void whoToldIsNoPartOfAnOrder(String said, String order) {
    assertThat(Hearing.order(Hearing.hear(said)).text()).isEqualTo(order);
  }

  /** What may be cleaned, or is open, is asked; and so is what has no name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          can the pool light be teal tonight?   | make the pool light teal
          could mum's lamp be warm white please | make mum's lamp warm white
          can the oven be cleaned               | can the oven be cleaned
          can the window be open                | can the window be open
          can it be teal                        | can it be teal
          """)
  void aWishIsGivenAsAnOrder(String said, String order) {
    assertThat(Hearing.order(Hearing.hear(said)).text()).isEqualTo(order);
  }

  /** It could be copied into no text, and no grammar could spell it. */
  @Test
  void halfACharacterIsReplaced() {
    Heard heard = Hearing.hear("note buy \ud83d milk");
    assertThat(heard.said(0, heard.text().length())).isEqualTo("note buy \ufffd milk");
  }
}
