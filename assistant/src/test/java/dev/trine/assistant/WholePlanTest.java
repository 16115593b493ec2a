package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan lacks of what was said comes to it. */
class WholePlanTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted ALL = new Scripted(Households.ALL);

  @AfterAll
  static void close() {
    FLAT.close();
    ALL.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the tv is too loud in the living room   | set any * P volume -            | living-room:tv
          speaker on, volume 25                   | set one A volume 25             | living-room:xiaoyun living-room:xiaoyun
          all curtains closed in the main bedroom | do all A close; do any * P close | main-bedroom:curtains
          除了客厅厨房的灯都关掉                    | set all A ! P Q on false         | kitchen:ceiling-light kitchen:counter-light
          """)
  void isDoneToWhatWasMeant(String text, String plan, String things) {
    assertThat(FLAT.say(text, plan).acts())
        .extracting(act -> act.thing().substring("urn:flat:".length()))
        .containsExactlyInAnyOrder(things.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          购物清单里加上洗衣液和抽纸 | do any A add item " 洗衣液和抽纸 "               | 洗衣液 抽纸
          購物清單加和牛             | do any A add item " 和牛 "                       | 和牛
          待办里加给爸爸和妈妈打电话 | do any A add item " 给爸爸和妈妈打电话 "         | 给爸爸和妈妈打电话
          """)
  void itemsOfAShoppingListAreOneByOne(String text, String plan, String items) {
    assertThat(ALL.say(text, plan).acts())
        .extracting(act -> act.value().orElseThrow().path("item").asString())
        .containsExactlyInAnyOrder(items.split(" "));
  }
}
