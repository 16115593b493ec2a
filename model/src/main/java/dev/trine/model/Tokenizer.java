package dev.trine.model;

import java.util.OptionalInt;

/** Text to token ids and back. Implementations are immutable and safe to share between threads. */
public interface Tokenizer {

  /** How many ids there are; every id is in {@code [0, size())}. */
  int size();

  /**
   * The ids of a text.
   *
   * @param special false: nothing is added and special tokens in the text are plain text; true:
   *     both
   */
  int[] encode(String text, boolean special);

  /**
   * The bytes that an id stands for in running text; empty for control tokens. Bytes, since one
   * character may be spread over several tokens.
   */
  byte[] bytes(int id);

  /** The id's entry in the vocabulary, as the file spells it. */
  String piece(int id);

  /** The text of ids; malformed UTF-8 becomes U+FFFD. */
  String decode(int... ids);

  /** The token that begins a text, where the model has one. */
  OptionalInt bos();

  /** The token that ends a text, where the model has one. */
  OptionalInt eos();

  /** Whether the model wants {@link #bos()} before a text. */
  boolean addsBos();

  /** Whether generation ends with this id (end of text, end of turn). */
  boolean endsGeneration(int id);
}
