package dev.trine.model;

import java.util.OptionalInt;

/** Each piece is a token or unknown. */
final class WordLevel extends VocabularyTokenizer {
  private final OptionalInt unknown;

  WordLevel(Vocabulary vocabulary, Cutting cutting, OptionalInt unknown) {
    super(vocabulary, cutting);
    this.unknown = unknown;
  }

  @Override
  int[] encode(String word) {
    Integer id = vocabulary.ids().get(word);
    return id == null ? unknown.stream().toArray() : new int[] {id};
  }
}
