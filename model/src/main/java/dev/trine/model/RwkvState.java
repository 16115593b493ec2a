package dev.trine.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a recurrent model keeps of all positions seen: the same size for one as for a million. */
final class RwkvState implements KvCache {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final int capacity;
  private final float[] first; // what it begins with
  private final float[] numbers; // [layers * width]
  private int length;

  RwkvState(float[] first, int capacity) {
    this.capacity = capacity;
    this.first = first;
    this.numbers = first.clone();
  }

  float[] numbers() {
    return numbers;
  }

  /** Refuses more positions than the capacity says, although there would be room. */
  void reserve(int tokens) {
    if (tokens > capacity - length) {
      throw new ModelException(
          "the context is full: %d positions are used of %d, and %d more are needed"
              .formatted(length, capacity, tokens));
    }
  }

  void advance(int tokens) {
    length += tokens;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean isRecurrent() {
    return true;
  }

  @Override
  public void truncate(int to) {
    if (to < 0 || to > length) {
      throw new IllegalArgumentException(
          "cannot truncate a state of %d positions to %d".formatted(length, to));
    }
    if (to < length) {
      System.arraycopy(first, 0, numbers, 0, first.length);
      length = 0;
    }
  }

  @Override
  public void discard(int from, int to) {
    throw new ModelException("a recurrent state cannot forget a part of what it has seen");
  }

  @Override
  public long bytes(int positions) {
    return (long) numbers.length * Float.BYTES;
  }

  @Override
  public void save(int from, int to, MemorySegment out) {
    if (from != 0 || to != length) {
      throw new IllegalArgumentException("a recurrent state is saved whole");
    }
    MemorySegment.copy(numbers, 0, out, FLOAT, 0, numbers.length);
  }

  @Override
  public void restore(int positions, MemorySegment in) {
    if (length != 0) {
      throw new IllegalArgumentException("a recurrent state is restored whole");
    }
    reserve(positions);
    advance(positions);
    MemorySegment.copy(in, FLOAT, 0, numbers, 0, numbers.length);
  }
}
