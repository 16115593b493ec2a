package dev.trine.compress;

/**
 * Turns weights into blocks of one format with the least weighted squared error it can find. Has
 * room of its own to work in, so a thread needs its own.
 */
interface BlockEncoder {

  /**
   * Encodes one block.
   *
   * @param x the weights, from {@code at} on
   * @param w how much an error of each weight counts, 0 or more, from {@code wAt} on
   * @param out the block, from {@code to} on; all zero before
   */
  void encode(float[] x, int at, float[] w, int wAt, byte[] out, int to);
}
