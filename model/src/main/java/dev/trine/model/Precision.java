package dev.trine.model;

import dev.trine.tensor.BlockFormat;

/**
 * How closely a text is computed. It is a property of the text's cache, so that one opened model
 * serves both the exact and the quick.
 *
 * @param cache how keys and values are kept: F32, F16 or Q8_0
 * @param exact whether activations stay floats; else they meet quantised weights in fewer bits,
 *     where the processor has instructions for that
 */
public record Precision(BlockFormat cache, boolean exact) {

  /** Nothing is rounded beyond the weights: for logits, perplexity and certificates. */
  public static final Precision EXACT = new Precision(BlockFormat.F32, true);

  /** For texts that people wait for. */
  public static final Precision QUICK = new Precision(BlockFormat.F16, false);

  public Precision {
    if (cache != BlockFormat.F32 && cache != BlockFormat.F16 && cache != BlockFormat.Q8_0) {
      throw new IllegalArgumentException(
          "keys and values cannot be kept as " + cache + "; use f32, f16 or q8_0");
    }
  }

  /** The same with keys and values kept otherwise. */
  public Precision withCache(BlockFormat format) {
    return new Precision(format, exact);
  }
}
