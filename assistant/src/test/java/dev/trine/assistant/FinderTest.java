package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which words of a sentence are found to name something, in households nobody has seen. */
class FinderTest {
  private static final Finder NAMES = new Finder(Household.parse(names(), "names"));
  private static final Finder HOUSE = new Finder(Households.HOUSE);

  /** Two places, and Things with names that are easily misheard. */
  private static String names() {
    String things =
        List.of(
                thing("l1", "Light", "Lamp 1", "一号灯"),
                thing("l2", "Light", "Lamp 2", "二号灯"),
                thing("joy", "Light", "Joy", "开心果"),
                thing("brien", "Light", "O'Brien's lamp", "火箭"),
                thing("hue", "Light", "Hue Go", "雪"),
                thing("gate", "Lock", "Front door", "铁闸"),
                thing("ac", "AirConditioner", "Daikin", "大金冷氣"),
                thing("wall1", "Sconce", "Wall one", "壁灯一"),
                thing("wall2", "Sconce", "Wall two", "壁灯二"),
                thing("wall3", "Sconce", "Wall three", "壁灯三"),
                thing("leftlamp", "Sconce", "Left reading lamp", "左边阅读灯"),
                thing("rightlamp", "Sconce", "Right reading lamp", "右边阅读灯"),
                thing("contact", "Sensor", "Loft window", "阁楼窗户"),
                thing("seat", "CarSeat", "Passenger seat", "副驾座椅"),
                thing("driver", "CarSeat", "Driver's seat", "主驾座椅"),
                thing("rearleft", "CarSeat", "Rear left seat", "左后座椅"),
                thing("rearright", "CarSeat", "Rear right seat", "右后座椅"),
                thing("movie", "Scene", "Movie mode", "观影模式"),
                thing("ring", "Oven", "Oven", "烤箱"),
                thing("tv", "Television", "Sony Bravia", "海信电视"),
                thing("shed", "Lock", "Shed lock", "后门锁"),
                thing("night", "Scene", "Movie night", "离家模式"),
                thing("train", "Railway", "Train set", "火车模型"),
                thing("stall", "Scene", "Market stall", "铺子"),
                thing("jbl", "Speaker", "JBL speaker", "爱华喇叭"),
                thing("kevin", "Person", "Kevin", "凯文"))
            .stream()
            .collect(Collectors.joining(","));
    return """
    {"id": "names", "titles": {"en": "Names"}, "places": [
     {"id": "b1", "kind": "room", "titles": {"en": "Bedroom 1", "zh": "二零一房"}},
     {"id": "leo", "kind": "room", "titles": {"en": "Leo’s room", "zh": "豆豆的房間"}},
     {"id": "kevin", "kind": "room", "titles": {"en": "Kevin's room", "zh": "凯文的房间"}},
     {"id": "old", "kind": "room", "titles": {"zh": "爷爷奶奶房"}},
     {"id": "car", "kind": "car", "titles": {"en": "Car", "zh": "车"}, "aliases": {"zh": ["我的车"]}},
     {"id": "f2", "kind": "floor", "titles": {"zh": "二樓"}}],
     "things": [%s]}
    """
        .formatted(things);
  }

  private static String thing(String id, String type, String english, String chinese) {
    return Households.thing(id, type, english, chinese, "b1");
  }

  /** The sentence with what was found in brackets: ids, "none" where nothing answers. */
  private static String found(Finder finder, String said) {
    return finder.find(Hearing.normal(said)).stream()
        .map(part ->
            switch (part) {
              case Finder.Part.Text(String text) -> text;
              case Finder.Part.Named(Mention mention, String phrase) -> "[" + ids(mention) + "]";
              case Finder.Part.Own(String name, String phrase) -> " " + name + " ";
              case Finder.Part.Timed(Time time, String phrase) -> "<" + phrase + ">";
            })
        .collect(Collectors.joining());
  }

