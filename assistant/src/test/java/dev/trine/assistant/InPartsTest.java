package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Decider.Decision;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sentence means by what its parts mean, with a pause between them or without. */
class InPartsTest {
  private static final Finder ALL = new Finder(Households.ALL);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          今天开了好几个会，客厅灯关掉                     | 今天开了好几个会                      | 客厅灯关掉
          今天开了好几个会把客厅灯关掉                     | 今天开了好几个会                      | 把客厅灯关掉
          今天开了好几个会客厅灯关掉                      | 今天开了好几个会                      | 客厅灯关掉
          耳朵都麻了 客厅灯关掉                          | 耳朵都麻了                           | 客厅灯关掉
          the pies came out of the van turn the living room light off | the pies came out of the van | turn the living room light off
          """)
  void anOrderBesideMereTalkIsDone(String text, String talk, String order) {
    assertThat(ofOnePart(text, talk, order))
        .hasValueSatisfying(it -> assertThat(it.found().heard().text()).isEqualTo(order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          今天开了好几个会把客厅灯关掉  | -     | 把客厅灯关掉
          厨房闷得很把客厅灯关掉  | 厨房闷得很 | 把客厅灯关掉
          """)
  void whatMayBeAnOrderOrTellWhereIsNoTalk(String text, String talk, String order) {
    assertThat(ofOnePart(text, talk, order)).isEmpty();
  }

  private static Optional<Meaning> ofOnePart(String text, String talk, String order) {
    Function<Heard, Meaning> read =
        part ->
            meaning(
                part,
                part.text().equals(talk)
                    ? "chat"
                    : part.text().equals(order) ? "set any A P on false" : "unclear");
    InParts parts = new InParts(read, (_, _) -> meaning(Hearing.hear(text), "unclear"));
    return parts.ofOnePart(meaning(Hearing.hear(text), "unclear"));
  }

  private static Meaning meaning(Heard heard, String plan) {
    Found found = ALL.find(heard);
    List<Clause> clauses = Scripted.clauses(Prompt.of(found), plan);
    return new Meaning(found, Decision.of(clauses), clauses, List.of(), false);
  }
}
