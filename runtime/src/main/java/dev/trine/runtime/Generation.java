package dev.trine.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What to generate.
 *
 * @param sampling how tokens are chosen
 * @param length the most tokens to make
 * @param stops texts that end the generation and are not part of it
 * @param grammar the language that the text must belong to
 * @param ignoresEnd whether tokens that end generation are never chosen
 */
public record Generation(
    Sampling sampling,
    int length,
    List<String> stops,
    Optional<Grammar> grammar,
    boolean ignoresEnd) {

  public Generation {
    if (length < 0) {
      throw new IllegalArgumentException("length is " + length + "; use 0 or more tokens");
    }
    stops = List.copyOf(stops);
  }

  /** Up to {@code length} tokens, always the most probable. */
  public static Generation greedy(int length) {
    return new Generation(Sampling.greedy(), length, List.of(), Optional.empty(), false);
  }

  public Generation with(Sampling other) {
    return new Generation(other, length, stops, grammar, ignoresEnd);
  }

  public Generation until(String... texts) {
    return new Generation(sampling, length, List.of(texts), grammar, ignoresEnd);
  }

  public Generation under(Grammar language) {
    return new Generation(sampling, length, stops, Optional.of(language), ignoresEnd);
  }

  public Generation ignoringEnd() {
    return new Generation(sampling, length, stops, grammar, true);
  }
}
