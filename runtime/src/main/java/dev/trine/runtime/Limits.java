package dev.trine.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a generation may take of the machine.
 *
 * @param time from when it begins to run; when it is over the generation ends with the next step
 * @param memory bytes of keys and values
 * @param sinks where the context is full, go on: keep so many of the first tokens (attention sinks,
 *     Xiao et al. 2023, arXiv:2309.17453) and the later half of the others; without it a full
 *     context ends the generation
 */
public record Limits(Optional<Duration> time, OptionalLong memory, OptionalInt sinks) {
  public static final Limits NONE =
      new Limits(Optional.empty(), OptionalLong.empty(), OptionalInt.empty());

  public Limits {
    if (time.isPresent() && time.get().isNegative()) {
      throw new IllegalArgumentException("the time is " + time.get() + "; use 0 or more");
    }
    if (memory.isPresent() && memory.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "the memory is " + memory.getAsLong() + " bytes; use 0 or more");
    }
    if (sinks.isPresent() && sinks.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "the tokens to keep are " + sinks.getAsInt() + "; use 0 or more");
    }
  }

  public Limits time(Duration other) {
    return new Limits(Optional.of(other), memory, sinks);
  }

  public Limits memory(long bytes) {
    return new Limits(time, OptionalLong.of(bytes), sinks);
  }

  public Limits shifting(int tokens) {
    return new Limits(time, memory, OptionalInt.of(tokens));
  }
}
