package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was said, in the ranges and units of the Things. The states are those of the household
 * files.
 */
class ValuesTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted ODD = new Scripted(Households.ODD);
  private static final Scripted MACHINES = new Scripted(Households.MACHINES);

  @AfterAll
  static void close() {
    FLAT.close();
    ODD.close();
    MACHINES.close();
  }

  /** What moves in steps of less than one goes on by a tenth of what it can, at most by one. */
  @ParameterizedTest
  @CsvSource({"0.5, 6, 0.5, 3", "0, 12, 0.5, 3.5", "0, 20, 0.1, 3.5"})
  void aStepOfWhatMovesInSmallSteps(String low, String high, String step, String value) {
    String household =
        Households.text("own.json")
            .replace(
                "\"minimum\": 0.5, \"maximum\": 6, \"multipleOf\": 0.5",
                "\"minimum\": %s, \"maximum\": %s, \"multipleOf\": %s".formatted(low, high, step));
    try (Scripted own = new Scripted(dev.trine.things.Household.parse(household, "own.json"))) {
      assertThat(value(own, "walking pad faster", "set one A beltSpeed +")).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mirror light brighter      | set one A brightness +        | 90
          mirror light up 30%        | set one A brightness +30      | 100
          mirror light to the max    | set one A brightness max      | 100
          mirror light to half       | set one A brightness half     | 50
          desk lamp down to the min  | set one A brightness min      | 0
          water heater warmer        | set one A target-temperature + | 46
          water heater to 50.4       | set one A target-temperature 50.4 | 50
          range hood faster          | set one A fan-level +         | 2
          range hood to turbo        | set one A fan-level max       | 3
          halve the desk lamp        | set one A brightness half     | 40
          台灯暗一半                   | set any A brightness half     | 40
          double the range hood       | set one A fan-level +         | 2
          热水器加热翻一倍              | set any A target-temperature +1 | 60
          mirror light one notch brighter | set one A brightness +1   | 90
          desk lamp at half          | set one A brightness half     | 50
          water heater warm 36       | set one A target-temperature +36 | 36
          desk lamp colder light     | set one A color-temperature + | 5500
          """)
  void rangesOfAnOrdinaryFlat(String text, String plan, String value) {
    assertThat(value(FLAT, text, plan)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          led strip to 50%          | set one A brightness 50       | 127
          freezer to minus 20       | set one A freezer-temperature 20 | -20
          led strip brightness 50   | set one A brightness 50       | 50
          led strip 10% brighter    | set one A brightness +10      | 125
          led strip brighter        | set one A brightness +        | 125
          led strip to half         | set one A color-temperature half | 4600
          make the led strip blue   | set one A color blue          | #0000ff
          fan to 50%                | set one A fan-level 50        | 2
          fan to 100%               | set one A fan-level 100       | 4
          fan to level 3            | set one A fan-level 3         | 3
          fan down                  | set one A fan-level -         | 1
          blower faster             | set one A fan-level +         | medium
          blower to level 3         | set one A fan-level 3         | high
          blower to the maximum     | set one A fan-level max       | high
          blower to HIGH            | set one A fan-level HIGH      | high
          thermostat to 68          | set one A target-temperature 68 | 68
          thermostat to 20 celsius  | set one A target-temperature 20 | 68
          温控器调到摄氏21度           | set any A target-temperature 21 | 70
          thermostat warmer         | set one A target-temperature + | 71
          freezer to minus 20       | set one A freezer-temperature -20 | -20
          冰柜零下十八度               | set any A freezer-temperature 18 | -18
          freezer down by 2         | set one A freezer-temperature -2 | -21
          lift the lift by 2        | set one A height +2           | 5
          close the shade           | set one A position min        | 0
          """)
  void oddRanges(String text, String plan, String value) {
    assertThat(value(ODD, text, plan)).isEqualTo(value);
  }

  /** A height in centimetres may be said in metres; half of a window is half open. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          standing desk to 1.1 metres     | set one A height 1.1    | 110
          standing desk to 1 metre        | set one A height 1      | 100
          升降桌升到1.2米                   | set any A height 1.2    | 120
          standing desk to 110 cm         | set one A height 110    | 110
          standing desk to 110            | set one A height 110    | 110
          driver's window down by half    | set one A position half | 50
          主驾车窗降一半                    | set any A position half | 50
          desk lamp down by half          | set one A brightness half | 40
          """)
  void metresAndHalves(String text, String plan, String value) {
    assertThat(value(MACHINES, text, plan)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mirror light to 300       | set one A brightness 300      | goes from 0% to 100%
          热水器调到九十度             | set any A target-temperature 90 | 35°C到60°C
          air purifier to 9         | set one A fan-level 9         | goes from 1 to 3
          water heater to minus five | set one A target-temperature -5 | goes from 35°C to 60°C
          purifier mode             | set one A mode warp           | can be
          """)
  void whatIsOutsideIsRefusedWithTheRange(String text, String plan, String reply) {
    Outcome outcome = FLAT.say(text, plan);
    assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
    assertThat(outcome.acts()).isEmpty();
    assertThat(outcome.reply()).contains(reply);
  }

  private static String value(Scripted scripted, String text, String plan) {
    Outcome outcome = scripted.say(text, plan);
    assertThat(outcome.acts()).as(outcome.reply()).hasSize(1);
    Outcome.Act act = outcome.acts().getFirst();
    assertThat(act.status()).isEqualTo("confirmed");
    assertThat(act.after()).isEqualTo(act.value());
    return act.value().orElseThrow().asString();
  }
}
