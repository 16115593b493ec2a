package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import java.util.List;

/**
 * How closely a text is computed. It is a property of the text's cache, so that one opened model
 * serves both the exact and the quick.
 *
 * @param cache how keys and values are kept: one of {@link #CACHES}
 * @param exact whether activations stay floats; else they meet quantised weights in fewer bits,
 *     where the processor has instructions for that
 */
public record Precision(BlockFormat cache, boolean exact) {

  /** In what keys and values can be kept, the closest first. */
  public static final List<BlockFormat> CACHES =
      List.of(BlockFormat.F32, BlockFormat.F16, BlockFormat.Q8_0, BlockFormat.Q4_0);

  /** Nothing is rounded beyond the weights: for logits, perplexity and certificates. */
  public static final Precision EXACT = new Precision(BlockFormat.F32, true);

  /** For texts that people wait for. */
  public static final Precision QUICK = new Precision(BlockFormat.F16, false);

  public Precision {
    if (!CACHES.contains(cache)) {
      throw new IllegalArgumentException(
          "keys and values cannot be kept as " + cache + "; use f32, f16, q8_0 or q4_0");
    }
  }

  /** The same with keys and values kept otherwise. */
  public Precision withCache(BlockFormat format) {
    return new Precision(format, exact);
  }
}
