package dev.trine.model;

import java.util.List;

/** How attention learns where the tokens stand that it compares. */
sealed interface Positions permits Rope, Alibi, Temperature {

  /** Queries that tell their positions, {@code [rows, heads * keyDim]}. */
  float[] queries(float[] x, int heads, Batch batch);

  /** Keys that tell their positions, {@code [rows, kvHeads * keyDim]}. */
  float[] keys(float[] x, int kvHeads, Batch batch);

  /** As {@link Transformer#turnedFor}. */
  default int turnedFor(int prompt, int length) {
    return 0;
  }

  /** As {@link Transformer#turnedFor}, of a model with these layers. */
  static int turnedFor(List<Attention> layers, int prompt, int length) {
    return layers.stream()
        .flatMap(it -> it.positions().stream())
        .mapToInt(it -> it.turnedFor(prompt, length))
        .max()
        .orElse(0);
  }

  /**
   * Moves keys of the cache back by so many positions, so that those before them can be forgotten;
   * those of a text that {@link #turnedFor} is 0 of.
   *
   * @param keys {@code [kvHeads * keyDim]} of one position
   */
  void turnBack(float[] keys, int kvHeads, int positions);
}
