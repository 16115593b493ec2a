package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan lacks of what was said comes to it. */
class WholePlanTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted ALL = new Scripted(Households.ALL);
  private static final Scripted MACHINES = new Scripted(Households.MACHINES);
  private static final Scripted HEBE = new Scripted(Households.HEBE);
  private static final Scripted LEEDS = new Scripted(Households.LEEDS);
  private static final Scripted HEFEI = new Scripted(Households.HEFEI);
  private static final Scripted KWUNTONG = new Scripted(Households.KWUNTONG);

  @AfterAll
  static void close() {
    FLAT.close();
    ALL.close();
    MACHINES.close();
    HEBE.close();
    LEEDS.close();
    HEFEI.close();
    KWUNTONG.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set a ten minute timer for the mac and cheese | do any timer start seconds M name " mac "; do any timer start seconds M name " cheese " | timers start={"seconds":600,"name":"mac and cheese"}
          stop the kitchen speaker                        | set one A on false                              | kitchen:speaker stop
          pause the kitchen speaker                       | do one A stop                                   | kitchen:speaker pause
          turn off the kitchen speaker                    | set one A on false                              | kitchen:speaker on=false
          how much have the solar panels made             | get one A power                                 | solar energy?
          put dentist for Poppy in the diary tomorrow at ten | do any B add title " dentist " at V          | calendar add={"title":"dentist for Poppy","at":"2026-03-03T10:00"}
          """)
  void isWhatWasSaid(String text, String plan, String act) {
    assertThat(Scripted.brief(LEEDS.say(text, plan, true, false).acts())).containsExactly(act);
  }

  /** A time before or behind two acts on one Thing is for both, unless one is to be done now. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tv on and volume to 20 in an hour     | 3600
          in an hour tv on and volume to 20     | 3600
          tv on now and volume to 20 in an hour | 0
          tv on then volume to 20 in an hour    | 0
          """)
  void aTimeIsOfBothActs(String text, long seconds) {
    String plan = "set any A on true; in M set any A volume 20";
    assertThat(FLAT.say(text, plan).acts())
        .extracting(act -> act.name() + " after " + act.afterSeconds().orElse(0L))
        .containsExactly("on after " + seconds, "volume after 3600");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          paint on the jobs list and candles on the food shop | A
          paint on the jobs list and candles on the food shop | B
          """)
  void anItemGoesOnTheListBesideIt(String text, String list) {
    String plan =
        "do one %1$s add item \" paint \"; do one %1$s add item \" candles \"".formatted(list);
    assertThat(Scripted.brief(LEEDS.say(text, plan).acts()))
        .containsExactly("todo add={\"item\":\"paint\"}", "shopping add={\"item\":\"candles\"}");
  }

  /** What is to be done when a timer has run is done after its time. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          倒计时十分钟，到点把风扇关掉                         | 600
          timer for ten minutes, fan off when it's up       | 600
          倒计时十分钟，把风扇关掉                             | 0
          """)
  void whatWaitsForATimer(String text, long seconds) {
    String plan = "do any A start seconds M; set any B on false";
    assertThat(ALL.say(text, plan).acts())
        .extracting(act -> act.name() + " after " + act.afterSeconds().orElse(0L))
        .containsExactly("start after 0", "on after " + seconds);
  }

  /** Behind its name, it is what passes before; behind what is done, how long that lasts. */
  @ParameterizedTest
  @CsvSource({"电视一小时以后再开, IN", "电视开一小时以后关, FOR", "电视开一小时, FOR"})
  void whatPassesBeforeIsNoDuration(String text, Clause.Timing.How how) {
    Found found = new Finder(Households.FLAT).find(Hearing.hear(text));
    assertThat(WholePlan.of(found, Scripted.clauses(Prompt.of(found), "for M set any A on true")))
        .extracting(act -> act.timing().map(Clause.Timing::how))
        .containsExactly(Optional.of(how));
  }

  /** However sure a plan without it is, a time before what is acted on is no remark. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          明早七点电视关掉               | set any A on false
          晚上十点半把客厅的灯都关了        | set all A P on false
          过十分钟再打开落地灯            | set any A on true
          等半小时落地灯打开             | set any A on true
          in an hour turn off the tv  | set one A on false
          at ten tonight the tv off   | set one A on false
          """)
  void whatIsSaidForLaterIsDoneLater(String text, String plan) {
    assertThat(FLAT.say(text, plan).acts())
        .isNotEmpty()
        .allMatch(act -> act.afterSeconds().orElse(0L) > 0);
  }

  /** What is so tomorrow is no time for what is done; who says only when, says when. */
  @ParameterizedTest
  @CsvSource({
    "明早喝粥，把电视打开, true",
    "明天元宵，把电视打开, true",
    "明早，把电视打开, false",
    "明早起床后，把电视打开, false",
    "明天就是元宵节了，把电视打开, true",
    "把电视打开，明天要跑长途, true"
  })
  void aRemarkTellsNoTime(String text, boolean isNow) {
    Found found = new Finder(Households.FLAT).find(Hearing.hear(text));
    List<Clause> acts =
        WholePlan.of(found, Scripted.clauses(Prompt.of(found), "at V set any A on true"));
    assertThat(acts).hasSize(1);
    assertThat(acts.getFirst().timing().isEmpty()).isEqualTo(isNow);
  }

  /** In how long we do something is no time for what is to be done. */
  @ParameterizedTest
  @CsvSource({
    "还有五分钟开会，把电视打开, in, true",
    "五分钟后出发，先把电视打开, in, true",
    "先把电视打开，五分钟后我要开会, in, true",
    "五分钟后把电视打开, in, false",
    "我半小时后回来，到时把电视打开, in, false",
    "电视开十分钟我上去收衣服, for, false"
  })
  void whatWeDoThenIsNoTime(String text, String how, boolean isNow) {
    Found found = new Finder(Households.FLAT).find(Hearing.hear(text));
    List<Clause> acts =
        WholePlan.of(found, Scripted.clauses(Prompt.of(found), how + " M set any A on true"));
    assertThat(acts).hasSize(1);
    assertThat(acts.getFirst().timing().isEmpty()).isEqualTo(isNow);
  }

  @ParameterizedTest
  @CsvSource({
    "主驾座椅加热三档，副驾的开一档, set any A heating 3; set any B position 1, seat-left heating=3 seat-right heating=1",
    "主驾座椅加热三档，副驾通风一档, set any A heating 3; set any B ventilation 1, seat-left heating=3 seat-right ventilation=1"
  })
  void theNextSeatIsSetAlike(String text, String plan, String acts) {
    assertThat(Scripted.brief(HEFEI.say(text, plan, true, false).acts()))
        .map(act -> act.replaceFirst("^[a-z]+:", ""))
        .isEqualTo(List.of(acts.replace(" seat-right", ";seat-right").split(";")));
  }

  /** Where no window has a motor, its sensor tells whether it is shut, and opens nothing. */
  @Test
  void sensorsTellOfWindows() {
    assertThat(Scripted.brief(KWUNTONG.say("主人房隻窗閂咗未", "get any A P position").acts()))
        .containsExactly("master:window-sensor contact?");
    assertThat(KWUNTONG.say("主人房開窗", "do any A P open").kind()).isEqualTo(Outcome.Kind.REFUSED);
  }

  /** An hour is of the day that was said before, and a reminder of the evening of no other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          明天七点叫醒我，八点提醒我买菜 | 2026-03-03T08:00
          七点叫醒我，八点提醒我买菜     | 2026-03-02T20:00
          """)
  void isOfTheSameDay(String text, String at) {
    String plan = "do any alarm add at V; do any reminder add title \" 买菜 \" at W";
    assertThat(ALL.say(text, plan, true, false).acts())
        .last()
        .extracting(act -> act.value().orElseThrow().path("at").asString(""))
        .isEqualTo(at);
  }

  /** Who means all lights of the household says so; 都 is of the room where it is said. */
  @ParameterizedTest
  @CsvSource({"把灯都关了, 2", "家里的灯都关了, 11", "把所有灯关了, 11"})
  void allAreThoseOfTheRoom(String text, int count) {
    assertThat(FLAT.sayIn("bedroom", text, "set all A on false").acts()).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          地下啲燈同冷氣全部熄晒     | set any A P on false; set all B on false | dining:altar dining:pendant elder:ac elder:bedside elder:ceiling kitchen:cabinet kitchen:light living:ac living:ceiling living:floor-lamp living:strip
          主人房窗簾拉開一半        | set any A P position half                | master:curtain
          主人房窗簾都拉開          | do any A P open                          | master:curtain master:sheer
          煤氣閥關掉               | do any A close                           | kitchen:gas
          """)
  void reachesWhatWasMeant(String text, String plan, String things) {
    assertThat(HEBE.say(text, plan).acts())
        .extracting(act -> act.thing().substring("urn:hebe:".length()))
        .containsExactlyInAnyOrder(things.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the tv is too loud in the living room   | set any * P volume -            | living-room:tv
          speaker on, volume 25                   | set one A volume 25             | living-room:xiaoyun living-room:xiaoyun
          all curtains closed in the main bedroom | do all A close; do any * P close | main-bedroom:curtains
          turn on the light, the counter light | set one A on true; set one B on true | kitchen:counter-light
          除咗客厅同主卧，灯都关掉                  | set all A ! P on false           | kitchen:ceiling-light kitchen:counter-light doudou:bunny-light doudou:desk-lamp bathroom:mirror-light balcony:lamp entry:light
          lights off but not the kitchen and not the floor lamp | set all A ! P on false | living-room:ceiling-light main-bedroom:ceiling-light main-bedroom:bedside-lamp doudou:bunny-light doudou:desk-lamp bathroom:mirror-light balcony:lamp entry:light
          除了客厅厨房的灯都关掉                    | set all A ! P Q on false         | kitchen:ceiling-light kitchen:counter-light
          close the curtains in the main bedroom and turn the lights off in there | do any A P close; set all B on false | main-bedroom:curtains main-bedroom:ceiling-light main-bedroom:bedside-lamp
          """)
  void isDoneToWhatWasMeant(String text, String plan, String things) {
    assertThat(FLAT.say(text, plan).acts())
        .extracting(act -> act.thing().substring("urn:flat:".length()))
        .containsExactlyInAnyOrder(things.split(" "));
  }

  @Test
  void whatIsSaidOfBothIsDoneToBoth() {
    assertThat(FLAT.say("客厅吸顶灯和落地灯都开五十", "set one A on true; set one B brightness 50").acts())
        .extracting(act -> act.name() + " " + act.value().orElseThrow())
        .containsExactly("brightness 50", "brightness 50");
  }

  /** For how long a machine runs is not also after how long it is set. */
  @Test
  void aLengthIsSaidOnce() {
    Found found = new Finder(Households.ALL).find(Hearing.hear("空调开制冷，24度，15分钟"));
    String plan = "for M set any A mode cool; in M set any A target-temperature 24";
    assertThat(WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan)))
        .filteredOn(act -> act.name().equals("target-temperature"))
        .allMatch(act -> act.timing().isEmpty());
  }

  @Test
  void whatStartsForALengthIsStartedForIt() {
    String plan = "for M set one A glaze-style celadon";
    assertThat(Scripted.brief(MACHINES.say("the kiln on celadon for 20 minutes", plan).acts()))
        .containsExactly("kiln glaze-style=celadon", "kiln glaze-firing={\"minutes\":20}");
  }

  @Test
  void anotherTimerIsNoMoreOfOne() {
    assertThat(ALL.say("再定个五分钟计时器", "do any A add seconds M").acts())
        .extracting(Outcome.Act::name)
        .containsExactly("start");
  }

  /** A dishwasher begins, whatever the model says for it. */
  @Test
  void aMachineStartsAsItCallsIt() {
    String plan = "set any A program glass; do any * start";
    assertThat(Scripted.brief(MACHINES.say("洗碗机用glass程序，然后开始", plan).acts()))
        .containsExactly("dishwasher program=glass", "dishwasher begin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          鸡蛋买好了，从清单划掉              | do any shopping remove item " 鸡蛋 " | complete
          cross bread off the shopping list | do one A remove item " bread "       | complete
          把鸡蛋从购物清单删掉                | do any A remove item " 鸡蛋 "        | remove
          """)
  void whatIsCrossedOffIsDone(String text, String plan, String act) {
    assertThat(ALL.say(text, plan).acts()).extracting(Outcome.Act::name).containsExactly(act);
  }

  @Test
  void whatIsOnFirstIsOffThen() {
    Outcome outcome = FLAT.say("先开落地灯，过一刻钟再关", "in M set any A on true");
    assertThat(Scripted.brief(outcome.acts()))
        .containsExactly("living-room:floor-lamp on=true", "living-room:floor-lamp on=false");
  }

  /** How far it goes is said by itself: no step by so much. */
  @Test
  void aShareBehindAStepIsWhereItGoes() {
    Outcome outcome = FLAT.say("落地灯暗啲，五成啦", "set any A brightness -50");
    assertThat(Scripted.brief(outcome.acts()))
        .containsExactly("living-room:floor-lamp brightness=50");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set a 15 minute timer and then turn off the fan",
        "twelve minutes on the clock, then turn off the fan"
      })
  void whatFollowsATimerWaitsForIt(String text) {
    Outcome outcome = ALL.say(text, "do any A start seconds M; set one B on false");
    assertThat(outcome.acts())
        .extracting(Outcome.Act::status)
        .containsExactly("confirmed", "planned");
  }

  /** Of the words that an action takes the one that was said, in its own member. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          brew an espresso with the coffee maker  | do one A brew drink cappuccino | drink | espresso
          brew a cappuccino with the coffee maker | do one A brew drink cappuccino | drink | cappuccino
          start the bread maker for 25 minutes    | for M do one A start           | minutes | 25
          面包机启动一个小时                        | for M do any A start           | minutes | 60
          """)
  void anActionTakesWhatWasSaid(String text, String plan, String member, String value) {
    Outcome outcome = MACHINES.say(text, plan);
    assertThat(outcome.acts()).as(outcome.reply()).hasSize(1);
    Outcome.Act act = outcome.acts().getFirst();
    assertThat(act.value().orElseThrow().path(member).asString()).isEqualTo(value);
    assertThat(act.afterSeconds()).as("at once").isEmpty();
  }

  /** What was off, or was so already, is off after that time; else it is as it was before. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the purifier on turbo for 20 minutes | for M set one A mode turbo | living-room:purifier mode=turbo, living-room:purifier on=false
          客厅空调除湿二十分钟                  | for M set any A mode dry   | living-room:air-conditioner mode=dry, living-room:air-conditioner mode=cool
          客厅空调再制冷二十分钟                | for M set any A mode cool  | living-room:air-conditioner mode=cool, living-room:air-conditioner on=false
          """)
  void whatLastsForATimeIsTakenBack(String text, String plan, String acts) {
    assertThat(Scripted.brief(FLAT.say(text, plan).acts())).containsExactly(acts.split(", "));
  }

  @Test
  void theCalendarIsNobodysRooms() {
    assertThat(
            Scripted.brief(MACHINES.say("what's on nana's calendar", "get one A P entries").acts()))
        .containsExactly("calendar entries?");
  }

  /** A lamp that is off goes on by its brightness: one act. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn on the humidifier at 55    | set one A target-humidity 55 | main-bedroom:humidifier on=true, main-bedroom:humidifier target-humidity=55
          the humidifier on, at 55        | set one A target-humidity 55 | main-bedroom:humidifier on=true, main-bedroom:humidifier target-humidity=55
          加湿器打开，湿度55                | set any A target-humidity 55 | main-bedroom:humidifier on=true, main-bedroom:humidifier target-humidity=55
          tv on, volume 25                | set one A volume 25          | living-room:tv on=true, living-room:tv volume=25
          the humidifier to 55            | set one A target-humidity 55 | main-bedroom:humidifier target-humidity=55
          turn on the mirror light at 30  | set one A brightness 30      | bathroom:mirror-light brightness=30
          豆豆房间兔子灯全开               | set any A P brightness max   | doudou:bunny-light on=true
          豆豆房间兔子灯全开，最亮           | set any A P brightness max   | doudou:bunny-light brightness=100
          """)
  void whatIsOffIsTurnedOnFirst(String text, String plan, String acts) {
    Outcome outcome = FLAT.say(text, plan);
    assertThat(Scripted.brief(outcome.acts()))
        .as(outcome.reply())
        .containsExactly(acts.split(", "));
  }

  /** 也 sets the same of the next, unless that has a number of its own. */
  @Test
  void aNumberOfItsOwnIsKept() {
    String plan = "set any A brightness 25; set any B brightness 50";
    assertThat(FLAT.say("落地灯调到25，床头灯也调到50", plan).acts())
        .extracting(act -> act.value().orElseThrow().toString())
        .containsExactly("25", "50");
  }

  /** Lunar tracking is a rate of tracking: who chooses one starts nothing. */
  @Test
  void aChoiceOfHowTurnsNothingOn() {
    String telescope =
        """
        {"id": "dome", "places": [{"id": "dome", "kind": "room", "titles": {"en": "Dome"}}], "things": [
         {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:telescope", "@type": "Telescope",
          "titles": {"en": "Telescope"}, "trine:place": "dome",
          "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
          "properties": {"tracking": {"type": "boolean"},
                         "tracking-rate": {"type": "string", "enum": ["lunar", "solar"]}}}]}
        """;
    Found found =
        new Finder(Household.parse(telescope, "dome.json"))
            .find(Hearing.hear("put the telescope on lunar tracking"));
    String plan = "set one A tracking-rate lunar; set one A tracking true";
    assertThat(WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan)))
        .extracting(act -> act.name() + "=" + act.value())
        .containsExactly("tracking-rate=lunar");
  }
}
