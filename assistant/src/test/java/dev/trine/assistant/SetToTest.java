package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number is set where only one of what the Thing has takes it. */
class SetToTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "numbers", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den", "zh": "书房"}}],
               "things": [
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:fridge", "@type": "FridgeFreezer",
                 "titles": {"en": "Fridge", "zh": "冰箱"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {
                  "fridge-temperature": {"type": "integer", "minimum": 1, "maximum": 8, "unit": "celsius"},
                  "freezer-temperature": {"type": "integer", "minimum": -24, "maximum": -14, "unit": "celsius"},
                  "shelf": {"type": "integer", "minimum": 1, "maximum": 8}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:dryer", "@type": "ShoeDryer",
                 "titles": {"en": "Shoe dryer", "zh": "烘鞋机"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"on": {"type": "boolean"},
                  "duration": {"type": "integer", "minimum": 10, "maximum": 180, "unit": "minute"}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:fermenter", "@type": "Fermenter",
                 "titles": {"en": "Fermenter", "zh": "发酵箱"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"proof": {"type": "integer", "minimum": 1, "maximum": 48, "unit": "hour"}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:oven", "@type": "Oven",
                 "titles": {"en": "Oven", "zh": "烤箱"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"bake": {"type": "integer", "unit": "minute"}, "rest": {"type": "integer", "unit": "minute"}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:board", "@type": "SignBoard",
                 "titles": {"en": "Board", "zh": "看板"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"message": {"type": "string"}, "owner": {"type": "string", "readOnly": true},
                  "font": {"type": "string", "enum": ["large", "small"]}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:kiln", "@type": "Kiln",
                 "titles": {"en": "Kiln", "zh": "电窑"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"firing": {"type": "integer", "unit": "minute", "readOnly": true}}}]}
              """,
              "numbers.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fridge down to minus twenty      | freezer-temperature | -20
          set the fridge to -18 degrees    | freezer-temperature | -18
          把冰箱调到零下十八度                | freezer-temperature | -18
          冰箱调到四度                       | fridge-temperature  | 4
          """)
  void isSet(String text, String property, String value) {
    Clause set = SetTo.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(set.name()).isEqualTo(property);
    assertThat(set.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          烘鞋機時間設九十分鐘                      | duration | 5400
          烘鞋机的定时调到一个半小时                  | duration | 5400
          帮我把烘鞋机时间设一小时二十分钟             | duration | 4800
          烘鞋機定時較返一個鐘                      | duration | 3600
          set the shoe dryer's time to 90 minutes | duration | 5400
          set the shoe dryer time to an hour and a quarter | duration | 4500
          发酵箱时间设十二小时                      | proof    | 43200
          """)
  void runsSoLong(String text, String property, long seconds) {
    Clause set = SetTo.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(set.name()).isEqualTo(property);
    assertThat(set.said("")).containsExactly(new Argument.When(new Time.Length(seconds)));
  }

  /** Two take it, none does, or more is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set the fridge to 4",
        "set the fridge to 40",
        "set the fridge to -18 at ten",
        "don't set the fridge to -18",
        "烘鞋机开九十分钟",
        "冰箱时间设九十分钟",
        "烤箱时间设九十分钟",
        "电窑时间设九十分钟",
        "烘鞋机时间设九点",
        "烘鞋机时间别设九十分钟",
        "烘鞋机时间设九十分钟再关灯",
        "don't set the shoe dryer's time to 90 minutes"
      })
  void isNotGuessed(String text) {
    assertThat(SetTo.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  /**
   * What is quoted is shown as it was written; by what names no Thing, or has no text, nothing is.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          看板寫「歡迎陳先生一家」          | 歡迎陳先生一家
          看板内容改成“Open at 9”       | Open at 9
          看板：「歡迎」                 |
          看板寫「歡迎」再關燈            |
          烤箱写「欢迎」                 |
          写「欢迎」                    |
          """)
  void aQuotationIsShown(String text, String shown) {
    assertThat(SetTo.written(FINDER.find(Hearing.hear(text))))
        .satisfies(set ->
            assertThat(set.stream().flatMap(Clause::texts).map(Argument.Text::said).toList())
                .isEqualTo(shown == null ? List.of() : List.of(shown)));
  }
}
