package dev.trine.model;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte pair encoding by learnt merges (Sennrich et al. 2016; over bytes: Radford et al. 2019,
 * GPT-2): a piece is taken as characters, and neighbours are merged, the earliest learnt pair
 * first.
 */
final class Bpe extends VocabularyTokenizer {

  private static final int CACHED_PIECES = 1 << 16;
  private static final int CACHED_LENGTH = 64;

  private final boolean wholePieces;
  private final Unknown unknown;
  private final PairTable merges;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  /**
   * For a vocabulary at hand.
   *
   * @param merges the most frequent first
   * @param wholePieces whether a piece that is a token itself is taken without merging
   */
  Bpe(
      String source,
      Vocabulary vocabulary,
      Cutting cutting,
      List<Merge> merges,
      boolean wholePieces,
      Unknown unknown) {
    super(vocabulary, cutting);
    this.wholePieces = wholePieces;
    this.unknown = unknown;
    this.merges = new PairTable(merges.size());
    Map<String, Integer> ids = vocabulary.ids();
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      Integer left = ids.get(merge.left());
      Integer right = ids.get(merge.right());
      Integer merged = ids.get(merge.left() + merge.right());
      if (left == null || right == null || merged == null) {
        throw new ModelException(
            "%s: merge %d names a token that the vocabulary lacks; convert the model again"
                .formatted(source, rank));
      }
      this.merges.put(left, right, rank, merged);
    }
  }

  /** Two pieces that become one. */
  record Merge(String left, String right) {
    /** From a line with a space between the two. */
    static Merge of(String line) {
      int space = Math.max(0, line.indexOf(' ', 1));
      return new Merge(
          line.substring(0, space), line.substring(Math.min(space + 1, line.length())));
    }
  }

  @Override
  void encodePiece(String piece, Ids out) {
    int[] known = cache.get(piece);
    if (known == null) {
      Integer whole = wholePieces ? vocabulary.ids().get(piece) : null;
      known = whole == null ? merge(piece) : new int[] {whole};
      if (piece.length() <= CACHED_LENGTH && cache.size() < CACHED_PIECES) {
        cache.put(piece, known);
      }
    }
    out.addAll(known);
  }

  private int[] merge(String piece) {
    Ids symbols = new Ids();
    boolean known = true;
    for (int at = 0; at < piece.length(); at = piece.offsetByCodePoints(at, 1)) {
      String character = piece.substring(at, piece.offsetByCodePoints(at, 1));
      Integer id = vocabulary.ids().get(character);
      if (id != null) {
        symbols.add(id);
      } else {
        unknown.add(character, known, symbols);
      }
      known = id != null;
    }
    return merges.merge(symbols.toArray());
  }
}
