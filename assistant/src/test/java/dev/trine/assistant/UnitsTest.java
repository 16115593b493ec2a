package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units as people say them. */
class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "to 3000 kelvin, kelvin",
    "up by 40rpm, rpm",
    "小声3db, db",
    "升高10公分, centimetre",
    "60千瓦, kilowatt",
    "10 litres per minute, l/min",
    "12 km/h, km/h",
    "to 44.5 inches, inch",
    "120 pounds, pound",
    "两吋高2吋, inch",
  })
  void ofANumber(String heard, String unit) {
    assertThat(Units.counted(heard).values()).singleElement().isEqualTo(Set.of(unit));
  }

  @Test
  void degreesAreOfSeveralScales() {
    assertThat(Units.counted("to 150 degrees").get("150"))
        .containsExactlyInAnyOrder("celsius", "fahrenheit", "degree");
    assertThat(Units.counted("to 150 degreeses, to 20%")).isEmpty();
  }

  @Test
  void askedForByTheirNames() {
    assertThat(Units.askedByName("how many kilowatt hours did they make")).contains("kwh");
    assertThat(Units.askedByName("how far is it")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "how many kilometres did i do, km",
    "现在是几 db, db",
    "还有多少公里, km",
    "有多重, kilogram",
    "how far is it, km",
    "how much does she weigh, pound",
  })
  void askedFor(String heard, String unit) {
    assertThat(Units.asked(heard)).contains(unit);
  }

  @Test
  void aUnitIsNoNameBehindANumberOnly() {
    assertThat(Units.isCounted("3000 kelvin", 5, 11)).isTrue();
    assertThat(Units.isCounted("3000kelvin", 4, 10)).isTrue();
    assertThat(Units.isCounted("call kelvin", 5, 11)).isFalse();
  }
}
