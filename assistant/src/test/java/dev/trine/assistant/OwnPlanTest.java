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

  /** Which way it goes is told by a word of its own, or by how it is to be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a bit more flame in the fireplace       | set flame +
          lower the flame of the fireplace        | set flame -
          护理床软一点                              | set firmness -
          make the care bed firmer                | set firmness +
          care bed, right heat up by 2            | set right-heat +2
          护理床右边热度调低，降到二                   | set right-heat 2
          香薰机雾量大一点                           | set mist +
          护理床左边热度调小一点，二档                  | set left-heat 2
          香薰机雾量调到最大                          | set mist max
          the diffuser, mist low                  | set mist low
          护理床的盖子打开                           | set cover open
          """)
  void whichWayItGoes(String text, String plan) {
    assertThat(OwnPlan.of(MACHINES.find(Hearing.hear(text))).orElseThrow())
        .extracting(act -> act.verb().word() + " " + act.name() + " " + act.value())
        .containsExactly(plan);
  }

  /** Softer is no firmer, whoever plans it; both ways at once are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          护理床软一点                        | - | false
          the care bed a bit firmer         | + | false
          the care bed firmer or softer     | + | false
          护理床太软了                        | + | false
          """)
  void theOtherWayIsDoubtful(String text, String step, boolean isDoubtful) {
    Found found = MACHINES.find(Hearing.hear(text));
    Clause.Target bed =
        new Clause.Target(
            Clause.Quantity.ONE,
            Optional.of(found.mentions().getFirst()),
            List.of(),
            false,
            List.of());
    Clause act = new Clause(Clause.Verb.SET, Optional.of(bed), "firmness", step);
    Said said = new Said(found, List.of(act));
    assertThat(new Missetting(said, List.of(act)).isDone()).isEqualTo(isDoubtful);
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
    assertThat(plan.stream().flatMap(List::stream).flatMap(Clause::times))
        .containsExactlyElementsOf(
            Optional.ofNullable(seconds).map(Long::valueOf).map(Time.Length::new).stream()
                .toList());
  }
}
