package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import dev.trine.things.Household;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan against which something speaks is asked first; one that says it all is followed. */
class DoubtsTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);

  @AfterAll
  static void close() {
    FLAT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          关电视，打开落地灯                           | set any A on false
          tv volume down by 5                         | set one A volume -
          tv off at eight                             | set one A on false
          close the blind, the road sees half of me   | do one A close; set one A position 50
          turn off the lights except in the living room | set all A ! P on false; set any A P on false
          turn the floor lamp off                     | set one A on true
          set the floor lamp to lavender              | set one A color green
          make the floor lamp teal                    | set one A on false
          turn off the downlights                     | set all * on false
          turn off all the downlights                 | set all * on false
          打开客厅瞪                                   | set any * P on true
          let the tv park itself                      | set one A on true
          电视播一首后来                                | do any A next
          电视放一集小猪佩奇                             | do any A stop
          百叶帘关上，电视打开                           | do any A close; set any B on false
          落地灯开返佢                                  | set any A brightness +
          开一盏落地灯                                  | set any A brightness 1
          the lights on in the treehouse              | set all A on true
          where is the floor lamp                     | set one A on true
          find the vacuum                             | do one A return-to-base
          we go in 2 hours and want the tv off now    | in M set one A on false
          any lights on in the living room            | set all A P on true
          how many floor lamps are there              | set any A on true
          锁大门                                      | set any A locked false
          the tv in two hours                         | in M set one A on false
          lock the front door                         | set one A locked false
          别的灯都关上                                 | set all A that on true on false
          电视开没开                                   | set any A on true
          the tv off?                                 | set one A on false
          客厅的空调不要除湿，转回制冷                      | set any A P mode dry; set any A P mode cool
          客厅的灯都关了，角落那盏留着                       | set all A P on false
          客厅的空调不用了                                | set any A P on true
          turn off all the lights in the living room | set all A on false
          have I left the tv on                       | set one A on true
          电视关了吗                                   | set any A on false
          """)
  void whatIsDoubtfulIsAskedFirst(String text, String plan) {
    Outcome outcome = FLAT.say(text, plan);
    assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Kind.ASKED);
    assertThat(outcome.acts()).isEmpty();
    assertThat(outcome.proposed()).isNotEmpty();
    assertThat(FLAT.say(text, plan, true, false).kind()).isEqualTo(Kind.DONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          if it gets dark turn on the floor lamp      | set one A on true
          要是天黑了就打开落地灯                         | set any A on true
          close the blind when it starts raining      | do one A close
          once the lift is down turn on the floor lamp | set one A on true
          听到门铃就打开落地灯                           | set any A on true
          if the front door opens turn on the tv       | when one A locked false; set one B on true
          """)
  void whatNothingTellsIsNotWaitedFor(String text, String plan) {
    Outcome outcome = FLAT.say(text, plan);
    assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
    assertThat(outcome.acts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          position of the curtain 5 points higher | set one A position 5 | set one A position +5
          空调高2度 | set any A target-temperature 2 | set any A target-temperature +2
          the car seat's heating on 2 | set one A ventilation 2 | set one A heating 2
          all lights off except in the kitchen | set all A on false | set all A ! P on false
          客厅除了空调以外都关灯 | set each * P ! A on false | set each B P ! A on false
          an hour more of the fan, then off | for M set one A on false | in M set one A on false
          客厅那个幫我开左佢 | set any * P target-temperature + | unclear
          风扇开到26，音箱开到2 | set any A fan-level 26 | set any A fan-level 26; set any B volume 2
          电视如果还在放，先暂停 | set any A on true | do any A pause
          the curtains a third, actually make it 25% | set one A position 33 | set one A position 25
          fan on, no, off | set one A on true; set one A on false | set one A on false
          speaker to 25, the one in the living room | set one A P volume 25; set any * volume 25 | set one A P volume 25
          two more minutes | do any timer start seconds M | do any timer add seconds M
          ask the announcer to say hello | do any A announce text " the announcer to say hello " | do any A announce text " hello "
          广播到客厅饭好了 | do any announcer announce text " 到 .. 了 " places P | do any announcer announce text " 饭 .. 了 " places P
          去车站先去加油站 | do any navigation navigate to " 车站先去加油站 " via " 加油站 " | do any navigation navigate to " 车站 " via " 加油站 "
          明天八点提醒我妈吃药 | do any reminder add title " 药 " | do any reminder add title " 我妈吃药 " at V
          where's the robot vacuum | do one A start | do one A locate
          音箱开5台 | set any A volume 5 | unclear
          louder in the kitchen | set any * P brightness + | set any * P volume +
          定个三分钟的计时器，叫做蒸鱼 | do any A start seconds M name " 做蒸鱼 " | do any A start seconds M name " 蒸鱼 "
          the car seat's heating to one | set one A heating max | set one A heating 1
          home, avoid tolls | do any navigation navigate to " home " | do any navigation navigate to " home " avoid " tolls "
          fan off again in 10 minutes | do any timer subtract seconds M | in M set one A on false
          洗衣机洗完就关厨房灯 | get any A status | when any A status finished; set any B on false
          开着二氧化碳超过1500就提醒我关灯 | absent | when any * co2 >1500; do any @announcer announce text " 关灯 "
          十分钟后关灯 | do any timer start seconds M | in M set any A on false
          明天什么天气顺便关灯 | at V set any B on false | get any A condition; set any B on false
          don't turn the fan off | set one A on false | chat
          别开风扇 | set any A on true | set any A on false
          turn the fan off if it is on | set one A on true | set one A on false
          turn the lights on in the treehouse | set all A on true | absent
          fan off and back on in 10 minutes | set one A on false | set one A on false; in M set one A on true
          all lights off except the lights | set all A ! A on false | chat
          the bathroom is full of steam | do any vacuum start areas P | absent
          the lights in the treehouse | set all A on true | absent
          turn off lamp 1 and put the fan on | set one A on true; set one B on true | set one A on false; set one B on true
          fan off, and back on in 10 minutes | set one A on false; set one A on true | set one A on false; in M set one A on true
          风扇关二十分钟 | in M set any A on true | for M set any A on false
          """)
  void theOnePlanIsDoubtedAndTheOtherIsNot(String text, String doubted, String right) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    Prompt prompt = Prompt.of(found);
    assertThat(Doubts.about(found, Scripted.clauses(prompt, doubted), List.of()))
        .as(prompt.text())
        .isTrue();
    assertThat(Doubts.about(found, Scripted.clauses(prompt, right), List.of()))
        .as(prompt.text())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn off the tv and the floor lamp          | set one A on false; set one B on false
          tv volume down by 5                         | set one A volume -5
          tv off at eight                             | at 8 set one A on false
          turn off the tv, no wait, the floor lamp    | set one B on false
          turn everything off                         | set all * on false
          把所有设备都关掉                              | set all * on false
          don't leave the tv on                       | set one A on false
          set the floor lamp to blue                  | set one A color blue
          set the air purifier to auto                | set one A mode auto
          lock the door                               | set one A locked true
          把门锁上                                     | set any A locked true
          """)
  void whatIsSaidIsDone(String text, String plan) {
    assertThat(FLAT.say(text, plan).kind()).isEqualTo(Kind.DONE);
  }

  @ParameterizedTest
  @CsvSource({
    "change it to raku, true",
    "light up the attic for her, true",
    "reverse out of the garage, false"
  })
  void nobodySpokeOfDriving(String text, boolean isDoubted) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    List<Clause> never = Scripted.clauses(Prompt.of(found), "never");
    assertThat(Doubts.about(found, never, List.of())).isEqualTo(isDoubted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          空调开到24度，风小一点          | set any A target-temperature 24
          客厅哪些灯还亮着，亮着的都关掉    | which all A P on true
          空调吹一次风                  | set any A fan-level -1
          电视嘈到听唔到讲嘢              | set any A volume +
          can't hear myself think over the tv | set any A volume +
          make the tv 15 percent quieter | set any A volume 15; set any A volume -15
          要是落雨就关掉电视              | set any A on false
          等爸爸一到就打开电视            | set any A on true
          九点提醒我吃药，十点提醒我关门   | do any reminder add title " 吃药 " at V; do any reminder add title " 关门 " at V
          空调有几台在开？电费好贵       | set all A on true
          我想知道电视吃掉几瓦          | set any A on false
          客厅头一盏和最后一盏都关了      | set each * P on false
          客厅灯都关掉但落地灯要留着给客人  | set each A P on false
          """)
  void isDoubted(String text, String plan) {
    Found found = new Finder(Households.FLAT).find(Hearing.hear(text));
    assertThat(Doubts.about(found, Scripted.clauses(Prompt.of(found), plan), List.of())).isTrue();
  }

  /** What a plan takes no note of was said by the way, where the model hardly sees another plan. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          回南天啊，电视响，空调换到抽湿                    | set any B mode dry             | true
          there are 4 of us, lock the front door      | set one A locked true          | true
          the match is at nine, lock the front door   | set one A locked true          | true
          we're 4 here, air conditioner colder        | set one A target-temperature - | false
          all lights off except the floor lamp        | set all A on false             | false
          at eight, wake me at six                    | do any alarm add at 6          | false
          """)
  void leavesOutWhatWasSaidByTheWay(String text, String plan, boolean isByTheWay) {
    Found found = new Finder(Households.FLAT).find(Hearing.hear(text));
    List<Clause> acts = Scripted.clauses(Prompt.of(found), plan);
    assertThat(Doubts.about(found, acts, List.of(), 0.3)).as("a guess").isTrue();
    assertThat(Doubts.about(found, acts, List.of(), 0.9)).isEqualTo(!isByTheWay);
  }

  @Test
  void aSceneThatTellsWhyIsNotRun() {
    String plan = "do one A activate; set one B on false";
    try (Scripted all = new Scripted(Households.ALL)) {
      assertThat(all.say("it's movie night, lamp 1 off", plan).acts()).hasSize(1);
      assertThat(all.say("start movie night, lamp 1 off", plan).acts()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "烤箱定时设九十分钟, for M set any A on true, true",
    "烤箱定时设九十分钟, set any A bake-time M, false",
    "烤箱开九十分钟, for M set any A on true, false"
  })
  void whoSetsATimeStartsNothing(String text, String plan, boolean isDoubted) {
    Found found = new Finder(Households.MACHINES).find(Hearing.hear(text));
    List<Clause> acts = Scripted.clauses(Prompt.of(found), plan);
    assertThat(Doubts.about(found, acts, List.of())).isEqualTo(isDoubted);
  }

  /** How often something is to be done is no step of what is set in degrees. */
  @ParameterizedTest
  @CsvSource({
    "set any * target-temperature -1, true",
    "set any * $b -1, true",
    "do any * $a, false"
  })
  void onceIsNoDegreeLess(String plan, boolean isDoubted) {
    String witherer =
        """
        {"id": "tea", "places": [{"id": "den", "kind": "room", "titles": {"zh": "书房"}}], "things": [
         {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:tea", "@type": "TeaWitherer",
          "titles": {"zh": "萎凋机"}, "trine:place": "den",
          "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
          "properties": {"leaf-temperature": {"type": "integer"}, "target-temperature": {"type": "integer"}},
          "actions": {"turn-leaves": {}}}]}
        """;
    Found found = new Finder(Household.parse(witherer, "tea.json")).find(Hearing.hear("翻一次茶菁"));
    List<Clause> acts = Scripted.clauses(Prompt.of(found), plan);
    assertThat(Doubts.about(found, acts, List.of())).isEqualTo(isDoubted);
  }

  @Test
  void whatIsWatchedIsNoDestination() {
    Found found = new Finder(Households.HOUSE).find(Hearing.hear("go to streaming"));
    String plan = "do any navigation navigate to \" streaming \"";
    assertThat(Doubts.about(found, Scripted.clauses(Prompt.of(found), plan), List.of())).isTrue();
  }

  @Test
  void aNameTurnsNothingOff() {
    String plan = "set any A on true; set any B on true";
    assertThat(FLAT.say("玄关灯跟落地灯都打开", plan).acts()).hasSize(2);
  }

  /**
   * What is taken back is not noted, what is added is not taken off, and a question acts on
   * nothing.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          how many cups in a litre         | do any * brew
          客厅的灯全关，没人在里面              | every all A P on false
          everything off in the living room, i'm not made of money | every each * P on false
          """)
  void theContraryIsNotDone(String text, String plan) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    assertThat(Doubts.about(found, Scripted.clauses(Prompt.of(found), plan), List.of())).isTrue();
  }

  @Test
  void yesFollowsThePlan() {
    Conversation talk = FLAT.talk("set one A on false");
    assertThat(talk.say("turn off the tv and open the blind").kind()).isEqualTo(Kind.ASKED);
    assertThat(Scripted.brief(talk.say("yes").acts())).containsExactly("living-room:tv on=false");
  }
}
