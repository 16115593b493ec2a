package dev.trine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The pieces of a SentencePiece model, as its own file and GGUF files list them.
 *
 * @param pieces by id
 * @param scores the higher, the sooner taken; by id
 * @param types by id, the numbers of the constants below
 */
record SentencePieces(List<String> pieces, float[] scores, int[] types) {
  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int UNUSED = 5;

  /** What SentencePiece writes for text that has no token. */
  private static final String UNKNOWN_TEXT = " \u2047 ";

  Vocabulary vocabulary(int[] before, int[] after, OptionalInt bos, List<Integer> ends) {
    List<Vocabulary.Added> added = new ArrayList<>();
    Map<Integer, String> texts = new HashMap<>();
    for (int id = 0; id < types.length; id++) {
      String text = pieces.get(id).replace(Spelling.SPACE, ' ');
      if (types[id] == CONTROL || types[id] == USER_DEFINED) {
        added.add(Vocabulary.Added.of(id, text, types[id] == CONTROL));
      } else if (types[id] == UNKNOWN) {
        texts.put(id, UNKNOWN_TEXT);
      }
    }
    return Vocabulary.of(pieces, added, texts, before, after, bos, ends);
  }

  /** The ids that text may become, by piece. */
  Map<String, Integer> tokens() {
    Map<String, Integer> tokens = HashMap.newHashMap(pieces.size());
    for (int id = 0; id < types.length; id++) {
      if (types[id] == NORMAL || types[id] == USER_DEFINED || types[id] == UNUSED) {
        tokens.putIfAbsent(pieces.get(id), id);
      }
    }
    return tokens;
  }

  /** The id that stands for what has no token; absent if there is none. */
  OptionalInt unknown() {
    for (int id = 0; id < types.length; id++) {
      if (types[id] == UNKNOWN) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }
}
