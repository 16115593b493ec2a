package dev.trine.assistant;

/**
 * What cannot be used as given, an utterance or a model; one line names the fault and the remedy.
 */
public final class AssistantException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AssistantException(String message) {
    super(message);
  }
}
