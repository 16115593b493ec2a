package dev.trine.cli;

/** Token ids that a person gave. */
final class Ids {
  private Ids() {}

  static void check(int[] ids, int size) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= size) {
        throw new BadInput(
            "--ids: %d at place %d is no token of this model; ids are 0 to %d"
                .formatted(ids[i], i + 1, size - 1));
      }
    }
  }
}
