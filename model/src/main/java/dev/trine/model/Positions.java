package dev.trine.model;

/** How attention learns where the tokens stand that it compares. */
sealed interface Positions permits Rope, Alibi, Temperature {

  /** Queries that tell their positions, {@code [rows, heads * keyDim]}. */
  float[] queries(float[] x, int heads, Batch batch);

  /** Keys that tell their positions, {@code [rows, kvHeads * keyDim]}. */
  float[] keys(float[] x, int kvHeads, Batch batch);

  /** Whether keys of texts of these two lengths differ. */
  boolean parts(int length, int other);

  /** Changes keys of a position to those of a text of another length than they were made in. */
  void turnAnew(float[] keys, int kvHeads, int position, int length, int other);

  /**
   * Moves keys of the cache back by so many positions, so that those before them can be forgotten.
   *
   * @param keys {@code [kvHeads * keyDim]} of one position
   * @param length of the text that the keys were made in
   */
  void turnBack(float[] keys, int kvHeads, int positions, int length);
}
