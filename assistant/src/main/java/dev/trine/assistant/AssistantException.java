package dev.trine.assistant;

/** An utterance that cannot be heard as given; one line names the fault and the remedy. */
public final class AssistantException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AssistantException(String message) {
    super(message);
  }
}
