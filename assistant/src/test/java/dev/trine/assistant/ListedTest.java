package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Clause.Verb;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders for a list with several things, and sentences that only look like one. */
class ListedTest {
  private static final Finder ALL = new Finder(Households.ALL);

  private static Optional<Listed> listed(String text) {
    return Listed.of(ALL.find(Hearing.hear(text)));
  }

  private static Clause adding(String item) {
    return Clause.alone(Verb.DO)
        .with("add", "")
        .with(List.of(new Argument.Named("item", List.of(new Argument.Text(item, item)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          购物清单加面粉、鸡蛋还有葱            | 购物清单加面粉             | 鸡蛋 / 葱
          购物清单加面粉、鸡蛋和牛奶吧          | 购物清单加面粉吧           | 鸡蛋 / 牛奶
          购物清单加纸尿片、湿纸巾仲有狗粮     | 购物清单加纸尿片            | 湿纸巾 / 狗粮
          购物清单加面粉、和牛                 | 购物清单加面粉             | 和牛
          把苹果、香蕉加到购物清单              | 把苹果加到购物清单          | 香蕉
          put bread, tea bags and Milk on the shopping list | put bread on the shopping list | tea bags / Milk
          shopping list: bread, jam, and milk  | shopping list: bread      | jam / milk
          add low fat milk, half and half and butter to the shopping list please | add low fat milk to the shopping list please | half and half / butter
          """)
  void theFirstThingStandsForTheOthers(String text, String first, String others) {
    Listed listed = listed(text).orElseThrow();
    assertThat(listed.first().text()).isEqualTo(first);
    assertThat(listed.others()).containsExactly(others.split(" / "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "购物清单加牛奶",
        "购物清单加牛奶、明天八点提醒我去买",
        "add milk and eggs to the shopping list",
        "add milk, text Dana and call Bob",
        "add milk to the shopping list, and turn on the floor lamp",
        "call Bob, it is late"
      })
  void whatSaysMoreIsNoList(String text) {
    assertThat(listed(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"面粉, 3", "粉, 3", "鸡蛋, 0", "购物, 0"})
  void eachThingIsDoneWithAsTheFirst(String item, int acts) {
    Listed listed = listed("购物清单加面粉、鸡蛋还有葱").orElseThrow();
    assertThat(listed.all(List.of(adding(item))).stream().flatMap(List::stream)).hasSize(acts);
    assertThat(listed.all(List.of(adding(item), adding("葱")))).as("more than the first").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"half and half, butter, false", "half, butter, true"})
  void aPlanWithAPartOfAThingLeavesItOut(String second, String third, boolean isMore) {
    Listed listed = listed("add milk, half and half and butter to the shopping list").orElseThrow();
    assertThat(listed.isMoreThan(List.of(adding("milk"), adding(second), adding(third))))
        .isEqualTo(isMore);
    assertThat(listed.isMoreThan(List.of(adding("milk"), adding(third)))).as("fewer").isTrue();
  }
}
