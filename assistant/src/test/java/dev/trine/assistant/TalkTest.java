package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said beside an order is left out of its plan. */
class TalkTest {
  private static final Finder ALL = new Finder(Households.ALL);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          客厅灯关掉，空调是新买的          | set any A P on false; set any B on true | 空调是新买的 | set any A P on false
          客厅灯关掉，把空调打开            | set any A P on false; set any B on true | -          | set any A P on false; set any B on true
          明天要段考，客厅灯关掉            | at V set any A P on false               | 明天要段考    | set any A P on false
          今晚开家长会把客厅灯关掉           | at V set any A P on false               | 今晚开家长会   | set any A P on false
          锅里炖着排骨呢，定个二十五分钟      | do any timer start seconds M name " 排骨 " | 锅里炖着排骨呢 | do any timer start seconds M
          客厅灯现在打开，十点自己灭         | set any A P on true; at V set any A P on false | 10点自己灭 | set any A P on true; at V set any A P on false
          明天八点，客厅灯关掉              | at V set any A P on false               | -          | at V set any A P on false
          十分钟后把客厅灯关掉              | in M set any A P on false               | 10分钟后把   | in M set any A P on false
          十分钟后麻烦把客厅灯关掉           | in M set any A P on false               | 10分钟后麻烦  | in M set any A P on false
          过十分钟妈妈要睡把客厅灯关掉        | in M set any A P on false               | 过10分钟妈妈要睡 | set any A P on false
          我们明天走的时候，客厅灯关掉        | at V set any A P on false               | 我们明天走的时候 | at V set any A P on false
          """)
  void givesNoThingAndNoTime(String text, String plan, String talk, String left) {
    Found found = ALL.find(Hearing.hear(text));
    assertThat(leftOut(found, plan, talk)).isEqualTo(Scripted.clauses(Prompt.of(found), left));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          八點提醒我交學費，老師都催兩回了 | do any reminder add title " 交学费,老师都催两回了 " at V | 老师都催两回了 | 交學費
          八點提醒我交二十三塊學費，老師都催兩回了 | do any reminder add title " 交23块学费,老师都催两回了 " at V | 老师都催两回了 | 交二十三塊學費
          八點提醒我交學費，再買包煙     | do any reminder add title " 交学费,再买包烟 " at V   | -         | 交學費，再買包煙
          筆記寫低鎖匙喺櫃度，佢會嚟攞    | do any note add title " 锁匙喺柜度,佢会嚟攞 "        | 佢会嚟攞     | 鎖匙喺櫃度，佢會嚟攞
          """)
  void endsATextButNoNote(String text, String plan, String talk, String title) {
    Found found = new Finder(Households.HEBE).find(Hearing.hear(text));
    assertThat(leftOut(found, plan, talk).stream().flatMap(Clause::texts))
        .singleElement()
        .extracting(Argument.Text::said)
        .isEqualTo(title);
  }

  private static List<Clause> leftOut(Found found, String plan, String talk) {
    List<Clause> whole = Scripted.clauses(Prompt.of(found), plan);
    Clause said = Clause.alone(Clause.Verb.CHAT);
    Function<Heard, Meaning> read =
        part -> meaning(found, part.text().strip().equals(talk) ? List.of(said) : whole);
    return new Talk(read).leftOut(meaning(found, whole)).map(Decision::clauses).orElse(whole);
  }

  private static Meaning meaning(Found found, List<Clause> clauses) {
    return new Meaning(found, Decision.of(clauses), clauses, List.of(), false);
  }
}
