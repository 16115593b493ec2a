package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HouseholdTest {
  @Test
  void namesPlacesAndSchemasAreRead() {
    Household home = Household.parse(Homes.SMALL, "small.json");
    assertThat(home.within("ground")).containsExactly("ground", "living-room");
    Thing lamp = home.thing("urn:small:lamp").orElseThrow();
    assertThat(lamp.names().all("zh")).containsExactly("立燈", "灯");
    assertThat(lamp.properties()).containsOnlyKeys("on", "brightness");
    assertThat(lamp.property("brightness").orElseThrow().schema().violation(Homes.json("101")))
        .contains("101 must be at most 100");
    assertThat(home.thing("urn:small:curtain").orElseThrow().place()).isEmpty();
  }

  /**
   * The bad inputs that the household format names, each with the place that the message must show.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"minimum\": 0, \"maximum\": 100, | \"minimum\": 90, \"maximum\": 10, | things[0].properties.brightness.minimum",
        "\"type\": \"boolean\" | \"type\": \"bool\" | things[0].properties.on.type",
        "\"kind\": \"floor\" | \"kind\": \"floor\", \"in\": \"living-room\" | places[0].in",
        "\"in\": \"ground\" | \"in\": \"attic\" | places[1].in",
        "\"id\": \"living-room\" | \"id\": \"ground\" | places[1].id",
        "\"id\": \"timers\" | \"id\": \"urn:small:lamp\" | things[2].id",
        "\"trine:place\": \"living-room\" | \"trine:place\": \"cellar\" | things[0].trine:place",
        "\"brightness\": 60 | \"brightness\": 101 | things[0].trine:state.brightness",
        "\"brightness\": 60 | \"colour\": 1 | things[0].trine:state.colour",
        "\"security\": [\"nosec_sc\"] | \"security\": [\"other\"] | things[0].security[0]",
        "2022/wot/td/v1.1 | 2022/wot | things[0].@context"
      })
  void badInputNamesFilePlaceAndRemedy(String good, String bad, String place) {
    assertThatThrownBy(() ->
            Household.parse(
                Homes.SMALL.replaceFirst(
                    java.util.regex.Pattern.quote(good),
                    java.util.regex.Matcher.quoteReplacement(bad)),
                "small.json"))
        .isInstanceOf(ThingException.class)
        .hasMessageStartingWith("small.json: " + place + ": ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAbsentFileIsOneClearLine() {
    assertThatThrownBy(() -> Household.read(Path.of("no-such.json")))
        .isInstanceOf(ThingException.class)
        .hasMessage("no-such.json: no such file; check the path");
  }

  @Test
  void threeHundredMutationsReadOrComplain() {
    var random = new Random(7);
    String[] tokens = {
      "{",
      "}",
      "[",
      "]",
      "null",
      "1e999",
      "-1",
      "\"\"",
      "9".repeat(400),
      "[".repeat(9000),
      "true",
      ",",
      ":"
    };
    for (int i = 0; i < 300; i++) {
      var text = new StringBuilder(Homes.SMALL);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(12));
        text.replace(at, end, tokens[random.nextInt(tokens.length)]);
      }
      readOrComplain(text.toString());
    }
    for (String value : tokens)
      readOrComplain(Homes.SMALL.replaceAll(": (\\d+|true|false)", ": " + value));
    for (String value : tokens) readOrComplain(value);
  }

  private static void readOrComplain(String json) {
    try {
      Household.parse(json, "mutated.json");
    } catch (ThingException e) {
      assertThat(e.getMessage()).startsWith("mutated.json: ").doesNotContain("\n");
    }
  }
}
