package dev.trine.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * SentencePiece's unigram model (Kudo 2018, arXiv:1804.10959): of all ways to cut a text into
 * pieces the one with the highest sum of scores, found by Viterbi's algorithm.
 */
final class Unigram extends VocabularyTokenizer {
  private static final double UNKNOWN_PENALTY =
      10; // below the lowest score, as SentencePiece has it

  private final float[] scores; // by id
  private final double unknownScore;
  private final Unknown unknown;
  private final Map<Long, Integer> children = new HashMap<>(); // node and character to node
  private int[] tokens = {-1}; // by node of the prefix tree: the id that ends there, or -1
  private int nodes = 1;

  Unigram(Vocabulary vocabulary, Cutting cutting, SentencePieces pieces, Unknown unknown) {
    super(vocabulary, cutting);
    this.scores = pieces.scores();
    this.unknown = unknown;
    double lowest = 0;
    for (Map.Entry<String, Integer> token : pieces.tokens().entrySet()) {
      if (pieces.types()[token.getValue()] != SentencePieces.UNUSED) {
        plant(token.getKey(), token.getValue());
        lowest = Math.min(lowest, scores[token.getValue()]);
      }
    }
    unknownScore = lowest - UNKNOWN_PENALTY;
  }

  private void plant(String piece, int id) {
    int node = 0;
    for (int i = 0; i < piece.length(); i++) {
      node = children.computeIfAbsent(edge(node, piece.charAt(i)), edge -> nodes++);
    }
    if (node >= tokens.length) {
      int length = tokens.length;
      tokens = Arrays.copyOf(tokens, Math.max(node + 1, 2 * length));
      Arrays.fill(tokens, length, tokens.length, -1);
    }
    tokens[node] = id;
  }

  private static long edge(int node, char character) {
    return (long) node << 16 | character;
  }

  @Override
  void encodePiece(String text, Ids out) {
    int n = text.length();
    double[] best = new double[n + 1]; // score of the best way to each position
    int[] from = new int[n + 1]; // where its last piece begins
    int[] last = new int[n + 1]; // the id of its last piece, or -1
    Arrays.fill(best, 1, n + 1, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < n; ) {
      int next = text.offsetByCodePoints(at, 1);
      boolean single = false;
      int node = 0;
      for (int end = at; end < n; ) {
        Integer child = children.get(edge(node, text.charAt(end++)));
        if (child == null) {
          break;
        }
        node = child;
        int id = node < tokens.length ? tokens[node] : -1;
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
    boolean known = true;
    for (int i = ends.length - 1; i >= 0; i--) {
      int end = ends[i];
      if (last[end] >= 0) {
        out.add(last[end]);
      } else {
        unknown.add(text.substring(from[end], end), known, out);
      }
      known = last[end] >= 0;
    }
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
