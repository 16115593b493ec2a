package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Performer.Done;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Household;
import dev.trine.things.Thing;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Whole sentences, in the language and script of the speaker. */
class ReplyTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted HOUSE = new Scripted(Households.HOUSE);
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 2, 19, 30);
  private static final Scripted ALL = new Scripted(Households.ALL);
  private static final Scripted ODD = new Scripted(Households.ODD);

  @AfterAll
  static void close() {
    FLAT.close();
    HOUSE.close();
    ODD.close();
    ALL.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          把客厅的灯调到30%     | set any A P brightness 30 | 客厅的吸顶灯和落地灯的亮度已调到30%。
          家里所有的灯都关掉     | set all A on false        | 11盏灯已关闭。
          客厅所有设备关闭       | set each * P on false     | 客厅的6台设备已关闭。
          廚房的燈全部打開       | set any A P on true       | 廚房的吸頂燈和櫥櫃燈帶已打開。
          豆豆房間幾多度         | get any * P temperature   | 豆豆的房間的溫濕度計的溫度是24.5°C。
          哪些灯还开着           | which all A on true       | 开着的有：客厅吸顶灯、厨房橱柜灯带、主卧床头灯、豆豆的房间的台灯和玄关灯。
          厨房有几盏灯亮着       | count any A P on true     | 开着的有1个：厨房橱柜灯带。
          豆豆房间的灯是蓝色吗    | get any A P color         | 豆豆的房间的兔子夜灯是黄色。
          空调什么模式           | get all A mode            | 客厅空调和主卧空调在制冷模式。
          窗帘开着吗             | get all A position        | 客厅窗帘关着；主卧窗帘全开着。
          把大门解锁             | set any A locked false    | 要解锁玄关入户门锁吗？
          把吸顶灯打开           | set any A on true         | 您指的是哪一个：客厅吸顶灯、厨房吸顶灯，还是主卧吸顶灯？
          阳台的窗帘拉上         | do any A P close          | 阳台没有“窗帘”。
          打开书房的灯           | absent                    | 家里没有“书房”这个地方。
          电视调成蓝色           | set any A color blue      | 客厅电视没有“颜色”这一项。
          turn everything off in the kitchen | set each * P on false | Turned off the 4 devices in the kitchen.
          floor lamp to 30% and mute the tv | set one A brightness 30; set one B muted true | Set the brightness of the floor lamp in the living room to 30%; muted the TV in the living room.
          is the tv on           | get one A on              | The TV in the living room is on.
          is the blind open      | get one A position        | The blind in Doudou's room is 50% open.
          which bathroom lights are on | which each A P on true | The mirror light in the bathroom is off.
          which kitchen devices are off | which each * P on false | These are off: the ceiling light in the kitchen, the rice cooker in the kitchen and the range hood in the kitchen.
          turn on the ac         | set one A on true         | Which one do you mean: the air conditioner in the living room or the air conditioner in the main bedroom?
          turn on the dishwasher | absent                    | There is no "dishwasher" here.
          turn off the telly and the dishwasher | set one A on false; absent | Turned off the TV in the living room; there is no "dishwasher" here.
          air conditioner in the kitchen on | set one A P on true | There is no "air conditioner" in the kitchen.
          """)
  void inAFlat(String text, String plan, String reply) {
    assertThat(FLAT.say(text, plan).reply()).isEqualTo(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lights off downstairs  | set each A P on false     | Turned off the 7 lights on the ground floor.
          everything off in leo's room | set each * P on false | Turned off the rocket lamp and the ceiling light in Leo's room.
          send rosie home        | do one A return-to-base   | Sent Rosie in the living room home.
          set the thermostat to 21 | set one A target-temperature 21 | Set the thermostat in the living room to 21°C.
          what mode is the thermostat in | get one A mode    | The thermostat in the living room is in heat mode.
          how much power does the printer draw | get one A power | The power of Printer in the study is 8 W.
          open the gate          | do one A open             | Shall I open the garden gate?
          主驾座椅加热二档        | set any A heating 2       | 车的主驾座椅的加热已调到2档。
          """)
  void inAHouse(String text, String plan, String reply) {
    assertThat(HOUSE.say(text, plan).reply()).isEqualTo(reply);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          how is the weather        | get any weather condition | It is sunny.
          天气怎么样                  | get any weather condition | 现在晴天。
          天氣預報                    | get any weather forecast  | 預報是rain tomorrow。
          what time is it           | get any clock time        | It is 19:30.
          现在几点                    | get any clock time        | 现在是19:30。
          今天几号                    | get any clock date        | 今天是3月2日星期一。
          what day is it            | get any clock date        | It is 2 March, a Monday.
          when do we arrive         | get any navigation eta    | The arrival time of the navigation in the car is not known.
          什么时候到                  | get any navigation eta    | 车的导航的到达时间还不知道。
          冲煮机的浓度是多少            | get any A strength        | 厨房冲煮机的强度是5。
          洗衣机怎么样了               | get any A status          | 厨房洗衣机正在运行。
          """)
  void ofEverything(String text, String plan, String reply) {
    assertThat(ALL.say(text, plan).reply()).isEqualTo(reply);
  }

  @Test
  void whatCannotBeReadBackIsNotCalledDone() {
    Outcome outcome = ODD.say("raise the lift", "do one A raise");
    assertThat(outcome.acts()).extracting(Outcome.Act::status).containsExactly("sent");
    assertThat(outcome.reply()).contains("the device does not report back");
  }

  @Test
  void whatWasNeverReportedIsNotCalledOff() {
    Outcome outcome = ODD.say("which attic lights are on", "which each A P on true");
    assertThat(outcome.reply())
        .isEqualTo(
            "The LED strip in the attic is on; the silent lamp in the attic has not reported the"
                + " switch yet.");
  }

  @Test
  void listsAreReadOut() {
    assertThat(ODD.say("what is on the shopping list", "get one A items").reply())
        .isEqualTo("The shopping list in the attic: milk and tea.");
    assertThat(ODD.say("家庭日历上有什么", "get any A entries").reply())
        .isEqualTo("阁楼家庭日历：dentist（3月3日 09:00）。");
  }

  @Test
  void sinceWhenIsToldByTheClockOfTheSpeaker() {
    assertThat(FLAT.say("since when has the tv been on", "since one A on", false, false).reply())
        .endsWith("has been since 2 March 19:30 as far as I know.");
  }

  @Test
  void aDeviceThatDoesNotObeyIsTold() {
    Thing tv = Households.FLAT.thing("urn:flat:living-room:tv").orElseThrow();
    JsonNode no = JsonNodeFactory.instance.booleanNode(false);
    JsonNode yes = JsonNodeFactory.instance.booleanNode(true);
    Step step = Step.write(Clause.alone(Clause.Verb.UNCLEAR), tv, "on", no);
    Outcome.Act stubborn =
        new Outcome.Act(
            tv.id(),
            "writeproperty",
            "on",
            Optional.of(no),
            Optional.of(yes),
            Optional.of(yes),
            Optional.empty(),
            "failed",
            Optional.of("did not obey"));
    List<Done> done = List.of(Done.of(step, stubborn));
    assertThat(new Reply("关电视", NOW, Households.FLAT).facts(done, List.of()))
        .isEqualTo("客厅电视没有照做，客厅电视开着。");
    assertThat(new Reply("tv off", NOW, Households.FLAT).facts(done, List.of()))
        .isEqualTo("The TV in the living room did not obey: the TV in the living room is on.");
  }

  @Test
  void bothLanguagesHaveTheSameSentences() {
    assertThat(keys("zh")).containsExactlyInAnyOrderElementsOf(keys("en"));
  }

  private static List<String> keys(String language) {
    List<String> lines = Tables.lines("reply/" + language + ".txt");
    return lines.subList(lines.indexOf("[say]") + 1, lines.size()).stream()
        .map(line -> line.replaceAll(" = .*", ""))
        .toList();
  }

  /** Minutes are told as a length, and kilometres by their short name. */
  @Test
  void unitsAreThoseOfTheLanguage() {
    try (Scripted family =
        new Scripted(Household.parse(Households.text("evaluation/family.json"), "family.json"))) {
      assertThat(family.say("洗衣机还要多久", "get any A remaining-minutes").reply())
          .isEqualTo("厨房洗衣机的剩余时间是24分钟。");
      assertThat(family.say("how far can the car go", "get any * range").reply())
          .isEqualTo("The range of the car battery is 198 km.");
      assertThat(family.say("車子還能跑多遠", "get any * range").reply()).endsWith("是198公里。");
    }
  }

  /** Hong Kong writes so, and who writes Cantonese in simplified characters does not. */
  @Test
  void spokenCantoneseIsAnsweredInTraditionalCharacters() {
    assertThat(Script.isTraditional("早唞")).isTrue();
    assertThat(Script.isTraditional("我哋出街喇")).isTrue();
    assertThat(Script.isTraditional("唔该开灯")).isFalse();
    assertThat(Script.isTraditional("早安")).isFalse();
  }

  @Test
  void traditionalCharactersAreThoseOfTheWord() {
    assertThat(Script.traditional("厨房里的灯，198公里")).isEqualTo("廚房裡的燈，198公里");
  }
}
