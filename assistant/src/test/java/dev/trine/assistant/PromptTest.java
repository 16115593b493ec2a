package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model reads, and the way back from what it says. */
class PromptTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  private static final Finder ALL = new Finder(Households.ALL);

  private static Prompt prompt(String said) {
    return Prompt.of(FLAT.find(Hearing.hear(said)));
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
        "forget",
        "when one A on true\nset one A brightness 30",
      })
  void answersAreReadAsTheyAreWritten(String answer) {
    Prompt prompt = prompt("把客厅的落地灯打开");
    assertThat(prompt.answer(prompt.clauses(answer))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          in half an hour turn off the living room fan | in M set one A P on false
          turn on the fan for 20 minutes | for M set one A on true
          十点二十关掉客厅的风扇 | at V set any A P on false
          at 7 turn on the fan until 8:30 pm | until V set one A on true
          set a pasta timer for ten minutes | do one A start seconds M name " pasta "
          remind me to Call Mom tomorrow at 5 pm | do any reminder add title " call mom " at V
          remind me tomorrow to buy milk at nine | do any reminder add title " buy milk " at V 9
          提醒我明天早上八点去医院拿报告 | do any reminder add title " 去 .. 告 " at V
          把牛奶加到购物清单 | do any A add item " 牛奶 "
          播放周杰伦的《晴天》 | do any media play-media query " 周 .. 天 " kind song
          給媽媽發訊息說我晚點到 | do any A send to " 妈妈 " text " 我 .. 到 "
          take me to the airport via the mall avoiding tolls | do any navigation navigate to " the airport " via " the mall " avoid " tolls "
          what is the strength | get any * $a
          brew 3 cups with the brewer bold | do one A $a $b 3 $g $c
          show hello world on the brewer | set one A $c " hello world "
          start the brewer in 30 minutes | set one A $b M
          tell everyone in the kitchen dinner is ready | do any announcer announce text " dinner .. ready " places P
          clean here and the kitchen | do any vacuum start areas here P
          are any lights on | some all A on true
          turn off the lights that are on | set all A that on true on false
          how many minutes are left | do any timer status
          """)
  void textsAndTimesAreOfTheSentence(String said, String answer) {
    Prompt prompt = Prompt.of(ALL.find(Hearing.hear(said)));
    List<Clause> clauses = prompt.clauses(answer);
    assertThat(prompt.answer(clauses)).isEqualTo(answer);
    assertThat(clauses).allMatch(new PlanGrammar(prompt)::allows);
  }

  @Test
  void whatIsCopiedKeepsItsSpelling() {
    Clause clause =
        prompt("Remind me to call Dr. O'Neill about the Kitchen lamp")
            .clauses("do any reminder add title \" call dr. o'neill about the P A \"")
            .getFirst();
    assertThat(clause.said("title"))
        .containsExactly(
            new Argument.Text(
                "call dr. o'neill about the P A", "call Dr. O'Neill about the Kitchen lamp"));
  }

  @Test
  void whatCameBeforeStandsAboveTheSentence() {
    Prompt first = prompt("把客厅的落地灯打开");
    List<Clause> clauses = first.clauses("set any A P on true");
    assertThat(Prompt.after(clauses, FLAT.find(Hearing.hear("调亮一点"))).text())
        .contains("< set any A P on true\n> 调亮一点\n");
  }

  @Test
  void theGrammarOffersWhatIsThereAndNoMore() {
    Prompt prompt = prompt("把客厅的落地灯调到30%");
    PlanGrammar grammar = new PlanGrammar(prompt);
    for (String plan : List.of("set any A P brightness 30", "set any A P on true", "absent")) {
      assertThat(prompt.clauses(plan)).as(plan).allMatch(grammar::allows);
    }
    for (String plan :
        List.of("set any A P brightness 31", "set any A P volume 30", "do any A P open")) {
      assertThat(prompt.clauses(plan)).as(plan).noneMatch(grammar::allows);
    }
  }
}
