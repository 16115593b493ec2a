package dev.trine.runtime;

/** More tokens than positions; the message gives both numbers and the remedy. */
public final class ContextException extends IllegalArgumentException {
  public ContextException(String message) {
    super(message);
  }
}
