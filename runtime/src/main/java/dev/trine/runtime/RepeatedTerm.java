package dev.trine.runtime;

import dev.trine.runtime.Automaton.Frame;
import dev.trine.runtime.Automaton.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A term that grammars repeat, with the walks over the vocabulary from places inside it. */
final class RepeatedTerm {
  /** Walks that are kept; of characters there is one for each beginning of their bytes. */
  private static final int MOST_WALKS = 16;

  private final TokenTrie vocabulary;
  private final Grammar repetition;
  private final Automaton automaton;
  private final Map<State, RepetitionWalk> walks = new Recent<>(MOST_WALKS);

  RepeatedTerm(Grammar term, TokenTrie vocabulary) {
    this.vocabulary = vocabulary;
    repetition = Grammar.repeat(term, 0, Grammar.UNLIMITED - 1); // so that rounds are counted
    automaton = new Automaton(repetition, vocabulary);
  }

  /**
   * The walk from a place inside the term.
   *
   * @param stacks the place, of another automaton
   * @param border its repetition
   * @return empty if it is none, or if the same text may have taken another number of rounds
   */
  synchronized Optional<RepetitionWalk> walk(List<Frame> stacks, Frame border) {
    return automaton
        .inside(stacks, border, repetition)
        .map(from ->
            walks.computeIfAbsent(from, it -> new RepetitionWalk(vocabulary, automaton, it)))
        .filter(RepetitionWalk::isPlain);
  }
}
