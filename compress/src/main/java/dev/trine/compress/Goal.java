package dev.trine.compress;

/** How much of a model is to stay. */
public sealed interface Goal {

  /**
   * Shares of the inner widths of every layer, 0 to 1.
   *
   * @param attention of the heads
   * @param mlp of the MLP's channels
   * @param head of the numbers inside each head, in whole rotated pairs
   */
  record Shares(double attention, double mlp, double head) implements Goal {

    /** Heads stay as they are inside. */
    public Shares(double attention, double mlp) {
      this(attention, mlp, 1);
    }
  }

  /** A share of the layers, 0 to 1. */
  record Layers(double share) implements Goal {}

  /** At most so many weights. */
  record Weights(long most) implements Goal {}

  /** A file of at most so many bytes. */
  record FileBytes(long most) implements Goal {}

  /** At most so many numbers a token in the cache of keys and values; MLPs stay as they are. */
  record CacheNumbers(long most) implements Goal {}
}
