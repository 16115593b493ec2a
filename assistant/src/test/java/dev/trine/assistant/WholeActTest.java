package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An act does what was said of its Thing, whatever else is said beside it. */
class WholeActTest {
  private static final Finder ALL = new Finder(Households.ALL);

  private static Clause act(String text, String plan) {
    Found found = ALL.find(Hearing.hear(text));
    return WholeAct.of(found, Scripted.clauses(Prompt.of(found), plan).getFirst())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"别光吹我一个人，让风扇摇头, true", "讓風扇擺頭，不要老是吹我, true", "风扇别摇头了, false", "风扇停止摆头, false"})
  void swingsWhereThatIsNotForbidden(String text, String value) {
    assertThat(act(text, "set any A swing false").value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"灯关一盏吧, ONE", "灯熄一盏就好, ONE", "灯关掉, ANY", "灯关到一半, ANY"})
  void isOfOneOfThemWhereOneWasSaid(String text, Quantity quantity) {
    assertThat(act(text, "set any A on false").target()).map(Target::quantity).contains(quantity);
  }

  /** A step goes the way that is said before it. */
  @ParameterizedTest
  @CsvSource({"床头灯的色温再低五百K, +500, -500", "床头灯的色温再高五百K, -500, +500"})
  void goesTheWayThatWasSaid(String text, String value, String right) {
    Found found = ALL.find(Hearing.hear(text));
    Clause step =
        Scripted.clauses(Prompt.of(found), "set any A color-temperature " + value).getFirst();
    assertThat(new Said(found, List.of(step)).exactly(step).value()).isEqualTo(right);
  }

  @ParameterizedTest
  @CsvSource({"再给床头灯加个二十趴的亮度, +20", "床头灯开二十趴的亮度, 20"})
  void isAStepWhereItWasSaidSo(String text, String value) {
    Found found = ALL.find(Hearing.hear(text));
    Clause step = Scripted.clauses(Prompt.of(found), "set any A brightness +20").getFirst();
    assertThat(new Said(found, List.of(step)).exactly(step).value()).isEqualTo(value);
  }
}
