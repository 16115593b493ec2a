package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question in a Thing's own words asks that Thing, whoever is said to have it. */
class OwnQuestionTest {
  private static final String THING =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:%s", "@type": "%s",
       "titles": {"en": "%s", "zh": "%s"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {%s}}
      """;

  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "asked", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den", "zh": "书房"}}],
               "things": [%s]}
              """
                  .formatted(
                      String.join(
                          ",",
                          THING.formatted(
                              "mei",
                              "Person",
                              "Mei",
                              "奶奶",
                              """
                              "location": {"type": "string", "readOnly": true}
                              """),
                          THING.formatted(
                              "meter",
                              "GlucoseMeter",
                              "Glucose meter",
                              "测糖仪",
                              """
                              "blood-sugar": {"type": "number", "readOnly": true, "titles": {"zh": "血糖"}}
                              """),
                          THING.formatted(
                              "jar",
                              "PickleJar",
                              "Pickle jar",
                              "泡菜坛子",
                              """
                              "fermentation-days": {"type": "integer", "readOnly": true, "titles": {"zh": "泡了几天"}},
                              "salinity": {"type": "integer", "titles": {"zh": "盐度"}}
                              """),
                          THING.formatted(
                              "panels",
                              "Inverter",
                              "Panels",
                              "光伏板",
                              """
                              "yield": {"type": "number", "unit": "kilowatt-hour", "readOnly": true}
                              """))),
              "asked.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          奶奶血糖多少                       | blood-sugar
          奶奶刚刚量的血糖是多少               | blood-sugar
          奶奶今天血糖几多                    | blood-sugar
          what's Mei's blood sugar          | blood-sugar
          泡菜泡了几天了                      | fermentation-days
          how many kWh did the panels make  | yield
          """)
  void asksWhatMeasuresIt(String text, String property) {
    assertThat(OwnQuestion.of(FINDER.find(Hearing.hear(text))))
        .hasValueSatisfying(plan ->
            assertThat(plan)
                .singleElement()
                .satisfies(get -> {
                  assertThat(get.verb()).isEqualTo(Verb.GET);
                  assertThat(get.name()).isEqualTo(property);
                }));
  }

  /** More is said, it can be set, it is of another day, or nothing is asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "血糖多少算正常",
        "奶奶昨天血糖多少",
        "盐度多少",
        "奶奶血糖",
        "how many steps did Mei take",
        "should Mei's blood sugar be lower",
        "提醒奶奶量血糖"
      })
  void asksNothingElse(String text) {
    assertThat(OwnQuestion.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
