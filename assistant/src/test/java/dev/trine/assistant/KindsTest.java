package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine is called by any word for its kind, where nothing else bears that name. */
class KindsTest {
  private static final Finder FINDER = new Finder(Households.MACHINES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open the wine cooler            | wine
          红酒柜几度                        | wine
          紅酒櫃幾度                        | wine
          洗碗碟机洗完未                     | dishwasher
          stop the bread machine          | bread
          停咗制面包机                       | bread
          张病床放平                         | bed
          start the espresso machine      | coffee
          the aquarium                    | reef
          the fish tank                   | reef
          the pool                        |
          """)
  void isCalledByItsKind(String said, String things) {
    assertThat(
            FINDER.find(Hearing.normal(said)).stream()
                .filter(Part.Named.class::isInstance)
                .flatMap(part -> ((Part.Named) part).mention().things().stream())
                .map(Thing::id)
                .map(id -> id.substring(id.lastIndexOf(':') + 1))
                .collect(Collectors.joining(" ")))
        .isEqualTo(things == null ? "" : things);
  }
}
