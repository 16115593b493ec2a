package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Kernels in C for the instructions of this processor. Activations meet quantised weights as int8,
 * a scale for every 32 (as everywhere in the field), unless they are to be {@link #exact()}. Rows
 * shorter than a block of 256 stay exact: nothing would be won.
 */
final class NativeKernels implements Kernels {

  /** From so many tokens on the kernels for many tokens serve. */
  static final int MANY_TOKENS = 32;

  private static final int TASK_BYTES = 1 << 18; // of weights: some 20 microseconds of work
  private static final int MANY_ROWS = 256; // of a panel of AMX
  private static final int RUN = 32; // activations that share a scale
  private static final int BLOCK = 256; // activations of a Block in C
  private static final int BLOCK_BYTES = 384;

  private static final Set<BlockFormat> ROUNDED =
      EnumSet.of(
          BlockFormat.Q4_0, BlockFormat.Q8_0, BlockFormat.Q4_K, BlockFormat.Q5_K, BlockFormat.Q6_K);
  private static final Set<BlockFormat> MANY = EnumSet.of(BlockFormat.F16, BlockFormat.BF16);
  static final Set<BlockFormat> KNOWN =
      EnumSet.of(BlockFormat.F32, BlockFormat.F16, BlockFormat.BF16);

  static {
    MANY.addAll(ROUNDED);
    KNOWN.addAll(ROUNDED);
  }

  /** Instructions, from the least to the most. */
  enum Level {
    AVX2("avx2", "AVX2"),
    VNNI("vnni", "AVX-512 with VNNI"),
    AMX("vnni", "AMX, and AVX-512 with VNNI for few tokens"),
    DOTPROD("dotprod", "NEON with dot products");

    private final String few;
    private final String words;

    Level(String few, String words) {
      this.few = few;
      this.words = words;
    }

    String words() {
      return words;
    }

    private int bit() {
      return 1 << ordinal();
    }
  }

  private final NativeFunctions functions;
  private final Level level;
  private final boolean rounds;

  private NativeKernels(NativeFunctions functions, Level level, boolean rounds) {
    this.functions = functions;
    this.level = level;
    this.rounds = rounds;
  }

  /** The levels that this processor can run, the best first. */
  static Level[] levels(SymbolLookup library) {
    int able = NativeFunctions.levels(library);
    return Arrays.stream(Level.values())
        .filter(level -> (able & level.bit()) != 0)
        .sorted((a, b) -> b.compareTo(a))
        .toArray(Level[]::new);
  }

  static NativeKernels of(SymbolLookup library, Level level) {
    String many = level == Level.AMX ? "amx" : level.few;
    return new NativeKernels(new NativeFunctions(library, level.few, many), level, true);
  }

  @Override
  public String name() {
    return "native-" + level.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Kernels exact() {
    return new NativeKernels(functions, level, false);
  }

  @Override
  public void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    int rows = weights.rows();
    int columns = weights.columns();
    if (x.length < (long) tokens * columns || out.length < (long) tokens * rows) {
      throw new IllegalArgumentException(
          "%d tokens of %s need more room".formatted(tokens, weights.name()));
    }
    if (tokens == 0) {
      return; // no logits are wanted of the first pieces of a long prompt
    }
    BlockFormat format = weights.format();
    boolean many =
        rounds
            && level == Level.AMX
            && tokens >= MANY_TOKENS
            && columns % RUN == 0
            && MANY.contains(format);
    if (many || rounds && isRounded(format, columns)) {
      rounded(weights, x, tokens, out, team, many);
    } else if (KNOWN.contains(format)) {
      MemorySegment activations = MemorySegment.ofArray(x);
      inTasks(
          rows,
          rowsOfTask(weights, tokens),
          team,
          (first, count) ->
              functions.matmulFloats(
                  format,
                  rows(weights, first, count),
                  count,
                  columns,
                  activations,
                  tokens,
                  MemorySegment.ofArray(out).asSlice((long) first * Float.BYTES),
                  rows));
    } else {
      decoded(weights, x, tokens, out, team);
    }
  }

  /** Whether activations meet such rows as int8. */
  static boolean isRounded(BlockFormat format, int columns) {
    return columns >= BLOCK && ROUNDED.contains(format);
  }

  /** By way of activations with fewer bits: int8, or bf16 for many tokens. */
  private void rounded(
      Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team, boolean many) {
    int rows = weights.rows();
    int columns = weights.columns();
    int group = many ? MANY_TOKENS : 1;
    long tokenBytes = many ? 2L * columns : (long) Math.ceilDiv(columns, BLOCK) * BLOCK_BYTES;
    MemorySegment activations =
        NativeFunctions.Scratch.activations(tokenBytes * Math.ceilDiv(tokens, group) * group);
    MemorySegment source = MemorySegment.ofArray(x);
    int batch = Math.max(group, 16);
    team.run(
        Math.ceilDiv(tokens, batch),
        task -> {
          int first = task * batch;
          functions.quantise(
              many,
              source.asSlice((long) first * columns * Float.BYTES),
              Math.min(batch, tokens - first),
              columns,
              activations.asSlice(first * tokenBytes));
        });
    int share = Math.ceilDiv(Math.ceilDiv(rows, 2 * team.size()), 32) * 32;
    inTasks(
        rows,
        many ? Math.min(share, MANY_ROWS) : rowsOfTask(weights, tokens),
        team,
        (first, count) ->
            functions.matmul(
                many,
                weights.format(),
                rows(weights, first, count),
                count,
                columns,
                activations,
                tokens,
                MemorySegment.ofArray(out).asSlice((long) first * Float.BYTES),
                rows));
  }

  /** Formats that C does not know: their rows are decoded here. */
  private void decoded(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    int rows = weights.rows();
    int columns = weights.columns();
    MemorySegment activations = MemorySegment.ofArray(x);
    inTasks(
        rows,
        16,
        team,
        (first, count) -> {
          byte[] bytes = new byte[(int) weights.rowBytes()];
          float[] floats = new float[count * columns];
          for (int r = 0; r < count; r++) {
            weights.rowBytes(first + r, bytes);
            weights.format().decode(bytes, 0, floats, r * columns, columns);
          }
          functions.matmulFloats(
              BlockFormat.F32,
              MemorySegment.ofArray(floats),
              count,
              columns,
              activations,
              tokens,
              MemorySegment.ofArray(out).asSlice((long) first * Float.BYTES),
              rows);
        });
  }

  private static MemorySegment rows(Tensor weights, int first, int count) {
    long bytes = weights.rowBytes();
    return weights.data().asSlice(first * bytes, count * bytes);
  }

  /** Some rows of a product. */
  @FunctionalInterface
  private interface Share {
    void run(int first, int count);
  }

  /** So few that nobody waits long for the last task; of many tokens a panel, see int8.h. */
  private static int rowsOfTask(Tensor weights, int tokens) {
    return tokens > 4
        ? 16
        : (int) Math.clamp(TASK_BYTES / Math.max(1, weights.rowBytes()), 4, 1024) / 4 * 4;
  }

  private static void inTasks(int rows, int count, ThreadTeam team, Share work) {
    team.run(
        Math.ceilDiv(rows, count),
        task -> work.run(task * count, Math.min(count, rows - task * count)));
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    return Kernels.scalar().dot(a, aAt, b, bAt, n);
  }

  @Override
  public void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int n) {
    Kernels.scalar().addScaled(scale, x, xAt, y, yAt, n);
  }

  @Override
  public void rmsNorm(float[] x, int at, int runs, float[] weight, float eps, float[] out) {
    int n = weight.length;
    functions.rmsNorm(
        floats(x, at, runs * n),
        MemorySegment.ofArray(weight),
        floats(out, at, runs * n),
        runs,
        n,
        eps);
  }

  @Override
  public void swiGlu(float[] gate, float[] up, int at, int n) {
    functions.swiGlu(floats(gate, at, n), floats(up, at, n), n);
  }

  @Override
  public void store(
      BlockFormat format,
      float[] x,
      int at,
      int stride,
      int rows,
      int n,
      MemorySegment out,
      long offset) {
    functions.store(
        format,
        floats(x, at, (rows - 1) * stride + n),
        rows,
        stride,
        n,
        out.asSlice(offset, rows * format.bytes(n)));
  }

  @Override
  public void attend(
      AttentionHead head, CachedHead cached, int past, int tokens, Rows q, Rows out) {
    BlockFormat format = cached.format();
    long end = past + tokens;
    functions.attend(
        head,
        format,
        cached.keys().asSlice(0, format.bytes(end * head.keyDim())),
        cached
            .values()
            .map(it -> it.asSlice(0, format.bytes(end * head.valueDim())))
            .orElse(MemorySegment.NULL),
        past,
        tokens,
        floats(q.array(), q.at(), (tokens - 1) * q.stride() + head.heads() * head.keyDim()),
        q.stride(),
        floats(out.array(), out.at(), (tokens - 1) * out.stride() + head.heads() * head.valueDim()),
        out.stride());
  }

  private static MemorySegment floats(float[] array, int at, int n) {
    return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES, (long) n * Float.BYTES);
  }
}
