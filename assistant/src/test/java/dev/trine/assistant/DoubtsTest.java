package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Outcome.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan against which something speaks is asked first; one that says it all is followed. */
class DoubtsTest {
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
          turn off the tv and dim the floor lamp      | set one A on false
          关电视，打开落地灯                           | set any A on false
          tv volume down by 5                         | set one A volume -
          tv off at eight                             | set one A on false
          电视八点关掉                                 | set any A on false
          if it gets dark turn on the floor lamp      | set one A on true
          要是天黑了就打开落地灯                         | set any A on true
          close the blind                             | do one A open
          把百叶帘关上                                 | do any A open
          turn the floor lamp off                     | set one A on true
          set the floor lamp to lavender              | set one A color green
          open the lock                               | set one A locked true
          开一下门锁                                   | set any A locked true
          turn off the downlights                     | set all * on false
          turn off all the downlights                 | set all * on false
          打开客厅登                                   | set any * P on true
          have I left the tv on                       | set one A on true
          let the tv park itself                      | set one A on true
          电视关了吗                                   | set any A on false
          """)
  void whatIsDoubtfulIsAskedFirst(String text, String plan) {
    Outcome outcome = FLAT.say(text, plan);
    assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Kind.ASKED);
    assertThat(outcome.acts()).isEmpty();
    assertThat(outcome.proposed()).isNotEmpty();
    assertThat(FLAT.say(text, plan, true, false).kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void oneTextIsNotCopiedWithAnother() {
    Finder.Found found = new Finder(Households.ALL).find(Hearing.hear("buy milk and eggs"));
    Prompt prompt = Prompt.of(found);
    String both = "do any shopping add item \" milk and eggs \"";
    String eggs = "do any shopping add item \" eggs \"";
    String milk = "do any shopping add item \" milk \"";
    assertThat(Doubts.about(found, Scripted.clauses(prompt, both + "; " + eggs))).isTrue();
    assertThat(Doubts.about(found, Scripted.clauses(prompt, milk + "; " + eggs))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn off the tv and the floor lamp          | set one A on false; set one B on false
          tv volume down by 5                         | set one A volume -5
          tv off at eight                             | at 8 set one A on false
          turn everything off                         | set all * on false
          把所有设备都关掉                              | set all * on false
          don't leave the tv on                       | set one A on false
          set the floor lamp to blue                  | set one A color blue
          set the air purifier to auto                | set one A mode auto
          lock the door                               | set one A locked true
          把门锁上                                     | set any A locked true
          """)
  void whatIsSaidIsDone(String text, String plan) {
    assertThat(FLAT.say(text, plan).kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void yesFollowsThePlan() {
    Conversation talk = FLAT.talk("set one A on false");
    assertThat(talk.say("turn off the tv and dim the floor lamp").kind()).isEqualTo(Kind.ASKED);
    assertThat(Scripted.brief(talk.say("yes").acts())).containsExactly("living-room:tv on=false");
  }
}
