package dev.trine.model;

/** The keys and values of the positions seen so far. */
public interface KvCache {

  /** How many positions are filled. */
  int length();

  /** How many positions fit. */
  int capacity();

  /** Forgets all positions from {@code length} on, so that another continuation can be tried. */
  void truncate(int length);
}
