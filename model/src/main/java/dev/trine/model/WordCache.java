package dev.trine.model;

import java.util.Optional;

/**
 * The ids of words met before: a table without chains in which a new word takes the place of an old
 * one. Threads share it without locks, since an entry never changes once it can be seen; a race
 * costs at most an entry.
 */
final class WordCache {
  private static final int SLOTS = 1 << 15;
  private static final int LONGEST = 48; // characters; longer words hardly come again

  private record Entry(String word, int hash, int[] ids) {}

  private final Entry[] entries = new Entry[SLOTS];

  /** How to number what is not in here. */
  interface Encoder {
    int[] encode(String word);
  }

  /** The ids of {@code text[from, to)}. */
  int[] get(String text, int from, int to, Encoder otherwise) {
    if (to - from > LONGEST) {
      return otherwise.encode(text.substring(from, to));
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int slot = (hash * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(SLOTS));
    Optional<Entry> known = Optional.ofNullable(entries[slot]);
    if (known.isPresent()) {
      Entry entry = known.get();
      if (entry.hash == hash
          && entry.word.length() == to - from
          && text.startsWith(entry.word, from)) {
        return entry.ids;
      }
    }
    String word = text.substring(from, to);
    int[] ids = otherwise.encode(word);
    entries[slot] = new Entry(word, hash, ids);
    return ids;
  }
}
