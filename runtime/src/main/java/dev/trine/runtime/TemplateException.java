package dev.trine.runtime;

/** A chat template that cannot be read or rendered, or that refuses the conversation. */
public final class TemplateException extends IllegalArgumentException {
  public TemplateException(String message) {
    super(message);
  }
}
