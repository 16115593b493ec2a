package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * To a mode or a source that a Thing has it is switched; one that it has not is said to be none.
 */
class SwitchedToTest {
  private static final String TV =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:tv", "@type": "Television",
       "titles": {"en": "TV", "zh": "电视"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"source": {"type": "string", "enum": ["hdmi1", "hdmi2", "netflix"]}}}
      """;

  private static final String PURIFIER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:purifier", "@type": "AirPurifier",
       "titles": {"en": "Purifier", "zh": "净化器"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"mode": {"type": "string", "enum": ["auto", "silent", "turbo"]}}}
      """;

  private static final String TEA_MAKER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:tea", "@type": "TeaMaker",
       "titles": {"en": "Tea maker", "zh": "煮茶器"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"strength": {"type": "string", "enum": ["light", "medium", "strong"]},
        "drive-mode": {"type": "string", "enum": ["ev", "hev"]}}}
      """;

  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "switched", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den", "zh": "书房"}}],
               "things": [%s, %s, %s, %s]}
              """
                  .formatted(
                      TV,
                      PURIFIER,
                      TEA_MAKER,
                      Households.thing("lamp", "Light", "Lamp", "灯", "den")),
              "switched.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          净化器切到静音             | mode   | silent
          put the purifier in turbo mode | mode | turbo
          净化器用静音嘅模式          | mode   | silent
          书房净化器静音模式          | mode   | silent
          switch the purifier to turbo mode | mode | turbo
          电视信号源换成HDMI2         | source | hdmi2
          電視轉HDMI3             | source | hdmi3
          電視帮我轉到迪士尼吧         | source | 迪士尼
          change the tv to disney plus please | source | disney plus
          净化器切到派对模式          | mode   | 派对
          煮茶器浓度调成浓            | strength | strong
          煮茶器的强度换成浓吧         | strength | strong
          切成纯电模式               | drive-mode | ev
          书房切到纯电模式            | drive-mode | ev
          净化器打成没声             | mode   | silent
          put on turbo             | mode   | turbo
          put the den on turbo     | mode   | turbo
          switch the den to turbo mode | mode | turbo
          """)
  void isSet(String text, String property, String value) {
    Clause set = SwitchedTo.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(set.name()).isEqualTo(property);
    assertThat(set.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "净化器什么模式",
        "煮茶器调到八十度",
        "净化器切到静音，灯关掉",
        "灯切到静音",
        "电视调成蓝色",
        "电视调到30",
        "电视调到最大",
        "电视电影模式",
        "切成派对模式",
        "煮茶器浓度怎么样",
        "纯电模式是什么",
        "turn on the tv",
        "put on strong",
        "put the den on",
        "put on some netflix music",
        "what is the tv switched to"
      })
  void moreOrLessIsSaid(String text) {
    assertThat(SwitchedTo.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
