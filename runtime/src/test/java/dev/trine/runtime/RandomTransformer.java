package dev.trine.runtime;

import dev.trine.model.KvCache;
import dev.trine.model.Transformer;
import java.util.Random;

/** Logits by chance, the same for the same token at the same position; the worst model there is. */
record RandomTransformer(int vocabularySize, int contextLength, long seed) implements Transformer {
  private static final class Counted implements KvCache {
    private final int capacity;
    private int length;

    Counted(int capacity) {
      this.capacity = capacity;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public int capacity() {
      return capacity;
    }

    @Override
    public void truncate(int shorter) {
      length = shorter;
    }
  }

  @Override
  public KvCache newCache(int capacity) {
    return new Counted(capacity);
  }

  @Override
  public float[][] forward(int[] ids, KvCache cache, boolean all) {
    Counted counted = (Counted) cache;
    float[][] rows = new float[all ? ids.length : 1][vocabularySize];
    for (int i = all ? 0 : ids.length - 1, row = 0; i < ids.length; i++, row++) {
      Random random = new Random(seed * 31 + ids[i] * 1_000_003L + counted.length + i);
      for (int id = 0; id < vocabularySize; id++) {
        rows[row][id] = (float) (4 * random.nextGaussian());
      }
    }
    counted.length += ids.length;
    return rows;
  }
}
