package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to stop is not started. */
class StartOrStopTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "bakery", "places": [], "things": [
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:mixer", "@type": "DoughMixer",
                 "titles": {"en": "Dough mixer", "zh": "和面机"},
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"start-mixing": {}, "stop-mixing": {}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:proofer", "@type": "Proofer",
                 "titles": {"en": "Proofer", "zh": "醒发箱"},
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"startProofing": {}, "stop": {}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:kneader", "@type": "Kneader",
                 "titles": {"en": "Kneader", "zh": "揉面机"},
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"start-kneading": {}}}]}
              """,
              "a household of this test"));

  @ParameterizedTest
  @CsvSource({
    "和面机停停停！面都揉过头了, start-mixing, stop-mixing",
    "stop the dough mixer, start-mixing, stop-mixing",
    "停止醒发箱, startProofing, stop",
    "停止揉面机, start-kneading, start-kneading",
    "和面机开始, start-mixing, start-mixing",
    "别停和面机, start-mixing, start-mixing",
    "音乐停了就启动和面机, start-mixing, start-mixing",
    "start the dough mixer when the music stops, start-mixing, start-mixing"
  })
  void stopsWhatIsSaidToStop(String text, String taken, String meant) {
    Found found = FINDER.find(Hearing.hear(text));
    Clause act = Scripted.clauses(Prompt.of(found), "do any A " + taken).getFirst();
    assertThat(StartOrStop.of(found, act).name()).isEqualTo(meant);
  }
}
