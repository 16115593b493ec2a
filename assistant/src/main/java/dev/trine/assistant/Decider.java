package dev.trine.assistant;

import java.util.List;

/** Decides what was meant. */
interface Decider {
  /** {@return one clause or more, naming only what the prompt names} */
  List<Clause> decide(Prompt prompt);
}
