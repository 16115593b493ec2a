package dev.trine.tensor;

/**
 * Rows of numbers in a larger array.
 *
 * @param at where the first row begins
 * @param stride from one row to the next
 */
public record Rows(float[] array, int at, int stride) {

  /** Where a row begins. */
  int at(int row) {
    return at + row * stride;
  }
}
