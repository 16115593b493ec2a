package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which Things a clause reaches and which values they get; "asked", "refused" where it reaches
 * none.
 */
class ResolverTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted HOUSE = new Scripted(Households.HOUSE);
  private static final Scripted ALL = new Scripted(Households.ALL);
  private static final Scripted ODD = new Scripted(Households.ODD);

  @AfterAll
  static void close() {
    ALL.close();
    FLAT.close();
    HOUSE.close();
    ODD.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn on the floor lamp           | set one A on true    | living-room:floor-lamp on=true
          turn on the ceiling light        | set one A on true    | asked
          把客厅的灯打开                     | set any A P on true  | living-room:ceiling-light on=true, living-room:floor-lamp on=true
          开灯                              | set any A on true    | asked
          打开大灯                           | set any A on true    | living-room:ceiling-light on=true
          阳台的大灯打开                     | set any A P on true  | balcony:lamp on=true
          turn on the big light on the balcony | set one A P on true | balcony:lamp on=true
          打开净化器                         | set any A on true    | living-room:purifier on=true
          close all the curtains           | do all A close       | living-room:curtains close, main-bedroom:curtains close
          close the curtains               | do each A close      | asked
          living room air conditioner off and close the curtains | set one A on false; do each B close | living-room:air-conditioner on=false, living-room:curtains close
          lights off in my room            | set each A here on false | asked
          both air conditioners off        | set each A on false  | living-room:air-conditioner on=false, main-bedroom:air-conditioner on=false
          turn off the kitchen air conditioner | set one P A on false | refused
          turn off the lights in the attic | set each A P on false | refused
          turn off the television and the dishwasher | set one A on false; absent | living-room:tv on=false
          make the tv blue                 | set one A color blue | refused
          turn the tv up a bit, louder     | set one A volume +; set one A volume + | living-room:tv volume=45
          打开落地灯然后调到30%              | set any A on true; set any * brightness 30 | living-room:floor-lamp on=true, living-room:floor-lamp brightness=30
          turn the tv up, then down        | set one A volume +; set one A volume - | living-room:tv volume=45, living-room:tv volume=35
          """)
  void quantity(String text, String plan, String expected) {
    assertThat(FLAT.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          living-room  | 开灯              | set any A on true   | living-room:ceiling-light on=true, living-room:floor-lamp on=true
          客厅          | 开灯              | set any A on true   | living-room:ceiling-light on=true, living-room:floor-lamp on=true
          balcony      | 关电视            | set any A on false  | living-room:tv on=false
          main-bedroom | turn on the light | set one A on true   | asked
          kitchen      | lights on         | set each A on true  | kitchen:ceiling-light on=true, kitchen:counter-light on=true
          kitchen      | all lights in here off | set each A here on false | kitchen:ceiling-light on=false, kitchen:counter-light on=false
          balcony      | all curtains shut | do all A close      | living-room:curtains close, main-bedroom:curtains close
          """)
  void placeOfTheSpeaker(String in, String text, String plan, String expected) {
    assertThat(FLAT.sayIn(in, text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
              turn on the heating                 | set one A on true      | living-room:thermostat on=true
          lights out in leo's room            | set all A on false     | leo:rocket on=false, leo:ceiling-light on=false
          study and kitchen radio             | set one A on true      | kitchen:radio on=true
              turn on the bedside lamp            | set one A on true      | asked
              twenty degrees downstairs           | set any * P target-temperature 20 | living-room:thermostat target-temperature=20
              lights off downstairs except the kitchen | set each A P ! Q on false | living-room:ceiling-light on=false, living-room:reading-lamp on=false, dining-room:chandelier on=false, hall:light on=false, study:desk-lamp on=false
              everything off in the study except the printer | set each * P ! A on false | study:desk-lamp on=false, study:portable-ac on=false
              奶奶房间把电视关掉 窗帘拉上             | set any A P on false; do any B close | grandma:tv on=false, grandma:curtains close
              how much charge has the car got     | get any * P state-of-charge | garage:wallbox state-of-charge?
              turn the sprinkler on               | set one A on true      | garden:sprinkler open
              turn off rosie                      | set one A on false     | living-room:rosie return-to-base
              are the awning and the gate open    | get one A position; get one B position | garden:awning position?, garden:gate position?
              is the driver's window open         | get one A contact      | car:driver-window position?
              turn on the rocket and turn on the rocket | set one A on true; set one A on true | leo:rocket on=true
          """)
  void aHouseOfTwoFloors(String text, String plan, String expected) {
    assertThat(HOUSE.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  /** A household with other windows too: those of the car are meant. */
  @Test
  void theWindowsOfACarThatIsNamed() {
    try (Scripted wuhan = new Scripted(Households.WUHAN)) {
      assertThat(Scripted.brief(wuhan.say("车上的窗关上", "do any A P close").acts()))
          .containsExactlyInAnyOrder(
              "car:window-driver position=0",
              "car:window-passenger position=0",
              "car:window-rear position=0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          everything off                    | set all * on false      | strip on=false, fan on=false, blower on=false, mute-one on=false, west-lamp on=false, east-lamp on=false, homeless on=false
          close the shade                   | do one A close          | shade position=0
          when Ada gets home turn on the fan | when one A location home; set one B on true | fan on=true
          turn off the cellar lamp          | set one A on false      | homeless on=false
          turn off the lamp in the cellar   | set one A on false      | asked
          turn the bedroom light on         | set one A P on true     | asked
          把卧室的灯打开                      | set any A P on true     | asked
          两间卧室的灯都打开                   | set each A P on true    | west-lamp on=true, east-lamp on=true
          raise the lift                    | do one A raise          | lift raise
          make the silent lamp brighter     | set one A brightness +  | refused
          make the silent lamp 30% bright   | set one A brightness 30 | mute-one brightness=30
          put the rover in drive            | set one A gear drive    | refused
          rover drive                       | do one A drive          | refused
          """)
  void oddThings(String text, String plan, String expected) {
    assertThat(ODD.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  /** A window with a motor tells how far it is open, one with a sensor whether it is. */
  @ParameterizedTest
  @CsvSource({"主人房隻窗閂咗未, master:window-sensor contact?", "廚房隻窗閂咗未, kitchen:window position?"})
  void theWindowOfARoom(String text, String expected) {
    try (Scripted kwuntong = new Scripted(Households.KWUNTONG)) {
      assertThat(kwuntong.say(text, "get any A P position"))
          .satisfies(outcome -> leadsTo(outcome, expected));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "扫地机还有多少电, get any A state-of-charge, vacuum battery?",
    "how charged is the robot vacuum, get one A state-of-charge, vacuum battery?",
    "车还有多少电, get any * P battery, battery state-of-charge?"
  })
  void howMuchChargeIsLeft(String text, String plan, String expected) {
    assertThat(ALL.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  /** What is off makes no room cooler, whatever it is set to; who names it wants it set. */
  @ParameterizedTest
  @CsvSource({
    "客厅热到快融化了, set any * P target-temperature -, ac on=true",
    "客厅的空调调低一点, set any A P target-temperature -, ac target-temperature=23"
  })
  void whatIsOffIsTurnedOnWhereItIsTooWarm(String text, String plan, String expected) {
    assertThat(ALL.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
  }

  /** Who says tonight at half past seven in the evening does not want it later. */
  @Test
  void tonightIsNowOnceItIsEvening() {
    try (Scripted flat = new Scripted(Households.FLAT)) {
      String plan = "at V set one A on true";
      assertThat(flat.sayIn("balcony", "the floor lamp on tonight", plan).acts())
          .allMatch(act -> act.afterSeconds().isEmpty());
      assertThat(flat.sayIn("balcony", "the floor lamp on tomorrow night", plan).acts())
          .noneMatch(act -> act.afterSeconds().isEmpty());
    }
  }

  /** Two tanks have a light, and each calls it otherwise. */
  @ParameterizedTest
  @CsvSource({
    "打开鱼缸灯, set any * tank-light true, reef tank-light=true",
    "打开爬宠灯, set any * tank-light true, desert tank-light=true",
    "turn on the reef glow, set any * tank-light true, reef tank-light=true",
    "turn on the tank light, set any * tank-light true, asked"
  })
  void whatOneThingCallsSo(String text, String plan, String expected) {
    try (Scripted machines = new Scripted(Households.MACHINES)) {
      assertThat(machines.say(text, plan)).satisfies(outcome -> leadsTo(outcome, expected));
    }
  }

  /** No home drives; who says where to stop wants to be shown the way. */
  @Test
  void nobodyIsDriven() {
    String to = "do any navigation navigate to \" the airport \"";
    assertThat(ALL.say("drive us to the airport", to).kind()).isEqualTo(Kind.REFUSED);
    assertThat(ALL.say("take us to the airport", to).kind()).isEqualTo(Kind.DONE);
    String via = to + " via \" the bank \"";
    assertThat(ALL.say("drive us to the airport via the bank", via).kind()).isEqualTo(Kind.DONE);
  }

  /** In the flat the water heater is at 43 °C, the thermometer at 24.5 °C. */
  @Test
  void howWarmItIsNoWaterHeaterTells() {
    String plan = "when any * temperature >40; set one A on true";
    assertThat(FLAT.say("if it gets warmer than 40 turn on the tv", plan).acts())
        .extracting(Outcome.Act::status)
        .containsExactly("planned");
  }

  /** Where the title is cut, what is to be cancelled is the entry that the sentence names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cancel the appointment with the dentist | do any calendar cancel title " appointment "
          cancel Dentist 個約                      | do any calendar cancel title " 个约 "
          """)
  void anEntryIsTheOneThatIsNamed(String text, String plan) {
    assertThat(ALL.say(text, plan).acts())
        .extracting(act -> act.value().orElseThrow().toString())
        .containsExactly("{\"title\":\"Dentist\"}");
  }

  @Test
  void whatIsTakenOffAListIsTakenOffTheOneThatHasIt() {
    String plumber = "item \" call the plumber \"";
    assertThat(ALL.say("tick off call the plumber", "do any shopping complete " + plumber).acts())
        .extracting(Outcome.Act::thing)
        .containsExactly("urn:all:todo");
    assertThat(ALL.say("buy call the plumber", "do any shopping add " + plumber).acts())
        .extracting(Outcome.Act::thing)
        .containsExactly("urn:all:shopping");
  }

  private static void leadsTo(Outcome outcome, String expected) {
    switch (expected) {
      case "asked" -> assertThat(outcome.kind()).isEqualTo(Kind.ASKED);
      case "refused" -> assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
      default -> assertThat(Scripted.brief(outcome.acts())).containsExactly(expected.split(", "));
    }
    assertThat(outcome.acts()).allMatch(act -> !act.status().equals("failed"));
    assertThat(outcome.reply()).isNotBlank().doesNotContain("{");
  }
}
