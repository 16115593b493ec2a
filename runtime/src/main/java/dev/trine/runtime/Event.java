package dev.trine.runtime;

/** What happens during a generation: tokens, then one end. */
public sealed interface Event {
  /** The text that became certain with this event: whole characters, possibly none. */
  String text();

  /** A token was chosen. */
  record Token(int id, String text) implements Event {}

  /**
   * The generation ended.
   *
   * @param text what was held back until now
   * @param tokens how many were made
   * @param position how many positions of the context are used
   * @param capacity how many there are
   */
  record End(FinishReason reason, String text, int tokens, int position, int capacity)
      implements Event {}

  /** Why a generation ended. */
  enum FinishReason {
    /** The model chose a token that ends generation. */
    END_TOKEN,
    /** A stop string was met. */
    STOP_STRING,
    /** The most tokens that were asked for are made. */
    LENGTH,
    /** There is no room for another token. */
    CONTEXT_FULL,
    /** The grammar allows nothing more. */
    GRAMMAR_COMPLETE
  }
}
