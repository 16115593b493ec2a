package dev.trine.runtime;

/** A grammar or JSON Schema that cannot be followed; the message says where, why and what to do. */
public final class GrammarException extends IllegalArgumentException {
  public GrammarException(String message) {
    super(message);
  }
}
