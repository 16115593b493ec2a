package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours that the model has not learnt; their digits are those of CSS Color Module Level 4. */
class HuesTest {
  private static final String STRIP =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:strip", "@type": "Light",
       "titles": {"en": "Strip light", "zh": "灯带"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"color": {"type": "string"%s}}}
      """;

  private static final Finder ANY = finder("");
  private static final Finder FEW = finder(", \"enum\": [\"red\", \"blue\"]");

  private static Finder finder(String values) {
    return new Finder(
        Household.parse(
            """
            {"id": "hues", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den"}}], "things": [%s]}
            """
                .formatted(STRIP.formatted(values)),
            "hues.json"));
  }

  private static Clause set(Finder finder, String text, String color) {
    Found found = finder.find(Hearing.hear(text));
    return Hues.said(
        found, Scripted.clauses(Prompt.of(found), "set one A color " + color).getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make the strip light navy blue         | blue   | navy
          strip light hot pink please            | pink   | hotpink
          灯带换成天蓝色                             | blue   | skyblue
          燈帶轉淺紫                                | purple | lavender
          make the strip light blue              | blue   | blue
          strip light navy, no, blue             | blue   | blue
          make the strip light hot pink          | red    | red
          """)
  void theVeryColourIsSet(String text, String color, String set) {
    assertThat(set(ANY, text, color).value()).isEqualTo(set);
  }

  /** A light with a few colours takes the nearest of them that it knows. */
  @Test
  void ofAFewColoursOneIsSet() {
    assertThat(set(FEW, "make the strip light navy blue", "blue").value()).isEqualTo("blue");
  }

  @ParameterizedTest
  @CsvSource({"make the strip light magenta, make the strip light pink", "灯带换成薰衣草紫, 灯带换成紫色"})
  void isHeardAsOneThatIsKnown(String text, String plain) {
    assertThat(Hues.plain(ANY.find(Hearing.hear(text))).map(Heard::text)).hasValue(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"make the strip light blue", "turn on the strip light"})
  void whatIsKnownIsLeft(String text) {
    assertThat(Hues.plain(ANY.find(Hearing.hear(text)))).isEmpty();
  }

  @Test
  void eachHasDigitsAndWords() {
    assertThat(Hues.DIGITS).containsEntry("navy", "#000080").containsEntry("hotpink", "#ff69b4");
    assertThat(Hues.DIGITS.keySet())
        .allSatisfy(hue ->
            assertThat(Lexicon.ALL)
                .allSatisfy(lexicon -> assertThat(lexicon.section("hues")).containsKey(hue)));
    assertThat(Hues.DIGITS.values()).allMatch(digits -> digits.matches("#[0-9a-f]{6}"));
  }
}
