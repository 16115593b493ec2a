package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ConversationTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted ALL = new Scripted(Households.ALL);

  @AfterAll
  static void close() {
    FLAT.close();
    ALL.close();
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
          把吸顶灯打开                | set any A on true | 第二个吧                 | kitchen:ceiling-light on=true
          turn on the light          | set one A on true | the mirror one          | bathroom:mirror-light on=true
          turn on the light          | set one A on true | the counter one, please | kitchen:counter-light on=true
          開燈                       | set any A on true | 鏡前嗰盞                 | bathroom:mirror-light on=true
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set an alarm called rent | do any A add title " rent " | For when? | tomorrow at ten | alarm-clock add title=rent T10:00
          叫我起床 | do any alarm add | 什么时候？ | 今晚九点吧 | alarm-clock add title= T21:00
          wake me up on friday          | do any alarm add at V                         | For when?              | at half past six       | alarm-clock add title= T06:30
          send a message to my sister   | do any A send to " my sister " text " a .. sister " | What should I say? | Actually, I'm LATE     | messages send? to=my sister text=Actually, I'm LATE
          send a message to anna        | do any A send to " B " text " B "             | What should I say?     | say we moved to No. 12 | messages send? to=anna text=we moved to No. 12
          给安娜发消息                   | do any B send to " A "                        | 内容是什么？            | 我晚点到家               | messages send? to=安娜 text=我晚点到家
          remind me | do any reminder add title " remind " | What is it about? | to call Dr. Wu | For when?
          提醒我明天早上九点 | do any reminder add title " V " at V | 内容是什么？ | 交電費 | reminders add title=交電費 T09:00
          add something to the shopping list | do any A add item " something "          | What should I put there? | Oat milk             | shopping add item=Oat milk
          play something                | do any media play-media query " something "   | What should I play?    | play some Bach         | speaker play-media query=Bach
          navigate                      | do any navigation navigate to " navigate "    | Who or where to?       | to the airport         | navigation navigate to=the airport
          set a timer                   | do any A start                                | For how long?          | 10 minutes please      | timers start seconds=600
          cancel the timer              | do any A cancel                               | Which one?             | the pasta one          | timers cancel name=pasta
          start the brewer              | do any A brew                                 | I need to know the cups. What should it be? | three, please | brewer brew cups=3
          """)
  void whatWasMissingIsAnswered(
      String text, String plan, String asked, String answer, String expected) {
    Conversation talk = ALL.talk(plan);
    assertThat(talk.say(text).reply()).isEqualTo(asked);
    Outcome outcome = talk.say(answer);
    assertThat(
            outcome.acts().isEmpty() && outcome.proposed().isEmpty()
                ? outcome.reply()
                : inShort(outcome))
        .isEqualTo(expected);
  }

  /** The one act or proposal, with its input; of a time, only the clock. */
  private static String inShort(Outcome outcome) {
    boolean proposed = outcome.acts().isEmpty();
    Outcome.Act act = (proposed ? outcome.proposed() : outcome.acts()).getFirst();
    return inShort(act, proposed);
  }

  private static String inShort(Outcome.Act act, boolean proposed) {
    StringBuilder text =
        new StringBuilder(
            act.thing().replace("urn:all:", "") + " " + act.name() + (proposed ? "?" : ""));
    JsonNode input = act.value().orElseThrow();
    for (String member :
        List.of("to", "title", "text", "item", "query", "seconds", "name", "cups")) {
      boolean untitled = member.equals("title") && input.has("at") && !input.has("title");
      if (input.has(member) || untitled) {
        text.append(' ').append(member).append('=').append(input.path(member).asString(""));
      }
    }
    return text + (input.has("at") ? input.get("at").asString().replaceAll(".*T", " T") : "");
  }

  @Test
  void aDraftIsSentOnlyAfterItWasReadBack() {
    Conversation talk = ALL.talk("do any A send to \" B \" text \" B \"");
    talk.say("send a message to anna");
    Outcome draft = talk.say("I'm late");
    assertThat(draft.kind()).isEqualTo(Kind.ASKED);
    assertThat(draft.reply()).isEqualTo("Shall I send anna \"I'm late\"?");
    assertThat(talk.say("yes, send it please").acts()).hasSize(1);
  }

  @Test
  void aCommandIsNoAnswer() {
    Conversation talk = ALL.talk("do any alarm add", "set one A on true", "chat");
    talk.say("wake me up");
    assertThat(Scripted.brief(talk.say("turn on the fan").acts())).containsExactly("fan on=true");
    assertThat(talk.say("tomorrow at ten").acts()).isEmpty();
    talk = ALL.talk("do any A add item \" something \"", "set one A on true", "set one A on true");
    talk.say("add something to the shopping list");
    assertThat(Scripted.brief(talk.say("turn on the fan").acts())).containsExactly("fan on=true");
  }

  @Test
  void whatFitsNoQuestionIsAskedOnceMore() {
    Conversation talk = ALL.talk("do any alarm add", "chat", "chat");
    talk.say("wake me up");
    assertThat(talk.say("banana").reply()).isEqualTo("For when?");
    assertThat(talk.say("purple").reply()).startsWith("I did not get that");
    talk = ALL.talk("do any alarm add", "chat");
    talk.say("wake me up");
    talk.say("banana");
    assertThat(talk.say("tomorrow at ten").kind()).isEqualTo(Kind.DONE);
    talk = ALL.talk("do any alarm add");
    talk.say("wake me up");
    assertThat(talk.say("no, leave it, thanks").reply()).isEqualTo("All right, I leave it.");
  }

  @Test
  void anAnswerKeepsTheTimeAndTheConditionOfTheSentence() {
    Conversation talk = FLAT.talk("in M set one A on true");
    talk.say("turn on the ceiling light in ten minutes");
    assertThat(talk.say("the kitchen one").acts())
        .singleElement()
        .satisfies(act -> assertThat(act.afterSeconds()).contains(600L));
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
            (prompt, judge) -> new Decider.Decision(prompt.clauses("set one A P on false"), 0.3),
            FLAT.home);
    Conversation talk = assistant.converse(Optional.empty());
    Outcome asked = talk.say("turn off the living room tv");
    assertThat(asked.kind()).isEqualTo(Kind.ASKED);
    assertThat(Scripted.brief(asked.proposed())).containsExactly("living-room:tv on=false");
    assertThat(Scripted.brief(talk.say("yes").acts())).containsExactly("living-room:tv on=false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lamp 1 to 30         | set one A brightness 30         | a bit more         | lamp-1 brightness=40
          lamp 1 down by 10    | set one A brightness -10        | and a bit more     | lamp-1 brightness=20
          speaker to 30        | set one A volume 30             | a little less      | speaker volume=20
          一号灯调到三成          | set any A brightness 30         | 再来一点            | lamp-1 brightness=40
          turn on the fan      | set one A on true               | 大啲                | fan fan-level=3
          curtain halfway      | set one A position half         | a bit more         | curtain position=60
          lamp 1 to 30         | set one A brightness 30         | and the second one | lamp-2 brightness=30
          关一号灯               | set any A on false              | 二号也是            | lamp-2 on=false
          lamp 1 on            | set one A on true               | no, the other one  | lamp-2 on=true
          """)
  void whatSaysOnlyHowItGoesOnNeedsNoModel(String text, String plan, String next, String expected) {
    Conversation talk = ALL.talk(plan);
    talk.say(text);
    assertThat(Scripted.brief(talk.say(next).acts())).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          add bananas to the shopping list | do any A add item " bananas "     | take it off again    | shopping remove item=bananas
          购物清单加藕                     | do any A add item " 藕 "         | 还有花椒              | shopping add item=花椒
          add bananas to the shopping list | do any A add item " bananas "     | and some cream too   | shopping add item=cream
          remind me at three pm tomorrow to ring mum | do any reminder add title " ring mum " at V | make it four | reminders cancel title=ring mum; reminders add title=ring mum T16:00
          remind me at nine am tomorrow to ring mum | do any reminder add title " ring mum " at V | change it to two | reminders cancel title=ring mum; reminders add title=ring mum T14:00
          明天下午三点提醒我交电费           | do any reminder add title " 交电费 " at V | 改成四点       | reminders cancel title=交电费; reminders add title=交电费 T16:00
          set a timer for 12 minutes     | do any A start seconds M        | make it twenty       | timers cancel seconds=720; timers start seconds=1200
          """)
  void entriesAndItemsAreChanged(String text, String plan, String next, String expected) {
    Conversation talk = ALL.talk(plan, "unclear");
    Outcome first = talk.say(text);
    assertThat(first.kind()).as(first.reply()).isEqualTo(Kind.DONE);
    Outcome outcome = talk.say(next);
    assertThat(outcome.acts().stream().map(act -> inShort(act, false)))
        .as(outcome.reply())
        .containsExactly(expected.split("; "));
  }

  @Test
  void aDayToComeIsTheWeathers() {
    String plan = "get any A condition; set one B on false";
    Outcome outcome = ALL.say("what's the weather tomorrow, and turn lamp 1 off", plan);
    assertThat(Scripted.brief(outcome.acts()))
        .containsExactlyInAnyOrder("weather forecast?", "lamp-1 on=false");
    outcome = ALL.say("what's the weather today", "get any A condition");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("weather condition?");
  }

  @Test
  void anItemIsNoAnswerToWhatIsSurelyTalk() {
    Conversation talk = ALL.talk("do any A add item \" bananas \"", "general", "general");
    talk.say("add bananas to the shopping list");
    Outcome outcome = talk.say("and who won the cup");
    assertThat(outcome.acts()).isEmpty();
  }

  @Test
  void whatNamesNoThingIsOfTheOneBefore() {
    Conversation talk =
        ALL.talk("set one A on true", "in M set any * on false", "in M set any * on false");
    talk.say("turn on the fan");
    Outcome outcome = talk.say("off again in ten minutes");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("fan on=false");
    assertThat(outcome.acts().getFirst().afterSeconds()).contains(600L);
  }

  @Test
  void bothAreThoseThatWereAskedAbout() {
    Conversation talk =
        FLAT.talk("set one A on true", "set all * brightness 10", "set any A brightness 10");
    talk.say("turn on the ceiling light");
    talk.say("the kitchen one");
    assertThat(Scripted.brief(talk.say("both at ten percent").acts()))
        .hasSize(3)
        .allMatch(act -> act.endsWith("ceiling-light brightness=10"));
  }

  @Test
  void theSameElsewhereIsOneOfThoseThatWereAskedAbout() {
    Conversation talk = FLAT.talk("set any A on false", "unclear", "set any A P on false");
    talk.say("关下吸顶灯");
    talk.say("厨房的");
    assertThat(Scripted.brief(talk.say("客厅的也关了").acts()))
        .containsExactly("living-room:ceiling-light on=false");
  }

  @Test
  void aDoubtIsOverWhenAQuestionWasAnswered() {
    Conversation talk = ALL.talk("do any A start name \" eggs \"");
    assertThat(talk.say("set a timer for the eggs with lamp 1").kind()).isEqualTo(Kind.ASKED);
    assertThat(talk.say("4 minutes").kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void theSameElsewhereIsOneOfItsKind() {
    Conversation talk = FLAT.talk("set one A on true", "unclear", "set one A P on true");
    assertThat(talk.say("turn on the floor lamp").kind()).isEqualTo(Kind.DONE);
    assertThat(talk.say("and in Doudou's room").reply())
        .contains("the bunny night light")
        .contains("the desk lamp");
  }
}
