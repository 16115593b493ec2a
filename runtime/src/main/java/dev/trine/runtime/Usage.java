package dev.trine.runtime;

/**
 * What a generation took.
 *
 * @param prompt tokens of the text before it
 * @param cached of those, how many were not run again
 * @param generated tokens that were made
 * @param forced of those, how many the grammar left no choice for
 * @param drafted tokens that were guessed ahead
 * @param accepted of those, how many the model chose too
 * @param steps runs of the model
 * @param promptNanos until the prompt had run
 * @param firstTokenNanos from its beginning until its first token; 0 where there is none
 * @param nanos from its beginning to its end
 */
public record Usage(
    int prompt,
    int cached,
    int generated,
    int forced,
    int drafted,
    int accepted,
    int steps,
    long promptNanos,
    long firstTokenNanos,
    long nanos) {

  /** Generated tokens after the first, by second; 0 where there are none. */
  public double tokensPerSecond() {
    return generated < 2 || nanos <= firstTokenNanos
        ? 0
        : (generated - 1) * 1e9 / (nanos - firstTokenNanos);
  }
}
