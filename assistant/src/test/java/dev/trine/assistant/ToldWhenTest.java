package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trine.things.Household;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who only wants to be told waits for what happens, by whatever tells it, and for nothing else. */
class ToldWhenTest {
  private static final String MACHINE =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:%1$s", "@type": "%2$s",
       "titles": {"en": "%3$s", "zh": "%4$s"},
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {%5$s}, "actions": {%6$s}}
      """;

  private static final String STATUS = "\"status\": {\"type\": \"string\", \"readOnly\": true}";

  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "told", "places": [], "things": [%s, %s, %s, %s]}
              """
                  .formatted(
                      MACHINE.formatted("washer", "WashingMachine", "Washer", "洗衣机", STATUS, ""),
                      MACHINE.formatted(
                          "dryer",
                          "Dryer",
                          "Dryer",
                          "烘干机",
                          "\"time-left\": {\"type\": \"integer\", \"unit\": \"minute\", \"readOnly\": true}",
                          ""),
                      MACHINE.formatted(
                          "anna",
                          "Person",
                          "Anna",
                          "安娜",
                          "\"location\": {\"type\": \"string\", \"readOnly\": true}",
                          ""),
                      MACHINE.formatted(
                          "announcer",
                          "Announcer",
                          "Announcer",
                          "广播",
                          "",
                          "\"announce\": {\"input\": {\"type\": \"object\", \"properties\": {\"text\": {\"type\": \"string\"}}, \"required\": [\"text\"]}}")),
              "told.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          let me know when the washer is done       | status    | done | the washer is done
          When the washer has finished, please tell me | status | done | the washer has finished
          洗衣机洗完告诉我                           | status    | done | 洗衣机洗完了
          洗衣機洗好之後提我                         | status    | done | 洗衣機洗好了
          tell me once the dryer's finished         | time-left | <1   | the dryer's finished
          烘干机烘完了叫我一声                        | time-left | <1   | 烘干机烘完了
          let me know when Anna gets home           | location  | home | Anna gets home
          安娜到家了告诉我                            | location  | home | 安娜到家了
          洗衣机洗完了提醒我晾衣服                     | status    | done | 晾衣服
          when the washer is done remind me to hang it out | status | done | hang it out
          """)
  void whatHappensIsTold(String text, String property, String value, String told) {
    List<Clause> plan = ToldWhen.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(plan)
        .extracting(Clause::verb, Clause::name, Clause::value)
        .containsExactly(
            tuple(Clause.Verb.WHEN, property, value), tuple(Clause.Verb.DO, "announce", ""));
    assertThat(plan.getLast().texts().map(Argument.Text::said)).containsExactly(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "明天八点提醒我晾衣服",
        "tell me a joke when the washer is done",
        "when the washer is done turn on the dryer",
        "let me know when it rains",
        "告诉我洗衣机洗完了没有",
        "let me know if the washer and the dryer are done",
        "洗衣机如果洗好了跟我讲一声"
      })
  void nothingElseIsRead(String text) {
    assertThat(ToldWhen.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
