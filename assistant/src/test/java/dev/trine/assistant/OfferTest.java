package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unit that was said tells the property, where only one of a Thing's has it. */
class OfferTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "units", "places": [{"id": "hall", "kind": "room", "titles": {"en": "Hall", "zh": "门厅"}}], "things": [
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:chair", "@type": "MassageChair",
                 "titles": {"en": "Massage chair", "zh": "按摩椅"}, "trine:place": "hall",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {
                   "strength": {"type": "integer", "minimum": 0, "maximum": 200},
                   "kneading": {"type": "boolean"},
                   "recline": {"type": "integer", "minimum": 90, "maximum": 170, "unit": "degree"},
                   "rollers": {"type": "integer", "minimum": 0, "maximum": 300, "unit": "revolutions per minute"},
                   "back-temperature": {"type": "number", "readOnly": true, "unit": "celsius"},
                   "target-temperature": {"type": "number", "minimum": 20, "maximum": 50, "unit": "celsius"},
                   "oil": {"type": "integer", "readOnly": true, "minimum": 0, "maximum": 100, "unit": "percent"},
                   "load": {"type": "number", "readOnly": true, "unit": "kg"}}}]}
              """,
              "a household of this test"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          massage chair to 150 rpm            | set one A rollers 150    | true
          massage chair to 150 rpm            | set one A recline 150    | false
          massage chair to 150 rpm            | set one A kneading true  | false
          massage chair to 150                | set one A recline 150    | true
          按摩椅快三十转                        | set any A rollers +30    | true
          按摩椅快三十转                        | set any A strength +30   | false
          按摩椅揉捏打开三十转                   | set any A strength +30   | false
          massage chair 40 degrees            | set one A target-temperature 40 | true
          massage chair 40 degrees            | set one A recline 40     | false
          massage chair 40 degrees            | set one A strength 40    | false
          how hot is the massage chair        | get one A back-temperature | true
          how hot is the massage chair        | get one A strength       | false
          按摩椅现在几度                        | get any A back-temperature | true
          按摩椅现在几度                        | get any A rollers        | false
          按摩椅现在几度                        | get any A target-temperature | false
          按摩椅设的几度                        | get any A target-temperature | true
          how many kilos are on the massage chair | get one A load       | true
          how many kilos are on the massage chair | get one A kneading   | false
          how full is the massage chair       | get one A oil            | true
          how full is the massage chair       | get one A strength       | false
          how is the massage chair            | get one A kneading       | true
          """)
  void onlyWhatHasTheUnit(String said, String plan, boolean offered) {
    Prompt prompt = Prompt.of(FINDER.find(Hearing.hear(said)));
    assertThat(new PlanGrammar(prompt).allows(prompt.clauses(plan).getFirst())).isEqualTo(offered);
  }
}
