package dev.trine.model;

/** A file ends before what its own head says that it holds: its end was lost. */
public final class CutException extends ModelException {
  private static final long serialVersionUID = 1L;

  public CutException(String message) {
    super(message);
  }
}
