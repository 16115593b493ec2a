package dev.trine.model;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The arrays of logits between calls. Those of eight texts take ten megabytes a step, which would
 * all be cleared, and collected after every step: so they are used again.
 */
final class LogitRows {
  private static final int MOST = 64; // rows that are kept

  private final Queue<float[]> rows = new ConcurrentLinkedQueue<>();
  private final Queue<float[]> flats = new ConcurrentLinkedQueue<>(); // one for each call at once

  /** A row of this width; it may hold old numbers. */
  float[] row(int width) {
    return Optional.ofNullable(rows.poll())
        .filter(it -> it.length == width)
        .orElseGet(() -> new float[width]);
  }

  /** Room for so many numbers or more; it may hold old ones. */
  float[] flat(int length) {
    return Optional.ofNullable(flats.poll())
        .filter(it -> it.length >= length)
        .orElseGet(() -> new float[length]);
  }

  /** Keeps what {@link #flat} gave for the next call. */
  void keepFlat(float[] flat) {
    flats.add(flat);
  }

  /** Keeps rows that nobody needs any more. */
  void reuse(float[][] done) {
    for (float[] row : done) {
      if (rows.size() < MOST) {
        rows.add(row);
      }
    }
  }
}
