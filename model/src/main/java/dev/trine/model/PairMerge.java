package dev.trine.model;

import java.util.Arrays;

/**
 * Byte pair encoding of one piece: of all neighbours that may be merged the one of lowest rank goes
 * first, the leftmost among equals, until none is left. O(n log n), so that a long piece costs no
 * more than many short ones.
 */
final class PairMerge {
  private static final int SHORT =
      24; // symbols; looking at all pairs each time is faster up to here

  private final PairTable pairs;

  PairMerge(PairTable pairs) {
    this.pairs = pairs;
  }

  /** Merges the first {@code n} symbols in place; returns how many remain. */
  int merge(int[] symbols, int n) {
    return n <= SHORT ? mergeShort(symbols, n) : mergeLong(symbols, n);
  }

  private int mergeShort(int[] symbols, int count) {
    int n = count;
    long[] merges = new long[Math.max(0, n - 1)]; // by left neighbour, of what is worth a look
    for (int i = 0; i + 1 < n; i++) {
      merges[i] = pairs.find(symbols[i], symbols[i + 1]);
    }
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < n; i++) {
        if (merges[i] != PairTable.NONE && (best < 0 || merges[i] >>> 32 < merges[best] >>> 32)) {
          best = i;
        }
      }
      if (best < 0) {
        return n;
      }
      symbols[best] = (int) merges[best];
      System.arraycopy(symbols, best + 2, symbols, best + 1, n - best - 2);
      System.arraycopy(merges, Math.min(best + 1, n - 1), merges, best, n - best - 2);
      n--;
      if (best + 1 < n) {
        merges[best] = pairs.find(symbols[best], symbols[best + 1]);
      }
      if (best > 0) {
        merges[best - 1] = pairs.find(symbols[best - 1], symbols[best]);
      }
    }
  }

  private int mergeLong(int[] symbol, int n) {
    int[] next = new int[n];
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
    int kept = 0;
    for (int i = 0; i < n; i = next[i]) {
      symbol[kept++] = symbol[i];
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
