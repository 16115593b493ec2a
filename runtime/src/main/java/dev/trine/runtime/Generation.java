package dev.trine.runtime;

import dev.trine.model.Adapter;
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
 * @param limits what it may take of the machine, and whether it goes on in a full context
 * @param speculation how tokens are guessed ahead; never changes which are chosen
 * @param adapters low-rank changes of the model's weights
 */
public record Generation(
    Sampling sampling,
    int length,
    List<String> stops,
    Optional<Grammar> grammar,
    boolean ignoresEnd,
    Limits limits,
    Speculation speculation,
    List<Adapter> adapters) {

  public Generation {
    if (length < 0) {
      throw new IllegalArgumentException("length is " + length + "; use 0 or more tokens");
    }
    stops = List.copyOf(stops);
    adapters = List.copyOf(adapters);
  }

  /** Without limits, speculation and adapters. */
  public Generation(
      Sampling sampling,
      int length,
      List<String> stops,
      Optional<Grammar> grammar,
      boolean ignoresEnd) {
    this(sampling, length, stops, grammar, ignoresEnd, Limits.NONE, Speculation.none(), List.of());
  }

  /** Up to {@code length} tokens, always the most probable. */
  public static Generation greedy(int length) {
    return new Generation(Sampling.greedy(), length, List.of(), Optional.empty(), false);
  }

  public Generation with(Sampling other) {
    return new Generation(other, length, stops, grammar, ignoresEnd, limits, speculation, adapters);
  }

  public Generation upTo(int tokens) {
    return new Generation(
        sampling, tokens, stops, grammar, ignoresEnd, limits, speculation, adapters);
  }

  public Generation until(String... texts) {
    return new Generation(
        sampling, length, List.of(texts), grammar, ignoresEnd, limits, speculation, adapters);
  }

  public Generation under(Grammar language) {
    return new Generation(
        sampling, length, stops, Optional.of(language), ignoresEnd, limits, speculation, adapters);
  }

  public Generation ignoringEnd() {
    return new Generation(sampling, length, stops, grammar, true, limits, speculation, adapters);
  }

  public Generation within(Limits other) {
    return new Generation(
        sampling, length, stops, grammar, ignoresEnd, other, speculation, adapters);
  }

  public Generation with(Speculation other) {
    return new Generation(sampling, length, stops, grammar, ignoresEnd, limits, other, adapters);
  }

  public Generation with(List<Adapter> others) {
    return new Generation(
        sampling, length, stops, grammar, ignoresEnd, limits, speculation, others);
  }
}
