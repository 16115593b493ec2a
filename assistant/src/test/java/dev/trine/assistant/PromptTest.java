package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model reads, and the way back from what it says. */
class PromptTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  private static Prompt prompt(String said) {
    return Prompt.of(FLAT.find(Hearing.normal(said)));
  }

  @Test
  void namesBecomeLetters() {
    assertThat(prompt("把卫生间的镜前灯调到30%").text())
        .startsWith("A light :")
        .endsWith("> 把 P 的 A 调到30%\n");
    assertThat(prompt("turn on the doorbell in the garage").text())
        .isEqualTo("A none\nP none\n> turn on the A in the P\n");
    assertThat(prompt("mirror light on, mirror light off").marks()).hasSize(1);
  }

  @Test
  void numbersAreKept() {
    assertThat(prompt("desk lamp to twenty percent, then 30.5").numbers())
        .containsExactly("20", "30.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set any A P brightness 30",
        "set all * P ! A on false",
        "do one A here open",
        "which each * P on true",
        "get one A mode",
        "absent\nchat",
        "unclear",
        "undo",
      })
  void answersAreReadAsTheyAreWritten(String answer) {
    Prompt prompt = prompt("把客厅的落地灯打开");
    assertThat(prompt.answer(prompt.clauses(answer))).isEqualTo(answer);
  }

  @Test
  void whatCameBeforeStandsAboveTheSentence() {
    Prompt first = prompt("把客厅的落地灯打开");
    List<Clause> clauses = first.clauses("set any A P on true");
    assertThat(Prompt.after(clauses, FLAT.find("调亮一点")).text())
        .contains("< set any A P on true\n> 调亮一点\n");
  }

  @Test
  void theGrammarOffersWhatIsThereAndNoMore() {
    Prompt prompt = prompt("把客厅的落地灯调到30%");
    PlanGrammar grammar = new PlanGrammar(prompt, Households.FLAT);
    for (String plan : List.of("set any A P brightness 30", "set any A P on true", "absent")) {
      assertThat(prompt.clauses(plan)).as(plan).allMatch(grammar::allows);
    }
    for (String plan :
        List.of("set any A P brightness 31", "set any A P volume 30", "do any A P open")) {
      assertThat(prompt.clauses(plan)).as(plan).noneMatch(grammar::allows);
    }
  }
}
