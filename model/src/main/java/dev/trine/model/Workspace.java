package dev.trine.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays in which layers compute. Layers are mostly alike, and so are calls, so each layer
 * takes the arrays of the one before it: a prompt of 512 tokens would otherwise clear and drop a
 * gigabyte.
 */
final class Workspace {
  private Map<Integer, Deque<float[]>> free = new HashMap<>(); // by their length
  private final List<float[]> taken = new ArrayList<>();

  /** An array that is this layer's until the next {@link #release}; it may hold old numbers. */
  float[] take(int length) {
    Deque<float[]> fitting = free.get(length);
    float[] array = fitting == null || fitting.isEmpty() ? new float[length] : fitting.pop();
    taken.add(array);
    return array;
  }

  /** All arrays that were taken are free again; those that nobody took this time are forgotten. */
  void release() {
    free = new HashMap<>();
    taken.forEach(it -> free.computeIfAbsent(it.length, length -> new ArrayDeque<>()).push(it));
    taken.clear();
  }
}
