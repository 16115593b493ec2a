package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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

  /** Words with the spaces before them, where spaces are spelt. */
  static final PreSplit.Step WORDS = PreSplit.words(SentencePieces::wordEnd);

  Vocabulary vocabulary(int[] before, int[] after, OptionalInt bos, List<Integer> ends) {
    return vocabulary("", List.of(), before, after, bos, ends);
  }

  /**
   * The vocabulary with tokens that were added to it, or are to be treated in another way.
   *
   * @param source for messages
   */
  Vocabulary vocabulary(
      String source,
      List<Added> more,
      int[] before,
      int[] after,
      OptionalInt bos,
      List<Integer> ends) {
    Map<Integer, Added> added = new TreeMap<>();
    Map<Integer, String> texts = new HashMap<>();
    for (int id = 0; id < types.length; id++) {
      String text = pieces.get(id).replace(Spelling.SPACE, ' ');
      if (types[id] == CONTROL || types[id] == USER_DEFINED) {
        added.put(id, Added.of(id, text, types[id] == CONTROL));
      } else if (types[id] == UNKNOWN) {
        texts.put(id, UNKNOWN_TEXT);
      }
    }
    PieceList all = new PieceList(source, pieces.size() + more.size());
    for (int id = 0; id < pieces.size(); id++) {
      all.put(id, pieces.get(id));
    }
    all.putAll(more);
    more.forEach(token -> added.put(token.id(), token));
    return Vocabulary.of(
        all.pieces(),
        Vocabulary.ids(pieces),
        List.copyOf(added.values()),
        texts,
        before,
        after,
        bos,
        ends);
  }

  /** SentencePiece's rewriting: the rules for characters, then perhaps no needless spaces. */
  static UnaryOperator<String> normalizer(UnaryOperator<String> characters, boolean trims) {
    return trims ? text -> trim(characters.apply(text)) : characters;
  }

  private static String trim(String text) {
    return text.replaceAll(" {2,}", " ").replaceAll("\\A |[ \u2581]+\\z", "");
  }

  /**
   * SentencePiece's cutting: spaces are spelt, and a text may get one before it.
   *
   * @param splitsWords whether no token reaches over the end of a word
   */
  static Cutting cutting(
      UnaryOperator<String> normalizer, boolean spaceBefore, boolean splitsWords) {
    List<PreSplit.Step> steps = new ArrayList<>();
    steps.add(
        PreSplit.rewriting((piece, first) -> {
          String spelt = piece.replace(' ', Spelling.SPACE);
          return spaceBefore ? Spelling.SPACE + spelt : spelt;
        }));
    if (splitsWords) {
      steps.add(WORDS);
    }
    return new Cutting(
        normalizer,
        new PreSplit(steps),
        spaceBefore ? Decoding.SPACES_AND_ONE_BEFORE : Decoding.SPACES);
  }

  private static int wordEnd(String text, int at, int to) {
    int end = at;
    while (end < to && text.charAt(end) == Spelling.SPACE) {
      end++;
    }
    while (end < to && text.charAt(end) != Spelling.SPACE) {
      end++;
    }
    return end;
  }

  /** Whether no token has a space after another character, so that words can be looked at alone. */
  boolean splitsWords() {
    return splitsWords(tokens().keySet());
  }

  /** As above, of the tokens that text may become. */
  static boolean splitsWords(Iterable<String> tokens) {
    for (String piece : tokens) {
      int space = piece.lastIndexOf(Spelling.SPACE);
      if (space > 0 && piece.chars().limit(space).anyMatch(c -> c != Spelling.SPACE)) {
        return false;
      }
    }
    return true;
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
