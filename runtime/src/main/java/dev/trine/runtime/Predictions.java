package dev.trine.runtime;

import dev.trine.model.KvCache;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.util.Arrays;

/**
 * What a model foresees at each token of a text, in order. Tokens run some at a time, since the
 * logits of a whole window of a large vocabulary need much memory.
 */
final class Predictions {
  private static final int BLOCK = 64;

  private final Transformer model;
  private final int[] tokens;
  private final KvCache cache;
  private float[][] block = {};
  private int at;

  Predictions(Transformer model, int[] tokens) {
    this(model, tokens, Precision.EXACT);
  }

  Predictions(Transformer model, int[] tokens, Precision precision) {
    this.model = model;
    this.tokens = tokens;
    cache = model.newCache(tokens.length, precision);
  }

  /** The logits of the token that follows the next one. */
  float[] next() {
    if (at == block.length) {
      int from = cache.length();
      int to = Math.min(tokens.length, from + BLOCK);
      block = model.forward(Arrays.copyOfRange(tokens, from, to), cache, true);
      at = 0;
    }
    return block[at++];
  }
}
