package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import dev.trine.things.Household;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What asks leave first, what does not, and what is never done. */
class PermissionTest {
  private static final Scripted HOUSE = new Scripted(Households.HOUSE);
  private static final Scripted ODD = new Scripted(Households.ODD);

  @AfterAll
  static void close() {
    HOUSE.close();
    ODD.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unlock the front door      | set one A locked false | ASKED
          lock the front door        | set one A locked true  | DONE
          open the garage door       | do one A open          | ASKED
          close the garage door      | do one A close         | DONE
          open the gate a bit        | set one A position 20  | ASKED
          open the trunk             | set one A position max | ASKED
          turn the sprinkler on      | set one A on true      | DONE
          open the driver's window   | set one A position 50  | DONE
          unlock the front door and turn on the hall light | set one A locked false; set one B on true | ASKED
          """)
  void atHome(String text, String plan, Kind kind) {
    isAskedFirst(HOUSE, text, plan, kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open the gas valve         | do one A open          | ASKED
          close the gas valve        | do one A close         | DONE
          turn the siren off         | set one A on false     | ASKED
          everything off             | set all * on false     | DONE
          turn on the side garage door | set one A on true    | ASKED
          treadmill speed to nine    | set one A $a 9         | DONE
          """)
  void oddThings(String text, String plan, Kind kind) {
    isAskedFirst(ODD, text, plan, kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rover, drive off           | do one A drive
          put the rover in gear      | set one A gear drive
          park the rover             | do one A park
          """)
  void noLeaveMakesACarMove(String text, String plan) {
    Outcome outcome = ODD.say(text, plan, true, false);
    assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
    assertThat(outcome.acts()).isEmpty();
  }

  /** Where leave is asked, nothing is done without it, and all of it with it. */
  private static void isAskedFirst(Scripted home, String text, String plan, Kind kind) {
    Outcome outcome = home.say(text, plan);
    assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(kind);
    assertThat(outcome.acts().isEmpty()).isEqualTo(kind == Kind.ASKED);
    assertThat(outcome.proposed()).hasSize(kind == Kind.ASKED ? plan.split(";").length : 0);
    Outcome confirmed = home.say(text, plan, true, false);
    assertThat(confirmed.kind()).isEqualTo(Kind.DONE);
    assertThat(confirmed.acts()).isNotEmpty().allMatch(a -> a.status().equals("confirmed"));
  }

  /** What lets gas out is called in many ways. */
  @ParameterizedTest
  @ValueSource(strings = {"石油氣掣", "煤氣掣", "天然气阀", "瓦斯閥", "gas valve"})
  void gasIsLetOutWithLeaveOnly(String title) {
    Household home =
        Household.parse(
            """
            {"id": "gas", "places": [], "things": [{"@context": "https://www.w3.org/2022/wot/td/v1.1",
             "@type": "Valve", "id": "urn:gas:valve", "titles": {"%s": "%s"},
             "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
             "properties": {"position": {"type": "integer", "minimum": 0, "maximum": 100}},
             "actions": {"open": {}, "close": {}}, "trine:state": {"position": 0}}]}
            """
                .formatted(title.equals("gas valve") ? "en" : "zh", title),
            "gas.json");
    try (Scripted gas = new Scripted(home)) {
      String open = title.equals("gas valve") ? "open the gas valve" : "打开" + title;
      assertThat(gas.say(open, "do any A open").kind()).isEqualTo(Kind.ASKED);
    }
  }
}
