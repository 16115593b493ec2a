package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonedTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "garden", "places": [{"id": "yard", "kind": "outdoor", "titles": {"en": "Yard"}}], "things": [
               {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:rain", "@type": "IrrigationController",
                "titles": {"en": "Rain Bird"}, "trine:place": "yard",
                "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                "actions": {"run-zone": {"input": {"type": "object", "properties": {
                  "zone": {"type": "string", "enum": ["flower-beds", "lawn"]}, "minutes": {"type": "integer"}}}}}},
               {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:waterer", "@type": "PlantWaterer",
                "titles": {"en": "Plant waterer", "zh": "浇花器"}, "trine:place": "yard",
                "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                "actions": {"water": {"input": {"type": "object", "properties": {"seconds": {"type": "integer"}}}}}}]}
              """,
              "garden.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          water the flower beds for ten minutes | run-zone | zone flower-beds minutes 600
          please water the flower beds            | run-zone | zone flower-beds
          给草坪浇水十五分钟                       | run-zone | zone lawn minutes 900
          浇花器浇三十秒水                         | water    | seconds 30
          """)
  void watersWhatIsSaid(String text, String action, String input) {
    Clause act = Zoned.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(act.verb()).isEqualTo(Clause.Verb.DO);
    assertThat(act.name()).isEqualTo(action);
    assertThat(act.input())
        .extracting(member -> member.name() + " " + said(member.arguments().getFirst()))
        .containsExactly(input.split(" (?=minutes)"));
  }

  private static String said(Argument argument) {
    return argument instanceof Argument.When(Time.Length length)
        ? "" + length.seconds()
        : ((Argument.Word) argument).word();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "water the roses for ten minutes",
        "give the roses some water",
        "the lawn for ten minutes",
        "if it is dry water the lawn"
      })
  void readsNothingElse(String text) {
    assertThat(Zoned.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
