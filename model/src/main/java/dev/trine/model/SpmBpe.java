package dev.trine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece's byte pair encoding (Kudo and Richardson 2018): characters are merged by the score
 * of what they become.
 */
final class SpmBpe extends VocabularyTokenizer {

  private final Unknown unknown;
  private final Map<String, Integer> mergeable;
  private final int[] rank; // [ids], equal for equal scores, 0 for the best

  SpmBpe(Vocabulary vocabulary, Cutting cutting, SentencePieces pieces, Unknown unknown) {
    super(vocabulary, cutting);
    this.unknown = unknown;
    this.mergeable = pieces.tokens();
    this.rank = ranks(pieces.scores());
  }

  private static int[] ranks(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] ranks = new int[scores.length];
    for (int id = 0; id < scores.length; id++) {
      int low = 0; // first index whose score is above this one's
      for (int high = sorted.length; low < high; ) {
        int middle = (low + high) >>> 1;
        if (Float.compare(sorted[middle], scores[id]) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      ranks[id] = sorted.length - low;
    }
    return ranks;
  }

  @Override
  void encodePiece(String piece, Ids out) {
    Symbols symbols = new Symbols();
    int[] characters = piece.codePoints().map(c -> symbols.of(Character.toString(c))).toArray();
    boolean known = true;
    for (int symbol : symbols.merge(characters)) {
      String text = symbols.text.get(symbol);
      Integer id = mergeable.get(text);
      if (id != null) {
        out.add(id);
      } else {
        unknown.add(text, known, out);
      }
      known = id != null;
    }
  }

  /** The strings that occur in one text, numbered; those that are no token count too. */
  private final class Symbols extends PairMerge {
    private final List<String> text = new ArrayList<>();
    private final Map<String, Integer> number = new HashMap<>();

    int of(String symbol) {
      return number.computeIfAbsent(
          symbol,
          s -> {
            text.add(s);
            return text.size() - 1;
          });
    }

    @Override
    long find(int left, int right) {
      String merged = text.get(left) + text.get(right);
      Integer id = mergeable.get(merged);
      return id == null ? NONE : (long) rank[id] << 32 | of(merged);
    }
  }
}
