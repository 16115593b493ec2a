package dev.trine.train;

/**
 * The sizes of a Qwen3 network.
 *
 * @param dim the width of the residual stream
 * @param heads query heads of {@link #HEAD} each
 * @param kvHeads key and value heads, shared by heads / kvHeads queries
 * @param ffn the inner width of SwiGLU
 */
record Shape(int vocab, int dim, int layers, int heads, int kvHeads, int ffn) {
  static final int HEAD = 64;
  static final int CONTEXT = 1024; // tokens
  static final float EPSILON = 1e-6f;
  static final float ROPE_BASE = 10_000;

  /** The usual proportions: heads of 64, two queries a key, an inner width of 11/4. */
  static Shape of(int vocab, int dim, int layers) {
    if (dim < HEAD || dim % HEAD != 0 || dim > 4096 || layers < 1 || layers > 128) {
      throw new TrainingException(
          "dim "
              + dim
              + ", layers "
              + layers
              + ": dim must be a multiple of 64 up to 4096,"
              + " layers 1 to 128");
    }
    int heads = dim / HEAD;
    return new Shape(
        vocab, dim, layers, heads, heads % 2 == 0 ? heads / 2 : heads, dim * 11 / 4 / 32 * 32);
  }
}
