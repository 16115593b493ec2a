package dev.trine.model;

import java.util.Arrays;

/** A growing list of token ids. */
final class Ids {
  private int[] ids = new int[16];
  private int size;

  void add(int id) {
    room(1);
    ids[size++] = id;
  }

  void addAll(int[] more) {
    room(more.length);
    System.arraycopy(more, 0, ids, size, more.length);
    size += more.length;
  }

  private void room(int more) {
    if (size + more > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(size + more, size * 2));
    }
  }

  int get(int index) {
    return ids[index];
  }

  int size() {
    return size;
  }

  /** Those from a place on. */
  int[] from(int index) {
    return Arrays.copyOfRange(ids, index, size);
  }

  int[] toArray() {
    return from(0);
  }
}
