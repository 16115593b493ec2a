package dev.trine.compress;

/** Told how far a long piece of work is. */
@FunctionalInterface
public interface Progress {

  /** Nobody listens. */
  Progress SILENT = (what, done, all) -> {};

  /**
   * Called after each step, by one thread at a time.
   *
   * @param what is under way, for a person
   * @param done of {@code all}, in the work's own measure
   */
  void step(String what, long done, long all);
}
