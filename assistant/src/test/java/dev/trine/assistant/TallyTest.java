package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Chances of plans that come to the same, or that something speaks against. */
class TallyTest {
  private static final List<Clause> CHAT = List.of(Clause.alone(Verb.CHAT));
  private static final List<Clause> GENERAL = List.of(Clause.alone(Verb.GENERAL));
  private static final List<Clause> NEVER = List.of(Clause.alone(Verb.NEVER));

  /** Whatever is no refusal comes to the same. */
  private static final Function<List<Clause>, Boolean> EFFECT = NEVER::equals;

  private static Tally tally(Predicate<List<Clause>> isDoubtful) {
    return new Tally(new Judge(it -> isDoubtful.test(it.clauses()), plan -> false, EFFECT), 3);
  }

  @Test
  void plansThatComeToTheSameAreAsLikelyAsTogether() {
    Tally tally = tally(plan -> false);
    tally.add(new Decision(CHAT, 0.3));
    assertThat(tally.isSettled(0.25)).as("0.7 are left").isFalse();
    tally.add(new Decision(NEVER, 0.25));
    tally.add(new Decision(GENERAL, 0.22));
    assertThat(tally.decision().clauses()).isEqualTo(CHAT);
    assertThat(tally.decision().chance()).isCloseTo(0.52, within(1e-9));
    assertThat(tally.isSettled(0.1)).as("sure").isTrue();
  }

  @Test
  void whatIsSpokenAgainstCountsForNobody() {
    Tally tally = tally(CHAT::equals);
    tally.add(new Decision(CHAT, 0.4));
    tally.add(new Decision(GENERAL, 0.45));
    assertThat(tally.decision().clauses()).isEqualTo(GENERAL);
    assertThat(tally.decision().chance()).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void theClearlyLikelierOneIsTheBest() {
    Tally tally = tally(plan -> false);
    tally.add(new Decision(CHAT, 0.3));
    tally.add(new Decision(NEVER, 0.32));
    assertThat(tally.decision().clauses()).as("hardly likelier").isEqualTo(CHAT);
    tally = tally(plan -> false);
    tally.add(new Decision(CHAT, 0.1));
    tally.add(new Decision(NEVER, 0.32));
    assertThat(tally.decision().clauses()).isEqualTo(NEVER);
  }

  @Test
  void mostOfWhatWasLookedAtIsSure() {
    Tally tally = tally(plan -> false);
    tally.add(new Decision(CHAT, 0.3));
    tally.add(new Decision(NEVER, 0.02));
    assertThat(tally.decision().isSure()).as("two of three were looked at").isFalse();
    tally.add(new Decision(NEVER, 0.02));
    assertThat(tally.isSettled(0.02)).isTrue();
    assertThat(tally.decision().isSure()).isTrue();
  }

  @Test
  void whatWasSaidInSoManyWordsIsMeasuredByWhatIsNotSpokenAgainst() {
    Tally tally = new Tally(new Judge(it -> it.clauses().equals(CHAT), GENERAL::equals, EFFECT), 3);
    tally.add(new Decision(CHAT, 0.3));
    tally.add(new Decision(GENERAL, 0.1));
    tally.add(new Decision(CHAT, 0.1));
    assertThat(tally.decision().clauses()).isEqualTo(GENERAL);
    assertThat(tally.decision().isSure()).isTrue();
  }

  @Test
  void anActIsAGuessBesideARestraintManyTimesLikelier() {
    Tally tally = tally(CHAT::equals);
    tally.add(new Decision(CHAT, 0.96));
    tally.add(new Decision(NEVER, 0.01));
    assertThat(tally.decision().clauses()).isEqualTo(CHAT);
  }

  @Test
  void whereAllAreDoubtfulTheFirstStands() {
    Tally tally = tally(plan -> true);
    tally.add(new Decision(CHAT, 0.4));
    tally.add(new Decision(GENERAL, 0.6));
    assertThat(tally.decision()).isEqualTo(new Decision(CHAT, 0.4));
    assertThat(tally.isSettled(0.1)).isFalse();
  }

  @Test
  void whatIsHardlyLikelyIsNotLookedAt() {
    Tally tally = tally(plan -> false);
    tally.add(new Decision(CHAT, 0.3));
    assertThat(tally.isSettled(0.05)).isFalse();
    assertThat(tally.decision().isSure()).as("others are to come").isFalse();
    assertThat(tally.isSettled(0.01)).as("none that counts").isTrue();
    assertThat(tally.decision().isSure()).isTrue();
  }
}
