package dev.trine.model;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/**
 * SentencePiece's unigram model (Kudo 2018, arXiv:1804.10959): of all ways to cut a text into
 * pieces the one with the highest sum of scores, found by Viterbi's algorithm.
 */
final class Unigram extends VocabularyTokenizer {
  private static final double UNKNOWN_PENALTY =
      10; // below the lowest score, as SentencePiece has it

  private final double[] scores; // by id
  private final double unknownScore;
  private final Unknown unknown;
  private final PrefixTree tree = new PrefixTree();

  /**
   * For a vocabulary at hand.
   *
   * @param tokens the ids that text may become, by piece
   * @param scores by id
   * @param lowest of the scores that count
   */
  Unigram(
      Vocabulary vocabulary,
      Cutting cutting,
      Map<String, Integer> tokens,
      double[] scores,
      double lowest,
      Unknown unknown) {
    super(vocabulary, cutting);
    this.scores = scores;
    this.unknown = unknown;
    this.unknownScore = lowest - UNKNOWN_PENALTY;
    tokens.forEach(tree::put);
  }

  /** Of a model of SentencePiece, from its own file or a GGUF file. */
  static Unigram of(
      Vocabulary vocabulary, Cutting cutting, SentencePieces pieces, Unknown unknown) {
    double[] scores = new double[pieces.scores().length];
    double lowest = 0;
    for (int id = 0; id < scores.length; id++) {
      scores[id] = pieces.scores()[id];
      if (pieces.types()[id] == SentencePieces.NORMAL) {
        lowest = Math.min(lowest, scores[id]);
      }
    }
    Map<String, Integer> tokens = pieces.tokens();
    tokens.values().removeIf(id -> pieces.types()[id] == SentencePieces.UNUSED);
    return new Unigram(vocabulary, cutting, tokens, scores, lowest, unknown);
  }

  /** The id that stands for what has no token. */
  OptionalInt unknown() {
    return unknown.id();
  }

  /** How likely a piece is: the higher, the sooner taken; 0 where the vocabulary ends before it. */
  float score(int id) {
    return id < scores.length ? (float) scores[id] : 0;
  }

  @Override
  int[] encode(String text) {
    int n = text.length();
    double[] best = new double[n + 1]; // score of the best way to each position
    int[] from = new int[n + 1]; // where its last piece begins
    int[] last = new int[n + 1]; // the id of its last piece, or -1
    Arrays.fill(best, 1, n + 1, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < n; ) {
      int next = text.offsetByCodePoints(at, 1);
      boolean single = false;
      int node = PrefixTree.ROOT;
      for (int end = at; end < n; ) {
        node = tree.child(node, text.charAt(end++));
        if (node == PrefixTree.NONE) {
          break;
        }
        int id = tree.value(node);
        if (id >= 0) {
          single |= end == next;
          step(best, from, last, at, end, id, scores[id]);
        }
      }
      if (!single) {
        step(best, from, last, at, next, -1, unknownScore);
      }
      at = next;
    }
    Ids backwards = new Ids(); // ends of pieces
    for (int end = n; end > 0; end = from[end]) {
      backwards.add(end);
    }
    int[] ends = backwards.toArray();
    Ids out = new Ids();
    boolean lost = false;
    for (int i = ends.length - 1; i >= 0; i--) {
      int end = ends[i];
      if (last[end] >= 0) {
        out.add(last[end]);
        lost = false;
      } else {
        lost = unknown.add(text.substring(from[end], end), lost, out);
      }
    }
    return out.toArray();
  }

  private static void step(
      double[] best, int[] from, int[] last, int at, int end, int id, double score) {
    if (best[at] + score > best[end]) {
      best[end] = best[at] + score;
      from[end] = at;
      last[end] = id;
    }
  }
}
