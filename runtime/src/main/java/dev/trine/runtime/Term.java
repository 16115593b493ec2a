package dev.trine.runtime;

import java.util.BitSet;
import java.util.List;

/** The kinds of terms that a grammar is made of, besides {@link Grammar.Rule}. */
final class Term {
  private Term() {}

  /** Exactly these bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never changed, and compared by identity
  record Literal(byte[] bytes) implements Grammar {}

  /** One byte out of a set; indices are 0 to 255. */
  record ByteClass(BitSet bytes) implements Grammar {}

  /** One term after the other; without terms it is the empty text. */
  record Sequence(List<Grammar> terms) implements Grammar {}

  /** One of several terms; without terms nothing matches. */
  record Choice(List<Grammar> terms) implements Grammar {}

  /** A term {@code min} to {@code max} times. */
  record Repeat(Grammar term, int min, int max) implements Grammar {}

  /** The terms directly below a term. */
  static List<Grammar> below(Grammar term) {
    if (term instanceof Sequence sequence) {
      return sequence.terms();
    }
    if (term instanceof Choice choice) {
      return choice.terms();
    }
    if (term instanceof Repeat repeat) {
      return List.of(repeat.term());
    }
    return term instanceof Grammar.Rule rule ? List.of(rule.definition()) : List.of();
  }
}
