package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.StringNode;

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
        "\"minimum\": 0, \"maximum\": 100, | \"exclusiveMinimum\": 4, \"maximum\": 4, | things[0].properties.brightness.exclusiveMinimum",
        "\"minimum\": 0, \"maximum\": 100, | \"minimum\": 0, \"minimum\": 1, | line 11, column 66",
        "\"on\": {\"type\": \"boolean\"} | \"on\": {\"enum\": []} | things[0].properties.on.enum",
        "2022/wot/td/v1.1 | 2022/wot | things[0].@context"
      })
  void badInputNamesFilePlaceAndRemedy(String good, String bad, String place) {
    assertThatThrownBy(() ->
            Household.parse(
                Homes.SMALL.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad)),
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
  void whatIsNoHouseholdFileIsOneClearLine(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Household.read(folder))
        .isInstanceOf(ThingException.class)
        .hasMessage(folder + ": not a file; name a household file");
    Path huge = folder.resolve("huge.json");
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    assertThatThrownBy(() -> Household.read(huge))
        .isInstanceOf(ThingException.class)
        .hasMessageContaining("larger than 16 MiB");
    Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'"', (byte) 0xe9, '"'});
    assertThatThrownBy(() -> Household.read(latin))
        .isInstanceOf(ThingException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aComplaintIsOneLineWhateverTheFileHolds() {
    String name = "a\u0085b\u2028c\u202ed\u0000e\n" + "x".repeat(5000);
    String bad = Homes.SMALL.replace("\"boolean\"", StringNode.valueOf(name).toString());
    assertThatThrownBy(() -> Household.parse(bad, "small.json"))
        .isInstanceOf(ThingException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).matches("\\p{Print}*"));
  }

  @Test
  void aLongChainOfPlacesIsWalkedOnce() {
    int length = 20_000;
    String chain =
        IntStream.range(0, length)
            .mapToObj(i ->
                "{\"id\": \"p"
                    + i
                    + "\", \"titles\": {\"en\": \"P\"}, \"in\": \"p"
                    + (i + 1)
                    + "\"}")
            .collect(Collectors.joining(","));
    String open =
        "{\"id\": \"h\", \"things\": [], \"places\": ["
            + chain
            + ", {\"id\": \"p"
            + length
            + "\"}]}";
    assertThat(Household.parse(open, "chain.json").within("p" + length)).hasSize(length + 1);
    String closed =
        open.replace(
            "{\"id\": \"p" + length + "\"}", "{\"id\": \"p" + length + "\", \"in\": \"p7\"}");
    assertThatThrownBy(() -> Household.parse(closed, "chain.json"))
        .hasMessageContaining("closes on itself");
  }

  @Test
  void anUnknownPlaceIsBlamedOnWhoNamesIt() {
    String json =
        """
        {"id": "h", "things": [], "places": [
          {"id": "a", "in": "b"}, {"id": "b", "in": "c"}, {"id": "c", "in": "attic"}]}\
        """;
    assertThatThrownBy(() -> Household.parse(json, "h.json"))
        .hasMessageStartingWith("h.json: places[2].in: \"attic\" names no place");
  }

  @Test
  void namesAreFoundByLanguage() {
    var names =
        new Names(
            Map.of("zh-Hant", "立燈", "en-GB", "Lamp", "und", "Ljus"),
            Map.of("zh_CN", List.of("立灯"), "zh", List.of("灯")));
    assertThat(names.all("zh")).containsExactlyInAnyOrder("立燈", "Ljus", "灯", "立灯");
    assertThat(names.all("zh").indexOf("灯")).isLessThan(names.all("zh").indexOf("立灯"));
    assertThat(names.all("zh-TW")).contains("立燈", "灯");
    assertThat(names.all("EN")).containsExactly("Lamp", "Ljus");
    assertThat(names.all("ja")).containsExactly("Ljus");
    assertThat(names.all()).hasSize(5);
  }

  @Test
  void aThingMayLeaveOutWhatItMay() {
    Thing thing =
        Household.parse(
                """
                {"id": "h", "places": [], "things": [
                  {CONTEXT "id": "t", "title": "Thing", "@type": "Teapot",
                   "properties": {"heat": {"minimum": 0, "maximum": 10, "unit": ""},
                                  "title": {"type": "string"}},
                   "trine:state": {"title": null, "heat": 3}}]}\
                """
                    .replace("CONTEXT", Homes.CONTEXT),
                "h.json")
            .thing("t")
            .orElseThrow();
    assertThat(thing.place()).isEmpty();
    assertThat(thing.types()).containsExactly("Teapot");
    assertThat(thing.property("heat").orElseThrow().unit()).isEmpty();
    assertThat(thing.state()).containsOnlyKeys("heat");
    assertThatThrownBy(() -> thing.properties().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Thousands of broken files: each reads or gets one line that begins with the file's name. */
  @Test
  void mutationsReadOrComplain() {
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
      ":",
      "\"id\"",
      "\\u0000",
      "\ud800",
      "{\"a\":".repeat(2000),
      "\"in\": \"ground\",",
      "0.1e-300"
    };
    for (int i = 0; i < 3000; i++) {
      var text = new StringBuilder(Homes.SMALL);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(12));
        text.replace(at, end, tokens[random.nextInt(tokens.length)]);
      }
      readOrComplain(text.toString());
    }
    String[] lines = Homes.SMALL.split("(?<=[,{}])");
    for (int i = 0; i < 3000; i++) {
      var shuffled = new ArrayList<>(List.of(lines));
      Collections.swap(shuffled, random.nextInt(lines.length), random.nextInt(lines.length));
      shuffled.remove(random.nextInt(shuffled.size()));
      readOrComplain(String.join("", shuffled));
      readOrComplain(Homes.SMALL.substring(0, random.nextInt(Homes.SMALL.length())));
    }
    for (String value : tokens) {
      readOrComplain(
          Homes.SMALL.replaceAll(": (\\d+|true|false)", ": " + Matcher.quoteReplacement(value)));
      readOrComplain(value);
    }
  }

  private static void readOrComplain(String json) {
    try {
      Household.parse(json, "mutated.json");
    } catch (ThingException e) {
      assertThat(e.getMessage()).startsWith("mutated.json: ").doesNotContain("\n");
    }
  }
}
