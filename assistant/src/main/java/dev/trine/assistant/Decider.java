package dev.trine.assistant;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Decides what was meant. */
interface Decider {
  /**
   * What was meant.
   *
   * @param clauses one or more, naming only what the prompt names
   * @param chance how likely it is that just this was meant, 0 to 1
   */
  record Decision(List<Clause> clauses, double chance) {
    /** Where what was meant is less likely than this, leave is asked before anything is done. */
    static final double SURE = 0.5;

    /** What is certain. */
    static Decision of(List<Clause> clauses) {
      return new Decision(clauses, 1);
    }

    /** {@return whether a Thing is read, set or called} */
    boolean isOfThings() {
      return clauses.stream().anyMatch(clause -> clause.verb().hasTarget);
    }

    boolean isSure() {
      return chance >= SURE;
    }

    /** {@return whether nothing but acts was meant, and surely} */
    boolean isSureAct() {
      return isSure() && clauses.stream().allMatch(clause -> clause.verb().acts());
    }

    /** {@return whether nothing was found, or nothing understood} */
    boolean saysNothing() {
      return clauses.stream()
          .allMatch(it -> it.verb() == Clause.Verb.UNCLEAR || it.verb() == Clause.Verb.ABSENT);
    }

    boolean isTalk() {
      return !isOfThings();
    }
  }

  /**
   * What else is known of plans.
   *
   * @param isDoubtful whether something speaks against a plan that is so likely
   * @param isSpelt whether all that a plan does was said in so many words
   * @param effect what a plan comes to: plans with equal effects are as likely as all together
   */
  record Judge(
      Predicate<Decision> isDoubtful,
      Predicate<List<Clause>> isSpelt,
      Function<List<Clause>, ?> effect) {}

  /** {@return what a sentence means: the likeliest plan against which nothing speaks} */
  Decision decide(Prompt prompt, Judge judge);
}
