package dev.trine.model;

import java.util.Arrays;

/**
 * The ids of words met before: a table in which a word has two places, and a new one takes that of
 * the older of two others. Threads share it without locks, since an entry never changes once it can
 * be seen; a race costs at most an entry.
 */
final class WordCache {
  private static final int SLOTS = 1 << 15;

  private record Entry(String word, int hash, int[] ids) {
    static final Entry NONE = new Entry("", 0, new int[0]);

    boolean is(String text, int from, int to, int hash) {
      return this.hash == hash && word.length() == to - from && text.startsWith(word, from);
    }
  }

  private final Entry[] entries = new Entry[SLOTS];
  private final int longest;

  /** {@code longest} words that are kept, in characters; longer ones hardly come again. */
  WordCache(int longest) {
    this.longest = longest;
    Arrays.fill(entries, Entry.NONE);
  }

  /** Adds the ids of pieces to {@code out}; {@code next} does so where they are not known. */
  PreSplit.Pieces onto(PreSplit.Pieces next, Ids out) {
    return (text, from, to, first) -> {
      if (to - from > longest) {
        next.add(text, from, to, first);
        return;
      }
      int hash = 0;
      for (int i = from; i < to; i++) {
        hash = 31 * hash + text.charAt(i);
      }
      int slot = (hash * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(SLOTS));
      Entry newer = entries[slot];
      if (newer.is(text, from, to, hash)) {
        out.addAll(newer.ids);
        return;
      }
      Entry older = entries[slot ^ 1];
      if (older.is(text, from, to, hash)) {
        out.addAll(older.ids);
        return;
      }
      int size = out.size();
      next.add(text, from, to, first);
      entries[slot ^ 1] = newer;
      entries[slot] = new Entry(text.substring(from, to), hash, out.from(size));
    };
  }
}
