package dev.trine.model;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Byte pair encoding of one piece: of all neighbours that may be merged the one of lowest rank goes
 * first, the leftmost among equals, until none is left. O(n log n), so that a long piece costs no
 * more than many short ones.
 */
abstract class PairMerge {

  /** What {@link #find} answers when two neighbours stay apart. */
  static final long NONE = -1;

  /** The rank (upper 32 bits) and symbol (lower 32 bits) of a merged pair, or {@link #NONE}. */
  abstract long find(int left, int right);

  /** Merges symbols in place of an array; returns those that remain. */
  final int[] merge(int[] symbols) {
    int n = symbols.length;
    int[] symbol = symbols.clone();
    int[] next = new int[n];
    int[] previous = new int[n];
    boolean[] gone = new boolean[n];
    PriorityQueue<Candidate> queue = new PriorityQueue<>();
    for (int i = 0; i < n; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
    }
    for (int i = 0; i + 1 < n; i++) {
      offer(queue, symbol, i, i + 1);
    }
    for (Candidate c = queue.poll(); c != null; c = queue.poll()) {
      int left = c.at;
      int right = gone[left] ? n : next[left];
      // A candidate is stale once either of its neighbours was merged elsewhere.
      if (right >= n || symbol[left] != c.left || symbol[right] != c.right) {
        continue;
      }
      symbol[left] = c.merged;
      gone[right] = true;
      next[left] = next[right];
      if (next[left] < n) {
        previous[next[left]] = left;
        offer(queue, symbol, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(queue, symbol, previous[left], left);
      }
    }
    int kept = 0;
    for (int i = 0; i < n; i = next[i]) {
      symbol[kept++] = symbol[i];
    }
    return Arrays.copyOf(symbol, kept);
  }

  private void offer(PriorityQueue<Candidate> queue, int[] symbol, int left, int right) {
    long found = find(symbol[left], symbol[right]);
    if (found != NONE) {
      queue.add(
          new Candidate((int) (found >>> 32), left, symbol[left], symbol[right], (int) found));
    }
  }

  private record Candidate(int rank, int at, int left, int right, int merged)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(at, other.at);
    }
  }
}
