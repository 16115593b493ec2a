package dev.trine.model;

/** A model cannot be read or run. The message is one line: file, place, remedy. */
public sealed class ModelException extends RuntimeException permits CutException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
