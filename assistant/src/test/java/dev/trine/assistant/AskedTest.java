package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Household;
import dev.trine.things.Thing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sensors tell, and who is at home, is asked in few words, which say all that is meant. */
class AskedTest {
  private static final String SENSOR =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:sensor", "@type": "Sensor",
       "titles": {"en": "Alarm", "zh": "报警器"}, "trine:place": "kitchen",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"gas": {"type": "boolean", "readOnly": true}, "power": {"type": "number", "readOnly": true, "unit": "watt"}, "co2": {"type": "number", "readOnly": true, "unit": "ppm"}, "leak": {"type": "boolean", "readOnly": true},
                      "pm2-5": {"type": "number", "readOnly": true},
                      "motion": {"type": "boolean", "readOnly": true}}}
      """;

  private static final String PERSON =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:mei", "@type": "Person", "titles": {"en": "Mei"},
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"location": {"type": "string", "readOnly": true}}}
      """;

  private static final String COLLAR =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:collar", "@type": "DogCollar", "titles": {"en": "Rex's collar"},
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"location": {"type": "string", "readOnly": true}}}
      """;

  private static final String RADON =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:radon", "@type": "RadonMonitor",
       "titles": {"en": "Radon", "zh": "氡"}, "trine:place": "kitchen",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"radon": {"type": "number", "readOnly": true}, "battery": {"type": "integer", "readOnly": true}}}
      """;

  private static final String METER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:meter", "@type": "ElectricityMeter",
       "titles": {"en": "Meter", "zh": "电表"}, "trine:place": "kitchen",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"energy": {"type": "number", "readOnly": true, "unit": "kilowatt-hour"}}}
      """;

  private static final String CALENDAR =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:calendar", "@type": "Calendar", "titles": {"en": "Calendar"},
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"entries": {"type": "array", "readOnly": true, "items": {"type": "object"}}}}
      """;

  private static final Finder FINDER =
      new Finder(
          Household.parse(
              """
              {"id": "asked", "places": [{"id": "kitchen", "kind": "room", "titles": {"en": "Kitchen", "zh": "厨房"}}],
               "things": [%s, %s, %s, %s, %s, %s]}
              """
                  .formatted(SENSOR, PERSON, COLLAR, CALENDAR, RADON, METER),
              "asked.json"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          who's home right now?              | location
          报警器有偵測到煤气嗎                  | gas
          厨房漏没漏煤气                       | gas
          現在有誰在家                        | location
          邊個喺屋企呀                        | location
          is there a gas leak in the kitchen | gas
          厨房煤气有没有漏                     | gas
          any leaks?                         | leak
          厨房有没有漏水                       | leak
          is anyone in the kitchen           | motion
          厨房有人吗                          | motion
          家里现在有谁在                        | location
          Mei什么时候复诊                       | entries
          下次體檢係幾時呀                       | entries
          when's Mei's swimming carnival again | entries
          what time is my haircut             | entries
          when's the Wales Italy game         | entries
          Mei哪一天要回诊                       | entries
          when are we going to Rotto          | entries
          how much radon is there in the kitchen | radon
          氡多少                               | radon
          有没有瓦斯外洩                         | gas
          家里这会儿用电多少瓦                    | power
          屋企而家用緊幾多電                      | power
          how much power is the house using right now | power
          廚房二氧化碳濃度高唔高                   | co2
          is the CO2 high in the kitchen        | co2
          is there a gas leak                   | gas
          厨房PM2.5超标了吗                      | pm2-5
          how high is the PM2.5 in the kitchen  | pm2-5
          家里一共用了多少电                      | energy
          屋企用咗幾多度電                        | energy
          how much electricity have we used     | energy
          電錶走了多少                           | energy
          电表多少度了                           | energy
          what's the meter reading              | energy
          what does the meter say               | energy
          """)
  void asksWhatTellsIt(String text, String property) {
    Clause clause = Asked.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(clause.name()).isEqualTo(property);
    assertThat(clause.verb()).isEqualTo(property.equals("location") ? Verb.WHICH : Verb.GET);
  }

  @ParameterizedTest
  @CsvSource({"厨房PM2.5超标了吗, 厨房", "is the CO2 high in the kitchen, kitchen"})
  void asksWhere(String text, String place) {
    Clause clause = Asked.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(clause.target().orElseThrow().places())
        .extracting(Mention::phrase)
        .containsExactly(place);
  }

  /** A dog's collar tells where it is, and is nobody. */
  @Test
  void onlyPersonsAreAtHome() {
    Clause clause = Asked.of(FINDER.find(Hearing.hear("who's home"))).orElseThrow();
    assertThat(clause.target().flatMap(Clause.Target::thing))
        .hasValueSatisfying(
            who -> assertThat(who.things()).extracting(Thing::id).containsExactly("urn:x:mei"));
  }

  /** Who wears a collar is where that is. */
  @Test
  void whoWearsWhatTellsWhereItIsIsThere() {
    assertThat(FINDER.find(Hearing.hear("where's Rex")).mentions())
        .flatExtracting(Mention::things)
        .extracting(Thing::id)
        .containsExactly("urn:x:collar");
  }

  /** Something else is said, or nothing there tells it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "who's home for dinner",
        "is Mei home",
        "is there any smoke",
        "there's a leak, call the plumber",
        "谁在家做饭",
        "什么时候复诊提醒我",
        "when is the alarm",
        "how much power are we using tomorrow",
        "今天用了多少电",
        "用电多少瓦就关灯",
        "the CO2 is high",
        "is the meter on",
        "when are we going to get there",
        "what's the date on Thursday"
      })
  void asksNothingElse(String text) {
    assertThat(Asked.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }
}
