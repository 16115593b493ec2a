package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who feeds an animal says how much, and seldom with what. */
class FedTest {
  private static final String FEEDER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:feeder", "@type": "PetFeeder",
       "titles": {"en": "Feeder", "zh": "喂食器"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "actions": {"dispense": {"input": {"type": "object", "properties": {"%s": {"type": "number"}}}}}}
      """;

  private static Finder with(String things) {
    return new Finder(
        Household.parse(
            """
            {"id": "fed", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den", "zh": "书房"}}],
             "things": [%s]}
            """
                .formatted(things),
            "fed.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          先喂它二十克               | grams    | 20
          帮我餵來福二十克飼料         | grams    | 20
          给麻糬喂两份               | portions | 2
          feed Rex half a cup       | cups     | 0.5
          feed her 20 grams         | grams    | 20
          give them 2 cups of kibble | cups    | 2
          給佢餵半杯                 | cups     | 0.5
          give Rex a cup and a half  | cups     | 1.5
          喂翠翠十克鸟食              | grams    | 10
          给它喂一勺                 | scoops   | 1
          give the dog two scoops of food please | scoops | 2
          can you feed Rex a portion now | portions | 1
          給豆花三十公克飼料           | grams    | 30
          喂食器出五十克粮给旺财        | grams    | 50
          餵食器放兩份貓糧             | portions | 2
          餵阿旺食八粒龜糧             | pellets  | 8
          give Rex eighty grams from his feeder | grams | 80
          give the hens 200 grams of feed | grams | 200
          dispense half a cup from Rex's feeder | cups | 0.5
          放二十克饲料给麻糬          | grams    | 20
          出三十克糧俾多士食          | grams    | 30
          俾25克糧多士               | grams    | 25
          give the goats 800 grams of nuts from the feeder | grams | 800
          """)
  void isFedAsMuch(String text, String counted, String amount) {
    Clause act = Fed.of(with(FEEDER.formatted(counted)).find(Hearing.hear(text))).orElseThrow();
    assertThat(act.name()).isEqualTo("dispense");
    assertThat(act.said(counted)).containsExactly(new Argument.Word(amount));
    assertThat(Fed.feeds(act)).isTrue();
  }

  /** The feeder counts in something else, or more or less is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "先喂它两份",
        "feed Rex half a cup",
        "喂一下鱼",
        "先喂它二十克再关灯",
        "feed Rex",
        "feed Rex 20 grams at six",
        "六点喂它二十克",
        "喂了它二十克没",
        "别喂它二十克",
        "唔好喂佢二十克",
        "刚喂它二十克",
        "每天喂它二十克",
        "don't feed Rex 20 grams",
        "喂食器每次出二十克粮",
        "喂食器别出二十克粮",
        "给旺财二十克"
      })
  void isNotGuessed(String text) {
    assertThat(Fed.of(with(FEEDER.formatted("grams")).find(Hearing.hear(text)))).isEmpty();
  }

  /** Who names the feeder means that one. */
  @ParameterizedTest
  @CsvSource({"feed Rex 20 grams from the feeder, feeder", "feed Rex 20 grams,", "先喂它二十克,"})
  void isFedFromWhatIsNamed(String text, String feeder) {
    Clause act = Fed.of(with(FEEDER.formatted("grams")).find(Hearing.hear(text))).orElseThrow();
    assertThat(act.target().flatMap(Clause.Target::thing).map(Mention::phrase))
        .isEqualTo(Optional.ofNullable(feeder));
  }

  @Test
  void nothingFeeds() {
    Finder finder = with(Households.thing("lamp", "Light", "Lamp", "灯", "den"));
    assertThat(Fed.of(finder.find(Hearing.hear("先喂它二十克")))).isEmpty();
  }

  /** Of several that count so, the one of whose name a part is said; none where no part is. */
  @ParameterizedTest
  @CsvSource({"给皮皮放十克鸟粮, seeds", "给金鱼放十克鱼粮, feed", "给旺财放十克粮,"})
  void isFedByWhatIsSaidOfIt(String text, String action) {
    String things =
        Stream.of("鸟笼|dispense-seeds", "鱼池|feed")
            .map(it -> it.split("\\|"))
            .map(it ->
                """
                {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:%1$s", "@type": "PetFeeder",
                 "titles": {"zh": "%2$s"}, "trine:place": "den",
                 "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
                 "actions": {"%1$s": {"titles": {"zh": "%3$s"}, "input": {"type": "object", "properties": {"grams": {"type": "number"}}}}}}
                """
                    .formatted(it[1], it[0], it[1].equals("feed") ? "放鱼粮" : "放鸟粮"))
            .collect(Collectors.joining(","));
    assertThat(Fed.of(with(things).find(Hearing.hear(text))).map(Clause::name))
        .isEqualTo(
            Optional.ofNullable(action).map(it -> it.equals("seeds") ? "dispense-seeds" : it));
  }
}
