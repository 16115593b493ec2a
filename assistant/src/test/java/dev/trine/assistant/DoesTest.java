package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Thing does what is called as one of its actions is. */
class DoesTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "does", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den", "zh": "书房"}}],
               "things": [
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:cold", "@type": "ColdRoom",
                 "titles": {"zh": "冷藏库"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"defrost": {}, "clean": {}, "rinse": {"input": {"type": "object", "required": ["program"],
                  "properties": {"program": {"type": "string", "enum": ["short", "long"]}}}}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:rice", "@type": "RiceCooker",
                 "titles": {"zh": "电锅"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "properties": {"program": {"type": "string", "enum": ["congee", "stew"]}, "keep-warm": {"type": "boolean"}},
                 "actions": {"start": {}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:story", "@type": "StoryMachine",
                 "titles": {"zh": "故事机"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"tell": {"input": {"type": "object", "properties": {"story": {"type": "string"}}}}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:telescope", "@type": "Telescope",
                 "titles": {"en": "Telescope"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"park": {}, "goto": {"input": {"type": "object", "required": ["target"],
                  "properties": {"target": {"type": "string"}}}}}},
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:camera", "@type": "Camera",
                 "titles": {"en": "Camera"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"park": {}}}]}
              """,
              "does.json"));

  @ParameterizedTest
  @CsvSource({
    "冷藏库除霜, defrost",
    "冷藏库开始除霜, defrost",
    "冷藏库化霜一下吧, defrost",
    "冷藏库马上除霜一次, defrost",
    "冷藏库清一清, clean"
  })
  void isDone(String text, String action) {
    assertThat(Does.of(FINDER.find(Hearing.hear(text))))
        .hasValueSatisfying(act -> assertThat(act.name()).isEqualTo(action));
  }

  /** More is said, it needs more than was said, or nothing is called so. */
  @ParameterizedTest
  @ValueSource(strings = {"冷藏库不要除霜", "冷藏库冲洗", "冷藏库几度", "冷藏库水很清", "除霜"})
  void isNotGuessed(String text) {
    assertThat(Does.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"电锅开始煮", "电锅开始吧", "电锅启动"})
  void isStarted(String text) {
    assertThat(Does.started(FINDER.find(Hearing.hear(text))).map(Clause::name)).contains("start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"电锅开始煲粥", "电锅开始保温", "冷藏库开始", "开始", ","})
  void isNotStartedUnsaid(String text) {
    assertThat(Does.started(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"故事机讲三只小猪, 三只小猪", "故事机帮我讲一个三隻小豬給我聽吧, 三隻小豬"})
  void copiesWhatItIsToTell(String text, String story) {
    assertThat(Does.of(FINDER.find(Hearing.hear(text))).stream().flatMap(Clause::texts))
        .singleElement()
        .extracting(Argument.Text::said)
        .isEqualTo(story);
  }

  @ParameterizedTest
  @CsvSource({
    "point the telescope at saturn, saturn",
    "Swing my telescope round to the Orion Nebula please, Orion Nebula"
  })
  void isAimedAtWhatWasSaid(String text, String target) {
    assertThat(Does.of(FINDER.find(Hearing.hear(text))))
        .hasValueSatisfying(act -> {
          assertThat(act.name()).isEqualTo("goto");
          assertThat(act.texts()).extracting(Argument.Text::said).containsExactly(target);
        });
  }

  /** It takes no text, two are named, or none is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "point the camera at saturn",
        "point the telescope and the camera at saturn",
        "point it at saturn"
      })
  void isNotAimedUnsaid(String text) {
    assertThat(Does.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
