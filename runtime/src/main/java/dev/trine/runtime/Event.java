package dev.trine.runtime;

/** What happens during a generation: tokens, then one end. */
public sealed interface Event {
  /** The text that became certain with this event: whole characters, possibly none. */
  String text();

  /**
   * A token was chosen.
   *
   * @param origin why it was this one
   */
  record Token(int id, String text, Origin origin) implements Event {}

  /** Why a token was chosen. */
  enum Origin {
    /** The model's probabilities. */
    MODEL,
    /** The model's probabilities; it had been guessed ahead. */
    DRAFT,
    /**
     * The model's probabilities of what the grammar allows; it gave more to a token that is not.
     */
    MASKED,
    /** The grammar left no other. */
    GRAMMAR
  }

  /**
   * A token was guessed ahead, and another one was chosen.
   *
   * @param id the guess
   */
  record Missed(int id) implements Event {
    @Override
    public String text() {
      return "";
    }
  }

  /**
   * The context will soon be full.
   *
   * @param left how many tokens still fit
   */
  record NearlyFull(int left, int capacity) implements Event {
    @Override
    public String text() {
      return "";
    }
  }

  /**
   * The context was full, and its older part was dropped.
   *
   * @param dropped how many tokens
   */
  record Shifted(int dropped) implements Event {
    @Override
    public String text() {
      return "";
    }
  }

  /**
   * The generation ended.
   *
   * @param text what was held back until now
   * @param tokens how many were made
   * @param position how many positions of the context are used
   * @param capacity how many there are
   * @param usage what it took
   */
  record End(FinishReason reason, String text, int tokens, int position, int capacity, Usage usage)
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
    GRAMMAR_COMPLETE,
    /** The time is over. */
    TIME,
    /** The keys and values fill the memory that they may take. */
    MEMORY,
    /** It was cancelled. */
    CANCELLED
  }
}
