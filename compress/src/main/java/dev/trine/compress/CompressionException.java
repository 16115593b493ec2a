package dev.trine.compress;

/** A model cannot be made smaller as asked. The message is one line: file, place, remedy. */
public final class CompressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CompressionException(String message) {
    super(message);
  }

  public CompressionException(String message, Throwable cause) {
    super(message, cause);
  }
}
