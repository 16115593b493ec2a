package dev.trine.runtime;

/** What becomes known of a model's answer while it is written. */
public sealed interface AnswerPart {

  /** Text for the reader. */
  record Content(String text) implements AnswerPart {}

  /** What the model thinks before it speaks. */
  record Reasoning(String text) implements AnswerPart {}

  /**
   * A call begins.
   *
   * @param index counts the calls of an answer from 0
   */
  record CallBegun(int index, String id, String name) implements AnswerPart {}

  /** More of the JSON of a call's arguments. */
  record CallArguments(int index, String text) implements AnswerPart {}

  /** A call is whole; its arguments are all that {@link CallArguments} said. */
  record CallMade(int index, ToolCall call) implements AnswerPart {}
}
