package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.function.ObjIntConsumer;

/**
 * The keys or the values of one layer, {@code [head][position][dim]}: each head's rows lie side by
 * side, as attention reads them. Outside the heap, in a format that may be smaller than floats.
 */
final class CachedHeads {
  /**
   * Memory is given back at once when it is too small or no longer needed: the collector, to which
   * gigabytes of it look like a few bytes, might let it lie. Of what nobody frees it takes it.
   */
  private static final Cleaner FORGOTTEN = Cleaner.create();

  private final int heads;
  private final int dim;
  private final BlockFormat format;
  private int held; // positions that there is room for
  private Cleaner.Cleanable memory = () -> {}; // there is none yet
  private MemorySegment rows = MemorySegment.NULL;

  /** Heads whose size the format's blocks do not fit are kept as F16. */
  CachedHeads(int heads, int dim, BlockFormat format) {
    this.heads = heads;
    this.dim = dim;
    this.format = dim % format.weightsPerBlock() == 0 ? format : BlockFormat.F16;
  }

  BlockFormat format() {
    return format;
  }

  /** Bytes of one position, all heads. */
  long bytes() {
    return heads * format.bytes(dim);
  }

  /** One head, {@code [position, dim]}. */
  MemorySegment head(int head) {
    return rows.asSlice(head * held * format.bytes(dim), held * format.bytes(dim));
  }

  /** One head, from this position on. */
  MemorySegment head(int head, int position) {
    return head(head).asSlice(position * format.bytes(dim));
  }

  /** Makes room for so many positions, and keeps the first {@code length}. */
  @SuppressWarnings("MustBeClosedChecker") // see FORGOTTEN
  void grow(int positions, int length) {
    Arena arena = Arena.ofShared();
    MemorySegment fresh = arena.allocate(positions * bytes(), 64);
    for (int head = 0; head < heads && length > 0; head++) {
      long row = format.bytes(dim);
      MemorySegment.copy(head(head), 0, fresh, head * positions * row, length * row);
    }
    free();
    memory = FORGOTTEN.register(this, arena::close);
    held = positions;
    rows = fresh;
  }

  /** Gives the memory back; there is no position left. */
  void free() {
    memory.clean();
    held = 0;
    rows = MemorySegment.NULL;
  }

  /**
   * Writes the rows of positions from {@code position} on.
   *
   * @param x {@code [.., heads * dim]}, of which the rows from {@code row} on are meant
   */
  void put(Kernels kernels, float[] x, int row, int tokens, int position) {
    int width = heads * dim;
    for (int head = 0; head < heads; head++) {
      kernels.store(
          format,
          x,
          row * width + head * dim,
          width,
          tokens,
          dim,
          rows,
          (head * (long) held + position) * format.bytes(dim));
    }
  }

  /** The first positions as floats, {@code [position, heads * dim]}. */
  float[] floats(int positions) {
    float[] floats = new float[positions * heads * dim];
    for (int p = 0; p < positions; p++) {
      read(p, floats, p * heads * dim);
    }
    return floats;
  }

  private void read(int position, float[] out, int at) {
    for (int head = 0; head < heads; head++) {
      format.decode(head(head), position * format.bytes(dim), out, at + head * dim, dim);
    }
  }

  /** Moves the positions {@code [to, length)} to {@code from}. */
  void move(int from, int to, int length) {
    long row = format.bytes(dim);
    for (int head = 0; head < heads; head++) {
      MemorySegment.copy(head(head), to * row, head(head), from * row, (length - to) * row);
    }
  }

  /** Changes each position of {@code [from, to)} as floats, {@code [heads * dim]}. */
  void change(int from, int to, ObjIntConsumer<float[]> change) {
    float[] row = new float[heads * dim];
    for (int position = from; position < to; position++) {
      read(position, row, 0);
      change.accept(row, position);
      put(Kernels.scalar(), row, 0, 1, position);
    }
  }

  /** Copies positions to memory, head after head; returns the bytes written. */
  long save(int from, int to, MemorySegment out, long at) {
    long row = format.bytes(dim);
    long part = (to - from) * row;
    for (int head = 0; head < heads; head++) {
      MemorySegment.copy(head(head), from * row, out, at + head * part, part);
    }
    return heads * part;
  }

  /** Takes positions from memory as {@link #save} wrote them; returns the bytes read. */
  long restore(int position, int count, MemorySegment in, long at) {
    long row = format.bytes(dim);
    long part = count * row;
    for (int head = 0; head < heads; head++) {
      MemorySegment.copy(in, at + head * part, head(head), position * row, part);
    }
    return heads * part;
  }
}
