package dev.trine.runtime;

import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Transformer;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Logits by chance, the same for the same token at the same position; the worst model there is. */
record RandomTransformer(int vocabularySize, int contextLength, long seed, Runnable freed)
    implements Transformer {
  RandomTransformer(int vocabularySize, int contextLength, long seed) {
    this(vocabularySize, contextLength, seed, () -> {});
  }

  private static final class Counted implements KvCache {
    private final int capacity;
    private final Runnable freed;
    private int length;

    Counted(int capacity, Runnable freed) {
      this.capacity = capacity;
      this.freed = freed;
    }

    @Override
    public void free() {
      length = 0;
      freed.run();
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

    @Override
    public void discard(int from, int to) {
      length -= to - from;
    }

    @Override
    public long bytes(int positions) {
      return 0;
    }

    @Override
    public void save(int from, int to, MemorySegment out) {}

    @Override
    public void restore(int positions, MemorySegment in) {
      length += positions;
    }
  }

  @Override
  public KvCache newCache(int capacity) {
    return new Counted(capacity, freed);
  }

  @Override
  public float[][] forward(Batch batch) {
    float[][] rows = new float[batch.wanted()][vocabularySize];
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      int[] ids = sequence.ids();
      Counted counted = (Counted) sequence.cache();
      for (int i = ids.length - sequence.wanted(); i < ids.length; i++, row++) {
        Random random = new Random(seed * 31 + ids[i] * 1_000_003L + counted.length + i);
        for (int id = 0; id < vocabularySize; id++) {
          rows[row][id] = (float) (4 * random.nextGaussian());
        }
      }
      counted.length += ids.length;
    }
    return rows;
  }
}