  private static String ids(Mention mention) {
    if (mention.absent()) {
      return "none";
    }
    return mention.isPlace()
        ? String.join(" ", mention.places())
        : mention.things().stream()
            .map(thing -> thing.id().substring(thing.id().indexOf(':', 4) + 1))
            .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "turn on lamp 2, turn on [l2]",
    "turn on lamp two, turn on [l2]",
    "打开2号灯, 打开[l2]",
    "壁灯二亮一点, [wall2]亮一点",
    "壁灯二十, [wall1 wall2 wall3]20",
    "set the ac to night, set the [ac] to night",
    "打開二號燈, 打开[l2]",
    "打开Lamp 1, 打开[l1]",
    "turn it up by 2, turn it up by 2",
    "风速调到二档, 风速调到2档",
    "开开心果, 开[joy]",
    "turn on the joy, turn on the [joy]",
    "turn on O’Brien's lamp, turn on [brien]",
    "go ahead and turn on the hue go, go ahead and turn on the [hue]",
    "锁铁闸, 锁[gate]",
    "lock front door, lock [gate]",
    "把大金冷气打开, 把[ac]打开",
    "打开201房的火箭, 打开[b1]的[brien]",
    "leo's joy, [leo] [joy]",
    "豆豆的火箭, [leo][brien]",
    "海信关掉, [tv]关掉",
    "turn the sony off, turn the [tv] off",
    "jbl down to 30, [jbl] down to 30",
    "看不见谱子, 看不见谱子",
    "爷爷屋里冷吗, [old]冷吗",
    "后门锁了没, [shed]锁了没",
    "后门锁电量, [shed]电量",
    "set it to night, set it to night",
    "movie night please, [night] please",
    "左右阅读灯打开, [leftlamp rightlamp]打开",
    "turn the left and right reading lamps on, turn the [leftlamp rightlamp] on",
    "the two reading lamps, [leftlamp rightlamp]",
    "豆豆房间的火箭, [leo]的[brien]",
    "二楼冷吗, [f2]冷吗",
    "it is cold on the second floor, it is cold on the [f2]",
    "turn on the dragon lantern, turn on the dragon lantern",
    "打开跳舞机, 打开跳舞机",
    "these sheets are damp, these sheets are damp",
    "turn on the vacuum, turn on the [none]",
    "turn on the light in the kitchen, turn on the [l1 l2 joy brien hue] in the [none]",
  })
  void namesThatAreEasilyMisheard(String said, String found) {
    assertThat(found(NAMES, said)).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "turn on the rocket lamp, turn on the [leo:rocket]",
    "turn on the rocket, turn on the [leo:rocket]",
    "grandma's tv, [grandma] [living-room:tv grandma:tv]",
    "奶奶的加湿器, [grandma][grandma:humidifier]",
    "把車庫門打開, 把[garage:door]打开",
    "turn off the printer in the office, turn off the [study:printer] in the [study]",
  })
  void theLongestNameWins(String said, String found) {
    assertThat(found(HOUSE, said)).isEqualTo(found);
  }

  /** What is said beside a name tells which: its number in brackets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          开第二盏壁灯              | 开{2}
          壁灯二开一下              | [wall2]开一下
          壁灯第二盏关掉            | {2}关掉
          壁燈第一盞熄咗佢          | {1}熄咗佢
          打开第一个和第三个壁灯     | 打开{1 3}
          前两盏壁灯关了            | {1 2}关了
          后两盏壁灯关了            | {-2 -1}关了
          最后一盏壁灯              | {-1}
          turn on the second sconce | turn on the second sconce
          turn on lamps 1 and 2     | turn on {1 2}
          壁灯除了2号都关            | [wall1 wall2 wall3]除了[wall2]都关
          左边阅读灯关了,右边那盏开   | [leftlamp]关了,[rightlamp]开
          the left reading lamp off and the right one on | the [leftlamp] off and [rightlamp] on
          左边那盏阅读灯关掉         | [leftlamp]关掉
          the reading lamp on the right on | the [rightlamp] on
          the left one of the reading lamps off | [leftlamp] off
          第二盏二楼壁灯开一下           | 第2盏[f2]{2}开一下
          左右阅读灯都关            | {1 2}都关
          左右两个阅读灯都关         | {1 2}都关
          一号二号壁灯都关           | {1 2}都关
          heat both front seats    | heat {1 2}
          heat the rear seats      | heat {1 2}
          前排两个座椅加热          | {1 2}加热
          后排座椅加热              | {1 2}加热
          the back seat on         | [rearleft rearright] on
          the third bedroom 1 wall off | the third [b1] {3} off
          """)
  void whatIsBesideANameTellsWhich(String said, String found) {
    String which =
        NAMES.find(Hearing.normal(said)).stream()
            .map(part ->
                switch (part) {
                  case Finder.Part.Named(Mention mention, String phrase) ->
                      mention.ordinals().isEmpty()
                          ? "[" + ids(mention) + "]"
                          : mention
                              .ordinals()
                              .toString()
                              .replace(",", "")
                              .replace('[', '{')
                              .replace(']', '}');
                  default -> part.phrase();
                })
            .collect(Collectors.joining());
    assertThat(which).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          我热                       | 我热
          我的车热                    | [car]热
          set lamp 1 to 20           | set [l1] to 20
          the train set              | the [train]
          去台北车站                  | 去台北车站
          in the car park            | in the car park
          车里热                     | [car]热
          if the front door opens    | if the [gate] opens
          i've phoned the plumber    | i've phoned the plumber
          凯文到家了没                | [kevin]到家了没
          凯文房间的火箭              | [kevin]的[brien]
          切到睡眠模式                | 切到睡眠模式
          打开观影模式                | 打开[movie]
          铁闸没锁就锁上              | [gate]没锁就锁上
          lock whatever's unlocked   | lock whatever's unlocked
          is the window open         | is the [contact] open
          窗关了吗                   | [contact]关了吗
          heat the passenger side    | heat the [seat]
          副驾加热                   | [seat]加热
          can you get the train      | can you get the [train]
          take the train to its charger | take the [train] to its charger
          """)
  void wordsThatOnlySeemToBeNames(String said, String found) {
    assertThat(found(NAMES, said)).isEqualTo(found);
  }

  /** Where the window of a room has no motor, its sensor is called so, too. */
  @ParameterizedTest
  @CsvSource({
    "主人房隻窗閂咗未, [master-bedroom]只[kitchen:window master:window-sensor]闩咗未",
    "主人房窗開咗未, [master:window-sensor]开咗未",
    "氣窗閂咗未, [kitchen:window]闩咗未"
  })
  void sensorsAreCalledAsWhatTheyWatch(String said, String found) {
    assertThat(found(new Finder(Households.KWUNTONG), said)).isEqualTo(found);
  }

  @Test
  void pluralsAreMarked() {
    assertThat(HOUSE.find("lights off"))
        .first()
        .isInstanceOfSatisfying(
            Finder.Part.Named.class, named -> assertThat(named.mention().plural()).isTrue());
    assertThat(HOUSE.find("light off"))
        .first()
        .isInstanceOfSatisfying(
            Finder.Part.Named.class, named -> assertThat(named.mention().plural()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          打开克厅的落地等 | 打开[living-room]的[living-room:floor-lamp]
          空条关掉 | [living-room:air-conditioner main-bedroom:air-conditioner]关掉
          主臥窗连拉上 | [main-bedroom][living-room:curtains main-bedroom:curtains]拉上
          turn on the mirorr light | turn on the [bathroom:mirror-light]
          turn on the floor lamb | turn on the [living-room:floor-lamp]
          the tv in the floor | the [living-room:tv] in the floor
          close the courtains in the kitchin | close the [living-room:curtains main-bedroom:curtains] in the [kitchen]
          good night it is all right | good night it is all right
          """)
  void namesMayBeMisspelt(String said, String found) {
    assertThat(found(new Finder(Households.FLAT), said)).isEqualTo(found);
  }

  @Test
  void theHeardTextIsKept() {
    String heard = "turn on lamp 1, 豆豆的火箭 and the rest";
    assertThat(NAMES.find(heard).stream().map(Finder.Part::phrase).collect(Collectors.joining()))
        .isEqualTo(heard);
  }

  /** The door of the truck is no "'s", nor is a carpet lamp a lamp of the car. */
  @Test
  void aNameMayBeginWithWhoseItIsOrLikeAPlace() {
    Finder finder =
        new Finder(
            Household.parse(
                """
                {"id": "truck", "places": [
                  {"id": "b1", "kind": "room", "titles": {"en": "Garage"}},
                  {"id": "car", "kind": "vehicle", "titles": {"en": "Truck"}, "aliases": {"en": ["car"]}}],
                 "things": [%s, %s]}
                """
                    .formatted(
                        thing("door", "GarageDoor", "Truck's garage door", "卡车库门"),
                        thing("lamp", "Light", "Carpet lamp", "地毯灯")),
                "truck"));
    assertThat(found(finder, "where's kevin")).isEqualTo("where's kevin");
    assertThat(found(finder, "open the garage door")).isEqualTo("open the [door]");
    assertThat(found(finder, "put the pet lamp on")).isEqualTo("put the pet [lamp] on");
  }

  @Test
  void aHundredThingsInALongSentence() {
    String things =
        IntStream.range(0, 100)
            .mapToObj(i -> thing("t" + i, "Light", "Lamp number " + i, "第" + i + "盏灯"))
            .collect(Collectors.joining(","));
    Finder finder =
        new Finder(
            Household.parse(
                "{\"id\": \"many\", \"places\": [{\"id\": \"b1\", \"kind\":"
                    + " \"room\", \"titles\": {\"en\": \"Barn\"}}], \"things\": ["
                    + things
                    + "]}",
                "many"));
    assertThat(found(finder, "turn on lamp number 42")).isEqualTo("turn on [t42]");
    assertThat(finder.find("turn on lamp number 7 ".repeat(4_000))).hasSize(8_001);
  }
}
