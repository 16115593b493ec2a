package dev.trine.runtime;

import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.util.Arrays;
import java.util.List;

/**
 * What a model foresees at each token of a text, in order. Tokens run some at a time, since the
 * logits of a whole window of a large vocabulary need much memory.
 */
final class Predictions {
  private static final int BLOCK = 64;

  private final Transformer model;
  private final int[] tokens;
  private final KvCache cache;

  Predictions(Transformer model, int[] tokens, Precision precision) {
    this.model = model;
    this.tokens = tokens;
    cache = model.newCache(tokens.length, precision);
  }

  /** The logits after each of the next some tokens, the last of the text among them in the end. */
  float[][] next() {
    return model.forward(batch());
  }

  /** The same, watched. */
  float[][] next(Batch.Observer observer) {
    return model.forward(batch().observedBy(observer));
  }

  private Batch batch() {
    int from = cache.length();
    int to = Math.min(tokens.length, from + BLOCK);
    int[] ids = Arrays.copyOfRange(tokens, from, to);
    return Batch.of(List.of(new Batch.Sequence(ids, cache, ids.length, List.of(), tokens.length)));
  }
}
