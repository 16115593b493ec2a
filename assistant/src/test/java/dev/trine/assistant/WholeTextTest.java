package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words to copy begin and end where what is named begins and ends. */
class WholeTextTest {
  private static final Scripted ALL = new Scripted(Households.ALL);

  @AfterAll
  static void close() {
    ALL.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          烚蛋計八分鐘             | do any timer start seconds M name " 烚蛋计 " | start {name=烚蛋}
          備忘錄裡wifi密碼寫咩      | do any A add title " wifi密码写咩 "          | entries {}
          我要去機場接嫲嫲         | do any navigation navigate to " 去机场接 A " | navigate {name=機場}
          備忘錄加一條補漁網        | do any A add title " 渔网 "                   | add {name=補漁網}
          備忘錄記低：設計系畢業展     | do any A add title " 计系毕业展 "              | add {name=設計系畢業展}
          播陳奕迅嘅《葡萄成熟時》    | do any media play-media query " 陈奕迅 "       | play-media {name=葡萄成熟時}
          帶我去嫲嫲家 經超市        | do any navigation navigate to " A " via " 超市 " | navigate {name=嫲嫲家}
          """)
  void textsAreWhatTheyName(String text, String plan, String said) {
    Found found = new Finder(Households.HEBE).find(Hearing.hear(text));
    Clause clause = WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan)).getFirst();
    String name = clause.texts().map(it -> "name=" + it.said()).findFirst().orElse("");
    assertThat(clause.name() + " {" + name + "}").isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          购物清单里加上洗衣液和抽纸 | do any A add item " 洗衣液和抽纸 "               | 洗衣液 抽纸
          姜快见底了，写进购物清单     | do any A add item " 姜快见底 "                    | 姜
          卫生纸剩最后一包，写到购物清单 | do any A add item " 卫生纸剩最后1包 "            | 卫生纸
          購物清單加和牛             | do any A add item " 和牛 "                       | 和牛
          购物清单加鸡蛋豆腐和葱      | do any A add item " 鸡蛋豆腐和葱 "                | 鸡蛋 豆腐 葱
          購物清單加番茄雞蛋         | do any A add item " 番茄鸡蛋 "                    | 番茄雞蛋
          add buttermilk to the shopping list | do any A add item " buttermilk " | buttermilk
          out of haldi add it to the shopping list | do any A add item " haldi add it " | haldi
          add butter molasses to the shopping list | do any A add item " butter molasses " | butter molasses
          add hamburgers to the shopping list | do any A add item " hamburgers " | hamburgers
          待办里加给爸爸和妈妈打电话 | do any A add item " 给爸爸和妈妈打电话 "         | 给爸爸和妈妈打电话
          """)
  void itemsOfAShoppingListAreOneByOne(String text, String plan, String items) {
    assertThat(ALL.say(text, plan).acts())
        .extracting(act -> act.value().orElseThrow().path("item").asString())
        .containsExactlyInAnyOrder(items.split(" "));
  }

  /** Behind a colon all of it is told, unless another Thing is named there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          广播：吃饭了，大家下楼      | 吃饭了 | 吃饭了，大家下楼
          广播：吃饭了，把风扇关掉    | 吃饭了 | 吃饭了
          """)
  void whatIsToldGoesOnBehindAColon(String text, String copied, String told) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    String plan = "do any A announce text \" " + copied + " \"";
    Clause act = WholeText.of(found, Scripted.clauses(Prompt.of(found), plan).getFirst());
    assertThat(act.texts().map(Argument.Text::said)).containsExactly(told);
  }

  /** A name in capitals is copied whole, and no more. */
  @Test
  void aDestinationGoesAsFarAsItsCapitals() {
    String plan = "do any navigation navigate to \" house \"";
    assertThat(ALL.say("take me to House of the Rising Sun please", plan).acts())
        .extracting(act -> act.value().orElseThrow().toString())
        .containsExactly("{\"to\":\"House of the Rising Sun\"}");
    assertThat(ALL.say("take me to House now", plan).acts())
        .extracting(act -> act.value().orElseThrow().toString())
        .containsExactly("{\"to\":\"House\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          take me to Canterbury East station | do any navigation navigate to " canterbury east " | Canterbury East station
          导航去人民医院                       | do any navigation navigate to " 人民 "            | 人民医院
          take me to the old park road       | do any navigation navigate to " the old park "   | the old park road
          音箱放一首赵雷的成都                 | do any A play-media query " 赵雷的成 "             | 赵雷的成都
          音箱放一首五月天的倔强               | do any A play-media query " 五月天 "              | 五月天的倔强
          音箱放五月天的新歌                   | do any A play-media query " 五月天 "              | 五月天
          音箱放一首晴天吧                    | do any A play-media query " 晴天 "                | 晴天
          音箱放一段二人台听听                 | do any A play-media query " 二人台听听 "           | 二人台
          音箱播雨声俾bb听                    | do any A play-media query " 雨声俾bb "            | 雨声
          take me to the Superstore on Joseph Howe | do any navigation navigate to " the superstore " | the Superstore on Joseph Howe
          """)
  void aNameIsNotCutBeforeItsEnd(String text, String plan, String whole) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    assertThat(WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan)))
        .flatExtracting(act -> act.texts().map(Argument.Text::said).toList())
        .containsExactly(whole);
  }

  @Test
  void aPlaceOnAStreetIsOnePlace() {
    String plan = "do any navigation navigate to \" the market \" avoid \" mill road \"";
    assertThat(ALL.say("take me to the market on Mill Road", plan).acts())
        .extracting(act -> act.value().orElseThrow().toString())
        .containsExactly("{\"to\":\"the market on Mill Road\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"记低：风扇密码是1234", "记个备忘 风扇密码是1234"})
  void aNoteBeginsBehindTheColon(String text) {
    Found found = new Finder(Households.ALL).find(Hearing.hear(text));
    List<Clause> plan = Scripted.clauses(Prompt.of(found), "do any note add title \" 密码是1234 \"");
    assertThat(WholePlan.of(found, plan).stream().flatMap(Clause::texts))
        .extracting(Argument.Text::said)
        .containsExactly("风扇密码是1234");
  }

  /** What is in quotation marks is copied whole, whatever words it begins and ends with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          add "book the ferry" to the shopping list  | do one A add item " the ferry "       | book the ferry
          stick "book the ferry" on the to-do list   | do one A add item " stick "book the ferry " | book the ferry
          待办加上“带果果打疫苗”                        | do any A add item " 果果打疫苗 "        | 带果果打疫苗
          """)
  void aQuotationIsWhole(String text, String plan, String item) {
    assertThat(ALL.say(text, plan).acts())
        .extracting(act -> act.value().orElseThrow().path("item").asString())
        .containsExactly(item);
  }
}
