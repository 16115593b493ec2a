package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import dev.trine.things.Home;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sentence whose meaning does not hold is read once more: other words, the same Things. */
class MeaningTest {
  private static final Home HOME = Home.fresh(Households.MACHINES);
  private static final Finder FINDER = new Finder(Households.MACHINES);

  /** What the model read, one for each reading. */
  private final List<Prompt> read = new ArrayList<>();

  @AfterAll
  static void close() {
    HOME.close();
  }

  @BeforeEach
  void freshly() {
    HOME.reset(Map.of());
  }

  private Outcome say(String text, Function<Prompt, String> plan) {
    Assistant assistant =
        new Assistant(
            (prompt, judge) -> {
              read.add(prompt);
              return Decision.of(Scripted.clauses(prompt, plan.apply(prompt)));
            },
            HOME);
    return assistant.say(Utterance.of(text));
  }

  private static boolean showsOwnWords(Prompt prompt) {
    return prompt.text().contains("> $");
  }

  @Test
  void aMachineIsTurnedOnByItsOwnWord() {
    Outcome outcome =
        say("turn on the dishwasher", it -> it.standsIn() ? "set one A on true" : "absent");
    assertThat(read).extracting(Prompt::standsIn).containsExactly(false, true);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("dishwasher begin");
  }

  @Test
  void theLearntWordIsReadAsTheMachinesOwn() {
    Outcome outcome =
        say("start the dishwasher", it -> it.standsIn() ? "do one A start" : "absent");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("dishwasher begin");
    outcome =
        say(
            "the oven to 200",
            it -> it.standsIn() ? "set one A target-temperature 200" : "unclear");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven bake-heat=200");
  }

  @Test
  void whatHoldsIsReadOnce() {
    Outcome outcome = say("turn on the oven", it -> "set one A on true");
    assertThat(read).hasSize(1);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven on=true");
  }

  /** Where the whole asks less than its parts, each is asked. */
  @Test
  void everyQuestionIsAsked() {
    Outcome outcome = say("is the oven on and is the desk lamp on", it -> "get one A on");
    assertThat(read).hasSize(3);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ANSWERED);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven on?", "lamp on?");
  }

  @Test
  void whatIsNoQuestionAloneIsAPartOfOne() {
    Outcome outcome =
        say("is the oven on and hot", it -> it.text().contains(" A ") ? "get one A on" : "chat");
    assertThat(read).hasSize(3);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven on?");
  }

  /** A time that is too much for the model is that of what is left, where that is an order. */
  @Test
  void anOrderIsDoneAtItsTime() {
    Outcome outcome =
        say(
            "at eleven pm turn on the oven",
            it -> it.text().contains("V") ? "absent" : "set one A on true");
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven on=true");
    assertThat(outcome.acts().getFirst().afterSeconds()).isPresent();
  }

  /** What only tells why is too much for the model; beside it one part surely is an order. */
  @Test
  void theOnePartThatIsAnOrderIsDone() {
    Function<Prompt, String> plan =
        it -> it.text().contains("visitors") ? "unclear" : "set one A on true";
    Outcome outcome = say("turn on the oven, the visitors wait outside", plan);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("oven on=true");
  }

  /** What may change the order, or is one more, is not left away. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "turn on the oven, visitors unless it rains",
        "turn on the oven, visitors on the desk lamp",
        "turn on the oven, visitors at nine"
      })
  void whatMayChangeAnOrderIsNotLeftAway(String text) {
    Outcome outcome =
        say(text, it -> it.text().contains("visitors") ? "unclear" : "set one A on true");
    assertThat(outcome.acts()).isEmpty();
  }

  @Test
  void aWordOfAnotherThingIsReadAsAnyWord() {
    Outcome outcome =
        say("hoist the blind", it -> showsOwnWords(it) ? "do any * hoist" : "do one A open");
    assertThat(read).hasSize(2);
    assertThat(Scripted.brief(outcome.acts())).containsExactly("blind open");
  }

  @Test
  void whereNoReadingHoldsTheFirstStands() {
    Outcome outcome = say("start the dishwasher", it -> it.standsIn() ? "absent" : "chat");
    assertThat(read).hasSize(2);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ANSWERED);
    assertThat(outcome.acts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hoist the blind       | true  | false
          hoist the drying rack | true  | true
          open the blind        | false | false
          """)
  void wordsOfWhatIsNotNamedAreLeftAlone(String text, boolean anywhere, boolean ofNamed) {
    Heard heard = Hearing.hear(text);
    assertThat(saysAnOwnWord(FINDER.find(heard, List.of()))).isEqualTo(anywhere);
    assertThat(saysAnOwnWord(FINDER.findOfNamed(heard, List.of()))).isEqualTo(ofNamed);
  }

  private static boolean saysAnOwnWord(Found found) {
    return new Said(found, List.of()).ownWords().findAny().isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "turn on the dishwasher, true",
    "turn on the steam closet, true",
    "the oven to 200, true",
    "open the blind, false",
    "turn on the desk lamp, false",
    "turn it on, false"
  })
  void wordsStandInWhereAThingHasSuch(String text, boolean standsIn) {
    Found found = FINDER.find(Hearing.hear(text));
    assertThat(found.standsIn()).isFalse();
    assertThat(found.standingIn().map(Found::standsIn))
        .isEqualTo(standsIn ? Optional.of(true) : Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open the blind in the den           | do one A P open             | true
          open the blind in the den           | do one A open               | false
          hoist the blind                     | do one A open               | false
          start the oven at 200               | set one A bake-heat 200     | false
          start the oven                      | set one A on true           | true
          dishwasher on glass                 | set one A program glass     | true
          """)
  void aPlanTakesNoteOfPlacesOwnWordsAndStarts(String text, String plan, boolean takesAllIn) {
    assertThat(said(text, plan).takesAllIn()).isEqualTo(takesAllIn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open the blind and hoist it  | do one A open; do any * hoist | true
          hoist the drying rack and open the blind | do any * hoist; do one B open | false
          hoist it                     | do any * hoist                | false
          """)
  void aClauseStraysToWhatWasNotNamed(String text, String plan, boolean strays) {
    assertThat(said(text, plan).strays()).isEqualTo(strays);
  }

  @ParameterizedTest
  @CsvSource({
    "do not turn on the oven, true",
    "do not disturb on at the door panel, false",
    "don't set do not disturb on the door panel, true",
    "turn on the oven, false"
  })
  void whatAThingIsCalledForbidsNothing(String text, boolean isTold) {
    assertThat(said(text, "chat").isTold("forbid")).isEqualTo(isTold);
  }

  private static Said said(String text, String plan) {
    Found found = FINDER.find(Hearing.hear(text));
    return new Said(found, Scripted.clauses(Prompt.of(found), plan));
  }
}
