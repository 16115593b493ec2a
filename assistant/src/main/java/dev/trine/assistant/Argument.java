package dev.trine.assistant;

import java.util.List;

/** What was said for a member of an action's input, or for a property. */
sealed interface Argument {
  /**
   * Words of the sentence.
   *
   * @param shown as the model reads them, with marks for names and times
   * @param said as the speaker said them
   */
  record Text(String shown, String said) implements Argument {}

  /** A time of the sentence. */
  record When(Time time) implements Argument {}

  /** Places of the sentence. */
  record Where(Mention place) implements Argument {}

  /** The speaker's own place. */
  record Here() implements Argument {}

  /** A number, {@code true}, or a word of the schema. */
  record Word(String word) implements Argument {}

  /** A member of the input, and what was said for it. */
  record Named(String name, List<Argument> arguments) {}
}
