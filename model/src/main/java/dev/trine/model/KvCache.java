package dev.trine.model;

import java.lang.foreign.MemorySegment;

/** What a model keeps of the positions seen so far: keys and values, latents, or a state. */
public interface KvCache {

  /** How many positions are filled. */
  int length();

  /** How many positions fit. */
  int capacity();

  /** Whether it knows only its end: it can be saved whole, and go back to its beginning alone. */
  default boolean isRecurrent() {
    return false;
  }

  /**
   * Forgets all positions from {@code length} on, so that another continuation can be tried. A
   * recurrent state cannot go back, and forgets everything instead: see {@link #length()}.
   */
  void truncate(int length);

  /** Forgets all positions and gives their memory back at once; the cache can be filled anew. */
  default void free() {
    truncate(0);
  }

  /**
   * Forgets the positions {@code [from, to)} and moves those after them there: the way on when the
   * context is full. What the later positions have seen of the forgotten ones stays in them.
   *
   * @throws ModelException if the state is recurrent, or the text is so long that {@link
   *     Transformer#turnedFor} tells of it
   */
  void discard(int from, int to);

  /** How many bytes {@link #save} writes of so many positions. */
  long bytes(int positions);

  /**
   * Writes what is kept of the positions {@code [from, to)}, in a form of this cache's own.
   *
   * @param out at least {@code bytes(to - from)} long
   * @throws IllegalArgumentException if the positions are not all filled, or a recurrent state is
   *     asked for a part of them
   */
  void save(int from, int to, MemorySegment out);

  /**
   * Appends positions that a cache of the same model, of the same kind, saved from the place they
   * are now appended at.
   *
   * @throws ModelException if there is no room for them
   */
  void restore(int positions, MemorySegment in);
}
