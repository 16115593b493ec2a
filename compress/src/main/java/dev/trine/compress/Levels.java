package dev.trine.compress;

/**
 * The whole numbers that a quant can stand for before it is scaled, ascending, with a table that
 * finds the nearest. All midpoints between neighbours are multiples of one half, so a cell of one
 * half has one nearest level.
 */
final class Levels {
  private static final int[] IQ4_VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };
  private static final int[] E2M1_DOUBLED = {-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12};

  /** IQ4_NL's and IQ4_XS's, as ggml defines them. */
  static final Levels IQ4 = new Levels(IQ4_VALUES);

  /** Twice the numbers of FP4 E2M1 (OCP Microscaling Formats 1.0). */
  static final Levels E2M1 = new Levels(E2M1_DOUBLED);

  static final Levels TERNARY = range(-1, 1);

  /** The level of each index. */
  final float[] values;

  /** The largest magnitude. */
  final float reach;

  private final short[] nearest; // of the cell that begins at (cell - shift) / 2
  private final int shift;

  private Levels(int[] ascending) {
    values = new float[ascending.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ascending[i];
    }
    int lowest = ascending[0];
    int highest = ascending[ascending.length - 1];
    reach = Math.max(-lowest, highest);
    shift = 1 - 2 * lowest;
    nearest = new short[2 * (highest - lowest) + 3];
    for (int cell = 0; cell < nearest.length; cell++) {
      float centre = (cell - shift + 0.5f) / 2;
      for (short i = 1; i < values.length; i++) {
        if (Math.abs(values[i] - centre) < Math.abs(values[nearest[cell]] - centre)) {
          nearest[cell] = i;
        }
      }
    }
  }

  /** Every whole number from {@code low} to {@code high}. */
  static Levels range(int low, int high) {
    int[] all = new int[high - low + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = low + i;
    }
    return new Levels(all);
  }

  /** The index of the level nearest to {@code x}. */
  int index(float x) {
    int cell = (int) (2 * x + shift); // rounds up below zero, where it is clamped anyway
    return nearest[Math.max(0, Math.min(cell, nearest.length - 1))];
  }
}
