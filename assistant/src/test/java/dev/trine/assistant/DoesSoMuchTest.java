package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Thing does as much as was said by the one action that counts so, whatever the verb. */
class DoesSoMuchTest {
  private static final String THING =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:%1$s", "@type": "%1$s",
       "titles": {"zh": "%2$s"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"level": {"type": "integer"}},
       "actions": {"%3$s": {"input": {"type": "object", "properties": {%4$s}}}}}
      """;

  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "much", "places": [{"id": "den", "kind": "room", "titles": {"zh": "书房"}}], "things": [%s, %s, %s]}
              """
                  .formatted(
                      THING.formatted(
                          "Grinder", "磨豆机", "grind", "\"grams\": {\"type\": \"integer\"}"),
                      THING.formatted(
                          "Mister", "喷雾器", "mist-now", "\"seconds\": {\"type\": \"integer\"}"),
                      THING.formatted(
                          "Brewer",
                          "手冲机",
                          "pour",
                          "\"cups\": {\"type\": \"integer\"}, \"drink\": {\"type\": \"string\"}")),
              "much.json"));

  @ParameterizedTest
  @CsvSource({
    "磨豆机磨二十克, grind, grams",
    "磨豆机帮我打三十公克豆, grind, grams",
    "喷雾器喷三十秒, mist-now, seconds",
    "给喷雾器喷两分钟, mist-now, seconds"
  })
  void isDone(String text, String action, String counted) {
    assertThat(DoesSoMuch.of(FINDER.find(Hearing.hear(text))))
        .hasValueSatisfying(act -> {
          assertThat(act.name()).isEqualTo(action);
          assertThat(act.said(counted)).hasSize(1);
        });
  }

  /** It is set or switched, more is said than how much, or nothing at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {"磨豆机调到二十克", "磨豆机每天磨二十克", "磨豆机磨二十秒", "喷雾器开三十秒", "喷雾器喷三十克", "手冲机冲两杯拿铁", "磨二十克", ","})
  void isNotGuessed(String text) {
    assertThat(DoesSoMuch.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
