package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Home;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Things of kinds that nobody has heard of are understood by their titles, schemas and units. */
class TitlePartsTest {
  private static final Home HOME = Home.fresh(Households.OWN);
  private static final Finder FINDER = new Finder(Households.OWN);

  @AfterAll
  static void close() {
    HOME.close();
  }

  @BeforeEach
  void freshly() {
    HOME.reset(Map.of());
  }

  /** A part of a title is a word where a sentence is read so, of a Thing or of any. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          抽油烟机个油网使唔使洗               | filter-dirty
          药盒看一下，今天服药没有             | taken-today
          爷爷下次吃药是几点                  | next-intake
          how are we doing on pellets       | pelletLevel
          is the filter of the hood dirty   | filter-dirty
          """)
  void aPartOfATitleIsAWord(String text, String word) {
    Heard heard = Hearing.order(Hearing.hear(text));
    assertThat(words(FINDER.findOfTitles(heard, List.of()))).contains(word);
  }

  /** What many titles have tells none of them: 还剩多少, 时间, level. */
  @ParameterizedTest
  @ValueSource(strings = {"还剩多少", "今天还有多少", "what's the level", "how much is left"})
  void whatManyTitlesHaveIsNone(String text) {
    assertThat(words(FINDER.findOfTitles(Hearing.hear(text), List.of()))).isEmpty();
  }

  private static List<String> words(Found found) {
    return new Said(found, List.of()).ownWords().map(Finder.Part.Own::word).toList();
  }

  /** Only what tells nothing without them is read so, and a question may be as unsure as it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          抽油烟机个油网使唔使洗    | absent      | get one A filter-dirty | filter-dirty?
          抽油烟机个油网使唔使洗    | get one A suction | absent           | suction?
          """)
  void itIsReadSoWhereNothingElseTells(String text, String first, String second, String acts) {
    Outcome outcome = say(text, prompt -> words(prompt).contains("$") ? second : first);
    assertThat(Scripted.brief(outcome.acts())).singleElement().asString().endsWith(" " + acts);
  }

  private static String words(Prompt prompt) {
    return prompt.text().substring(prompt.text().indexOf('>'));
  }

  private static Outcome say(String text, Function<Prompt, String> plan) {
    Assistant assistant =
        new Assistant(
            (prompt, judge) -> Decider.Decision.of(Scripted.clauses(prompt, plan.apply(prompt))),
            HOME);
    return assistant.say(Utterance.of(text));
  }

  /** Several inputs, a text that is copied, a length, a level, a start: all of one Thing's own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          queue up dancing queen on the karaoke machine | do queueSong [song=dancing queen]
          金嗓点一首爱拼才会赢                              | do queueSong [song=爱拼才会赢]
          point the telescope at the orion nebula       | do pointAt [target=the orion nebula]
          two cappuccinos from the coffee machine       | do brew [drink=cappuccino, cups=2]
          microwave for two minutes                     | do warm [seconds=120]
          washing machine spin at 1200                  | set spin-speed 1200
          wool on the washing machine, and start        | set program wool; do start-wash
          suction of the hood on high, the pans are hot | set suction high
          炕再热点                                        | set fire +
          """)
  void itsOwnWordsMakeAPlan(String text, String plan) {
    Found found = FINDER.find(Hearing.order(Hearing.hear(text)));
    assertThat(OwnPlan.of(found).orElseThrow())
        .extracting(TitlePartsTest::brief)
        .containsExactly(plan.split("; "));
  }

  private static String brief(Clause act) {
    List<String> input =
        act.input().stream()
            .map(member -> member.name() + "=" + said(member.arguments().getFirst()))
            .toList();
    String told = (act.verb().word() + " " + act.name() + " " + act.value()).strip();
    return input.isEmpty() ? told : told + " " + input;
  }

  private static String said(Argument argument) {
    return switch (argument) {
      case Argument.Text text -> text.said();
      case Argument.Word(String word) -> word;
      case Argument.When(Time.Length length) -> String.valueOf(length.seconds());
      default -> argument.toString();
    };
  }

  /** What was said is left out, or something else is done: each is asked, or read otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two cappuccinos from the coffee machine | set one A grindSize 2              | true
          microwave for two minutes               | for M set one A grill true         | true
          microwave, grill for two minutes        | for M set one A grill true         | false
          炕再热点                                  | set one A off-after +              | true
          炕再热点                                  | set one A fire +                   | false
          香薰机开三个钟                             | for M set one A on true            | false
          mic volume up                           | set any * on true                    | true
          give mochi two portions from the cat feeder | do one B feed portions 2       | false
          """)
  void whatIsDoubtful(String text, String plan, boolean isDoubtful) {
    Found found = FINDER.find(Hearing.order(Hearing.hear(text)));
    List<Clause> clauses = WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan));
    assertThat(Doubts.about(found, clauses, List.of())).isEqualTo(isDoubtful);
  }

  /** What a plan comes to. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what is the blood pressure monitor's blood pressure | get one A systolic | get systolic; get diastolic
          血压计的收缩压是多少                         | get one A systolic                 | get systolic
          走步机慢点，降到四点五                       | set one A beltSpeed -4.5           | set beltSpeed 4.5
          """)
  void whatAPlanComesTo(String text, String plan, String whole) {
    Found found = FINDER.find(Hearing.order(Hearing.hear(text)));
    assertThat(WholePlan.of(found, Scripted.clauses(Prompt.of(found), plan)))
        .allMatch(act -> act.timing().equals(Optional.empty()))
        .extracting(TitlePartsTest::brief)
        .containsExactlyInAnyOrder(whole.split("; "));
  }
}
