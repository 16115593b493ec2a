package dev.trine.compress;

/**
 * Turns weights into blocks of one format with the least weighted squared error it can find. Has
 * room of its own to work in, so a thread needs its own.
 */
interface BlockEncoder {

  /**
   * Chooses the scales of one block.
   *
   * @param x the weights, from {@code at} on
   * @param w how much an error of each weight counts, 0 or more, from {@code wAt} on
   */
  void fit(float[] x, int at, float[] w, int wAt);

  /** What weight {@code i} of the fitted block is decoded to if it is {@code x}. */
  float nearest(int i, float x);

  /**
   * Writes the fitted block.
   *
   * @param x the weights, from {@code at} on, each of which becomes its nearest
   * @param out the block, from {@code to} on; all zero before
   */
  void pack(float[] x, int at, byte[] out, int to);
}
