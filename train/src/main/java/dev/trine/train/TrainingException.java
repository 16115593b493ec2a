package dev.trine.train;

/** What went wrong in training, where, and the remedy, in one line. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TrainingException(String message) {
    super(message);
  }
}
