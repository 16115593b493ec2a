package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a Thing's own words, in a household of Things that no vocabulary knows. */
class OwnPlanTest {
  private static final Finder FINDER =
      new Finder(
          Household.parse(Households.text("evaluation/workshop.json"), "evaluation/workshop.json"));

  private static final Finder MACHINES = new Finder(Households.MACHINES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          diffuser: citrus, intensity 2            | set scent citrus; set intensity 2
          香薰机换成薰衣草，强度三                      | set scent lavender; set intensity 3
          standing desk, height 110                | set height 110
          rinse the gaggia                         | do rinse
          the telescope, tracking off              | set tracking false
          kiln: ramp rate 100                      | set ramp-rate 100
          rinse it                                 | do rinse
          """)
  void ownWordsAndNumbersMakeAPlan(String text, String plan) {
    assertThat(OwnPlan.of(FINDER.find(Hearing.hear(text))).orElseThrow())
        .extracting(act -> (act.verb().word() + " " + act.name() + " " + act.value()).strip())
        .containsExactly(plan.split("; "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "is the telescope tracking",
        "don't rinse the gaggia",
        "if the diffuser is on citrus",
        "kiln: ramp rate",
        "kiln: ramp rate 100, 200 and 300",
        "rinse the gaggia in ten minutes"
      })
  void whatTheyDoNotTellMakesNone(String text) {
    assertThat(OwnPlan.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  /** A cooking time is a length, in seconds as it was said; another length would be left over. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sous vide: cook time 45 minutes               | 2700
          sous vide: stirring, cook time an hour        | 3600
          sous vide: cook time 45 minutes, 50 minutes   |
          sous vide: stirring 45 minutes                |
          kiln: celadon, 45 minutes                     | 2700
          kiln: celadon, 45 minutes, 50 minutes         |
          """)
  void aLengthOfItsOwn(String text, String seconds) {
    Optional<List<Clause>> plan = OwnPlan.of(MACHINES.find(Hearing.hear(text)));
    assertThat(plan.isPresent()).isEqualTo(seconds != null);
    assertThat(plan.stream().flatMap(List::stream).flatMap(Said::times))
        .containsExactlyElementsOf(
            Optional.ofNullable(seconds).map(Long::valueOf).map(Time.Length::new).stream()
                .toList());
  }
}
