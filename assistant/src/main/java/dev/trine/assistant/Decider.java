package dev.trine.assistant;

import java.util.List;
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
    /** What is certain. */
    static Decision of(List<Clause> clauses) {
      return new Decision(clauses, 1);
    }
  }

  /**
   * {@return what a sentence means}
   *
   * @param isDoubtful whether something speaks against a plan; where another is nearly as likely,
   *     it is better
   */
  Decision decide(Prompt prompt, Predicate<List<Clause>> isDoubtful);
}
