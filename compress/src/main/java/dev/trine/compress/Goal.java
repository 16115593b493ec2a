package dev.trine.compress;

/** How much of a model is to stay. */
public sealed interface Goal {

  /**
   * Shares of the inner widths of every layer, 0 to 1.
   *
   * @param attention of the heads
   * @param mlp of the MLP's channels
   */
  record Shares(double attention, double mlp) implements Goal {}

  /** A share of the layers, 0 to 1. */
  record Layers(double share) implements Goal {}

  /** At most so many weights. */
  record Weights(long most) implements Goal {}

  /** A file of at most so many bytes. */
  record FileBytes(long most) implements Goal {}

  /** At most so many numbers a token in the cache of keys and values; MLPs stay as they are. */
  record CacheNumbers(long most) implements Goal {}
}
