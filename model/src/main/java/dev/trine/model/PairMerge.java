package dev.trine.model;

import java.util.Arrays;

/**
 * Byte pair encoding of one piece: of all neighbours that may be merged the one of lowest rank goes
 * first, the leftmost among equals, until none is left. A long piece costs no more than many short
 * ones.
 */
final class PairMerge {
  private static final int SHORT =
      64; // symbols; looking at all pairs each time is faster up to here
  private static final int WINDOW = 40; // symbols
  private static final int OVERLAP = 2; // merged symbols
  private static final int MOST = 1 << 10; // that a window begins before the end of the last one
  private static final int APART = Integer.MAX_VALUE; // the rank of a pair that is not merged

  private final PairTable pairs;

  PairMerge(PairTable pairs) {
    this.pairs = pairs;
  }

  /** Merges the first {@code n} symbols in place; returns how many remain. */
  int merge(int[] symbols, int n) {
    return n <= SHORT ? mergeAtOnce(symbols, n, new int[n]) : mergeWindows(symbols, n);
  }

  /**
   * Merges window by window. What the end of one has kept apart may belong together, so the next
   * begins a few merged symbols before it. A row of symbols is the right one if any two neighbours
   * are what comes of those two alone: whatever was merged first across a boundary of the row would
   * have been merged there too, since nothing outside the two changes the order of their merges.
   */
  private int mergeWindows(int[] symbols, int n) {
    int[] merged = new int[n];
    int[] ends = new int[n]; // of each, in what is not merged
    int count = 0;
    int overlap = OVERLAP;
    for (int to = WINDOW; ; ) {
      int kept = Math.max(0, count - overlap);
      int from = kept == 0 ? 0 : ends[kept - 1];
      int[] window = Arrays.copyOfRange(symbols, from, to);
      int[] next = new int[window.length];
      int added = mergeAtOnce(window, window.length, next);
      if (kept > 0) {
        int before = kept == 1 ? 0 : ends[kept - 2];
        int[] both = Arrays.copyOfRange(symbols, before, from + next[0]);
        if (!becomes(both, merged[kept - 1], window[0])) {
          overlap *= 2;
          if (overlap > MOST) {
            return mergeLong(symbols, n, new int[n]);
          }
          continue;
        }
      }
      for (int i = 0; i < added; i++) {
        merged[kept + i] = window[i];
        ends[kept + i] = from + next[i];
      }
      count = kept + added;
      if (to == n) {
        System.arraycopy(merged, 0, symbols, 0, count);
        return count;
      }
      overlap = OVERLAP;
      to = Math.min(n, to + WINDOW);
    }
  }

  private boolean becomes(int[] both, int left, int right) {
    return mergeAtOnce(both, both.length, new int[both.length]) == 2
        && both[0] == left
        && both[1] == right;
  }

  private int mergeAtOnce(int[] symbol, int n, int[] next) {
    return n <= SHORT ? mergeShort(symbol, n, next) : mergeLong(symbol, n, next);
  }

  /** Leaves in {@code next} where each symbol that remains ends. */
  private int mergeShort(int[] symbol, int n, int[] next) {
    int[] previous = new int[n];
    int[] rank = new int[n]; // of each with the next
    int[] merged = new int[n];
    for (int i = 0; i < n; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
      look(symbol, n, i, i + 1, rank, merged);
    }
    while (true) {
      int least = APART;
      for (int each : rank) {
        least = Math.min(least, each);
      }
      if (least == APART) {
        return compact(symbol, n, next);
      }
      int left = 0;
      while (rank[left] != least) {
        left++;
      }
      int right = next[left];
      symbol[left] = merged[left];
      rank[right] = APART; // gone
      next[left] = next[right];
      if (next[left] < n) {
        previous[next[left]] = left;
      }
      look(symbol, n, left, next[left], rank, merged);
      if (previous[left] >= 0) {
        look(symbol, n, previous[left], left, rank, merged);
      }
    }
  }

  private void look(int[] symbol, int n, int left, int right, int[] rank, int[] merged) {
    long found = right < n ? pairs.find(symbol[left], symbol[right]) : PairTable.NONE;
    rank[left] = found == PairTable.NONE ? APART : (int) (found >>> 32);
    merged[left] = (int) found;
  }

  /** Leaves in {@code next} where each symbol that remains ends. */
  private int mergeLong(int[] symbol, int n, int[] next) {
    int[] previous = new int[n];
    LongHeap queue = new LongHeap(n); // rank above place
    for (int i = 0; i < n; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
      if (i + 1 < n) {
        offer(queue, symbol, i, i + 1);
      }
    }
    while (!queue.isEmpty()) {
      long candidate = queue.poll();
      int left = (int) candidate;
      int right = next[left];
      // A candidate is stale once either of its neighbours was merged elsewhere.
      long found =
          right < 0 || right >= n ? PairTable.NONE : pairs.find(symbol[left], symbol[right]);
      if (found == PairTable.NONE || found >>> 32 != candidate >>> 32) {
        continue;
      }
      symbol[left] = (int) found;
      next[left] = next[right];
      next[right] = -1; // gone
      if (next[left] < n) {
        previous[next[left]] = left;
        offer(queue, symbol, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(queue, symbol, previous[left], left);
      }
    }
    return compact(symbol, n, next);
  }

  private static int compact(int[] symbol, int n, int[] next) {
    int kept = 0;
    for (int i = 0, end; i < n; i = end) {
      end = next[i];
      symbol[kept] = symbol[i];
      next[kept++] = end;
    }
    return kept;
  }

  private void offer(LongHeap queue, int[] symbol, int left, int right) {
    long found = pairs.find(symbol[left], symbol[right]);
    if (found != PairTable.NONE) {
      queue.add(found >>> 32 << 32 | left);
    }
  }

  /** The least first. */
  private static final class LongHeap {
    private long[] heap;
    private int size;

    LongHeap(int capacity) {
      heap = new long[Math.max(16, capacity)];
    }

    boolean isEmpty() {
      return size == 0;
    }

    void add(long value) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      int at = size++;
      while (at > 0 && heap[(at - 1) / 2] > value) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
      }
      heap[at] = value;
    }

    long poll() {
      long least = heap[0];
      long value = heap[--size];
      int at = 0;
      for (int child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && heap[child + 1] < heap[child]) {
          child++;
        }
        if (heap[child] >= value) {
          break;
        }
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = value;
      return least;
    }
  }
}
