package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);

  @AfterAll
  static void close() {
    FLAT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn on the ceiling light | set one A on true | the kitchen one, please | kitchen:ceiling-light on=true
          turn on the ceiling light | set one A on true | the second one          | kitchen:ceiling-light on=true
          turn on the ceiling light | set one A on true | in the living room      | living-room:ceiling-light on=true
          turn the ac on            | set one A on true | both                    | living-room:air-conditioner on=true, main-bedroom:air-conditioner on=true
          把吸顶灯打开                | set any A on true | 客厅的                   | living-room:ceiling-light on=true
          開燈                       | set any A on true | 小兔子                   | doudou:bunny-light on=true
          把空调打开                  | set any A on true | 两个都                   | living-room:air-conditioner on=true, main-bedroom:air-conditioner on=true
          """)
  void aQuestionIsAnswered(String text, String plan, String answer, String expected) {
    Conversation talk = FLAT.talk(plan);
    assertThat(talk.say(text).kind()).isEqualTo(Kind.ASKED);
    Outcome outcome = talk.say(answer);
    assertThat(outcome.kind()).isEqualTo(Kind.DONE);
    assertThat(Scripted.brief(outcome.acts())).containsExactly(expected.split(", "));
  }

  @Test
  void anAnswerIsRepliedToInTheScriptOfTheSentenceBefore() {
    Conversation talk = FLAT.talk("set any A locked false", "set any A locked false");
    talk.say("打開大門的鎖");
    Outcome done = talk.say("好");
    assertThat(done.utterance()).isEqualTo("好");
    assertThat(Script.isTraditional(done.reply())).as(done.reply()).isTrue();
    talk.say("打开大门的锁");
    assertThat(Script.isTraditional(talk.say("ok").reply())).isFalse();
  }

  @Test
  void aPlaceAnswersForAllThatFitThere() {
    Conversation talk = FLAT.talk("set any A on true");
    assertThat(talk.say("开灯").kind()).isEqualTo(Kind.ASKED);
    assertThat(Scripted.brief(talk.say("厨房").acts()))
        .containsExactly("kitchen:ceiling-light on=true", "kitchen:counter-light on=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unlock the front door | set one A locked false | yes please | DONE
          unlock the front door | set one A locked false | no         | ANSWERED
          把大门解锁              | set any A locked false | 好的        | DONE
          把大门解鎖              | set any A locked false | 唔使啦      | ANSWERED
          """)
  void leaveIsGivenOrNot(String text, String plan, String answer, Kind kind) {
    Conversation talk = FLAT.talk(plan);
    assertThat(talk.say(text).proposed()).hasSize(1);
    Outcome outcome = talk.say(answer);
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.acts()).hasSize(kind == Kind.DONE ? 1 : 0);
  }

  @Test
  void aNewCommandDropsTheQuestion() {
    Conversation talk = FLAT.talk("set one A on true", "set one A on false", "chat");
    assertThat(talk.say("turn on the ceiling light").kind()).isEqualTo(Kind.ASKED);
    Outcome outcome = talk.say("turn the tv off");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("living-room:tv on=false");
    assertThat(talk.say("yes").acts()).isEmpty();
  }

  @Test
  void whatWasChosenIsMeantByWhatFollows() {
    Conversation talk = FLAT.talk("set one A on true", "unclear", "set one A brightness 20");
    talk.say("turn on the ceiling light");
    talk.say("the kitchen one");
    Outcome outcome = talk.say("make it 20%");
    assertThat(Scripted.brief(outcome.acts()))
        .containsExactly("kitchen:ceiling-light brightness=20");
  }

  @Test
  void undoRestoresWhatWas() {
    Conversation talk = FLAT.talk("set any A P brightness 10; do any B Q close", "undo", "undo");
    Outcome done = talk.say("把客厅的灯调到10%，关上主卧的窗帘");
    assertThat(done.acts()).hasSize(3).allMatch(act -> act.status().equals("confirmed"));
    Outcome undone = talk.say("撤销");
    assertThat(Scripted.brief(undone.acts()))
        .containsExactly(
            "main-bedroom:curtains position=100",
            "living-room:floor-lamp brightness=40",
            "living-room:floor-lamp on=false",
            "living-room:ceiling-light brightness=60");
    assertThat(undone.kind()).isEqualTo(Kind.DONE);
    assertThat(undone.reply()).startsWith("已恢复");
    assertThat(talk.say("撤销").kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void whatWasSoAlreadyLeavesNothingToRestore() {
    Conversation talk = FLAT.talk("set any A on true", "undo");
    assertThat(talk.say("打开电视").kind()).isEqualTo(Kind.DONE);
    Outcome undone = talk.say("撤销");
    assertThat(undone.kind()).isEqualTo(Kind.REFUSED);
    assertThat(undone.reply()).isEqualTo("没有可以撤销的操作。");
  }

  @Test
  void smallTalkDoesNothing() {
    Conversation talk = FLAT.talk("chat", "unclear");
    assertThat(talk.say("hello").kind()).isEqualTo(Kind.ANSWERED);
    assertThat(talk.say("turn it on").kind()).isEqualTo(Kind.ASKED);
    assertThat(talk.say("  ").kind()).isEqualTo(Kind.ASKED);
    assertThat(talk.say("la ".repeat(200)).kind()).isEqualTo(Kind.ASKED);
  }

  @Test
  void whatIsDoubtfulWaitsForAYes() {
    FLAT.home.reset(Map.of());
    Assistant assistant =
        new Assistant(
            prompt -> new Decider.Decision(prompt.clauses("set one A P on false"), 0.3), FLAT.home);
    Conversation talk = assistant.converse(Optional.empty());
    Outcome asked = talk.say("turn off the living room tv");
    assertThat(asked.kind()).isEqualTo(Kind.ASKED);
    assertThat(Scripted.brief(asked.proposed())).containsExactly("living-room:tv on=false");
    assertThat(Scripted.brief(talk.say("yes").acts())).containsExactly("living-room:tv on=false");
  }
}
