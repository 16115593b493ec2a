package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A need is heard where it is told, and nowhere else; none of these sentences is in the set. */
class NeedsTest {
  private static final Needs NEEDS = new Needs(new Finder(Households.FLAT));

  static Stream<String> lines() {
    return Lexicon.LANGUAGES.stream()
        .flatMap(language -> Households.text("needs/" + language + "-told.txt").lines())
        .filter(line -> !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isHeard(String line) {
    String need = line.substring(0, line.indexOf(" = "));
    List<String> heard =
        NEEDS.of(line.substring(line.indexOf(" = ") + 3)).stream().map(Needs.Need::name).toList();
    assertThat(heard.isEmpty() ? "none" : heard.getFirst()).isEqualTo(need);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it's like an igloo in the kitchen         | kitchen | -
          客厅的电视吵死了                              | 客厅     | 电视
          the curtains are letting the sun in       | -       | curtains
          我冻僵了                                     | -       | -
          """)
  void namesTellWhereAndOfWhat(String text, String place, String thing) {
    Needs.Need need = NEEDS.of(text).getFirst();
    assertThat(need.places().stream().map(Mention::phrase).findFirst().orElse("-"))
        .isEqualTo(place);
    assertThat(need.thing().map(Mention::phrase).orElse("-")).isEqualTo(thing);
  }

  @ParameterizedTest
  @CsvSource({
    "feed the cat, cat to feed, true",
    "boil some water, water to boil, true",
    "喂鱼, fish to feed, true",
    "I'm off to bed, going to bed, false",
    "I'm boiling, hot, false"
  })
  void somebodyIsFedOrSomethingMade(String text, String name, boolean isAnErrand) {
    Needs.Need need = NEEDS.of(text).getFirst();
    assertThat(need.name()).isEqualTo(name);
    assertThat(need.isAnErrand()).isEqualTo(isAnErrand);
  }
}
