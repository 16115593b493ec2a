package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** What helps against a need is done where it is felt, by what is there and by its state. */
class RemediesTest {
  /** The model would say that it is talk: what is done here is the remedies' alone. */
  private static final String TALK = "chat";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          living-room  | it's pitch dark in here             | living-room:ceiling-light on=true, living-room:reading-lamp on=true
          garden       | those lights are giving me a headache | garden:path-lights brightness=30
          study        | the sun's beating in onto the screen  | study:blinds close
          dining-room  | 太阳刺得我睁不开眼                        | dining-room:blind close
          grandma      | my toes are numb                    | grandma:radiator target-temperature=23
          bathroom     | my teeth are chattering             | bathroom:floor-heating on=true
          study        | this heat is killing me             | study:portable-ac on=true
          hall         | 奶奶的房间暗得看不见路                     | grandma:bedside-lamp brightness=45
          main-bedroom | 热得一身汗                            | main-bedroom:air-conditioner target-temperature=22
          car          | 車裡像冰窖一樣                         | car:climate on=true
          car          | my seat's like ice                  | car:driver-seat heating=1
          grandma      | my lips are cracked                 | grandma:humidifier on=true
          grandma      | the telly's blaring                 | grandma:tv volume=45
          living-room  | what a racket                       | living-room:soundbar volume=30
          kitchen      | there are crumbs all over the floor | living-room:rosie start={"areas":["kitchen"]}
          """)
  void whatIsThereHelps(String in, String text, String acts) {
    try (Scripted house = new Scripted(Households.HOUSE)) {
      Outcome outcome = house.sayIn(in, text, TALK);
      assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Kind.DONE);
      assertThat(String.join(", ", Scripted.brief(outcome.acts()))).isEqualTo(acts);
    }
  }

  /**
   * What is off is turned on where the model would have it brighter; all of these are in the room.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          living-room | brighter in here please    | set any * here brightness + | living-room:ceiling-light on=true, living-room:reading-lamp brightness=55
          grandma     | brighter in here please    | set any * here brightness + | grandma:bedside-lamp brightness=45
          living-room | all these lights on        | set all A on true           | living-room:ceiling-light on=true, living-room:reading-lamp on=true
          """)
  void theModelsOwnIsOfWhatIsThere(String in, String text, String plan, String acts) {
    try (Scripted house = new Scripted(Households.HOUSE)) {
      assertThat(String.join(", ", Scripted.brief(house.sayIn(in, text, plan).acts())))
          .isEqualTo(acts);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          畀兩份糧豆皮食 | balcony:feeder dispense={"portions":2}
          给猫喂一份     | balcony:feeder dispense={"portions":1}
          餵魚           | living:tank feed
          """)
  void errandsAreDoneByWhatIsThereForThem(String text, String acts) {
    try (Scripted home = new Scripted(Households.WUHAN)) {
      assertThat(String.join(", ", Scripted.brief(home.say(text, TALK).acts()))).isEqualTo(acts);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make me a cappuccino | coffee brew={"drink":"cappuccino"}
          沖杯espresso畀我      | coffee brew={"drink":"espresso"}
          """)
  void aCoffeeMakerIsToldWhichDrink(String text, String acts) {
    try (Scripted home = new Scripted(Households.MACHINES)) {
      assertThat(String.join(", ", Scripted.brief(home.say(text, TALK).acts()))).isEqualTo(acts);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"At 9 pm, make me a cappuccino", "今晚九点冲杯cappuccino"})
  void anErrandMayBeForLater(String text) {
    try (Scripted home = new Scripted(Households.MACHINES)) {
      assertThat(home.say(text, TALK).acts())
          .singleElement()
          .extracting(Outcome.Act::name, Outcome.Act::status)
          .containsExactly("brew", "planned");
    }
  }

  @Test
  void whatAnErrandLacksIsAsked() {
    try (Scripted home = new Scripted(Households.WUHAN)) {
      Outcome outcome = home.say("喂猫", TALK);
      assertThat(outcome.kind()).isEqualTo(Kind.ASKED);
      assertThat(outcome.acts()).isEmpty();
    }
  }

  @Test
  void nothingIsDoneBeyondThePlace() {
    try (Scripted house = new Scripted(Households.HOUSE)) {
      Outcome outcome = house.sayIn("garage", "I'm freezing in here", TALK);
      assertThat(outcome.kind()).isEqualTo(Kind.ASKED);
      assertThat(outcome.acts()).isEmpty();
      assertThat(outcome.reply()).startsWith("I have nothing there");
    }
  }

  @Test
  void leaveIsAskedWhereNoPlaceIsKnown() {
    try (Scripted flat = new Scripted(Households.FLAT)) {
      Conversation talk = flat.talk(TALK);
      assertThat(talk.say("it's sweltering").kind()).isEqualTo(Kind.ASKED);
      Outcome outcome = talk.say("yes");
      assertThat(Scripted.brief(outcome.acts()))
          .as(outcome.reply())
          .containsExactly("living-room:air-conditioner target-temperature=25");
    }
  }

  /** A need is no order: who is only told of one does nothing with what lets somebody in. */
  @Test
  void noRemedyTouchesLocksDoorsOrValves() {
    assertThat(Tables.lines("needs/remedies.txt"))
        .noneMatch(line -> line.matches("(?s).*(Lock|Door|Gate|Trunk|Valve|Alarm|Camera).*"));
  }

  @Test
  void everyNeedThatIsToldHasRemedies() {
    for (String language : Lexicon.LANGUAGES) {
      assertThat(Tables.lines("needs/remedies.txt"))
          .containsAll(
              Tables.lines("needs/" + language + ".txt").stream()
                  .filter(line -> line.matches("\\[[a-z ]+]") && !line.equals("[words]"))
                  .toList());
    }
  }

  @Test
  void whatRunsIsSetAndWhatIsOffIsTurnedOn() {
    try (Scripted house = new Scripted(Households.HOUSE)) {
      house.home.reset(
          Map.of(
              "urn:house:study:portable-ac",
              Map.of("on", JsonNodeFactory.instance.booleanNode(true))));
      Utterance heat =
          new Utterance(
              "",
              "this heat is killing me",
              Optional.of("study"),
              LocalDateTime.of(2026, 7, 2, 15, 0),
              false,
              false);
      assertThat(Scripted.brief(house.assistant(TALK).say(heat).acts()))
          .containsExactly("study:portable-ac target-temperature=23");
    }
  }
}
