package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.List;
import java.util.Map;

/**
 * A sentence and what it led to.
 *
 * @param pending what is done when the question in the outcome is answered; else empty
 * @param known the Things of clauses about which it was asked already
 */
record Turn(
    Outcome outcome,
    List<Clause> clauses,
    Found found,
    List<Upshot> pending,
    Map<Clause, List<Thing>> known) {
  /** Nothing waits for an answer. */
  Turn(Outcome outcome, List<Clause> clauses, Found found) {
    this(outcome, clauses, found, List.of(), Map.of());
  }
}
