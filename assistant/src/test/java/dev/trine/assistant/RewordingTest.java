package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Things at hand have no words for is said in words that they have. */
class RewordingTest {
  private static final String HANDSET =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:handset", "@type": "Smartphone",
       "titles": {"en": "Mei's phone"}, "trine:place": "phone",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"battery": {"type": "integer", "readOnly": true}}, "actions": {"ring": {}}}
      """;

  private static final String LITTER_BOX =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:box", "@type": "LitterBox",
       "titles": {"en": "Litter box"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"night-light": {"type": "boolean"}}}
      """;

  private static final Household HOME =
      Household.parse(
          """
          {"id": "rewording", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den"}},
                      {"id": "phone", "kind": "phone", "titles": {"en": "Phone", "zh": "手机"}}],
           "things": [%s, %s, %s]}
          """
              .formatted(
                  HANDSET,
                  LITTER_BOX,
                  Households.thing("light", "Light", "Night light", "夜灯", "den")),
          "rewording.json");

  private static final Finder FINDER = new Finder(HOME);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          find my phone                              | ring my phone
          where's my phone                           | ring my phone
          ring the surgery                           | call the surgery
          turn off the night light on the litter box | turn off the litter box night light
          """)
  void isSaidInWordsThatTheThingsHave(String text, String other) {
    assertThat(Rewording.of(FINDER.find(Hearing.hear(text))))
        .extracting(Heard::text)
        .containsExactly(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring my phone", "turn off the night light", "find the night light"})
  void isLeftWhereItWillDo(String text) {
    assertThat(Rewording.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  /** Of a phone one speaks as of a Thing, though what is on it has it for a place. */
  @Test
  void thePhoneIsAThing() {
    assertThat(FINDER.find(Hearing.hear("手机还有多少电")).mentions())
        .flatExtracting(Mention::things)
        .extracting(thing -> thing.id())
        .containsExactly("urn:x:handset");
  }
}
