package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The light of a Thing is its own, whatever its property is called. */
class ItsOwnTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "its", "places": [{"id": "den", "kind": "room", "titles": {"zh": "书房"}}], "things": [
               {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:rack", "@type": "DryingRack",
                "titles": {"zh": "晾衣架"}, "trine:place": "den",
                "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                "properties": {"lamp": {"type": "boolean"}, "height": {"type": "integer"}}},
               {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:desk", "@type": "StandingDesk",
                "titles": {"zh": "升降桌"}, "trine:place": "den",
                "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                "properties": {"height": {"type": "integer"}}},
               %s]}
              """
                  .formatted(Households.thing("light", "Light", "Night light", "夜灯", "den")),
              "its.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          晾衣架降下来，把它的照明也打开 | 晾衣架降下来,把晾衣架的照明也打开
          晾衣架升上去，佢嘅照明都要開   | 晾衣架升上去,晾衣架的照明都要开
          """)
  void isSaidByTheNameOfTheThing(String text, String plain) {
    assertThat(ItsOwn.of(FINDER.find(Hearing.hear(text))))
        .map(its -> its.plain().text())
        .contains(plain);
  }

  /** The desk has none, nobody says whose it is, or no Thing was named. */
  @ParameterizedTest
  @ValueSource(strings = {"升降桌降下来，把它的照明也打开", "晾衣架降下来，把照明也打开", "把它的照明打开"})
  void isOfNothingElse(String text) {
    assertThat(ItsOwn.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
