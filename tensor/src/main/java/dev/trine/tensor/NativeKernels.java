package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Kernels in C for the instructions of this processor. Activations meet quantised weights as int8,
 * a scale for every 32 (as everywhere in the field), unless they are to be {@link #exact()}. Rows
 * shorter than a block of 256 stay exact: nothing would be won. Many tokens meet weights in tiles,
 * where the processor has them: in int8, 256 with one scale, where the weights are quantised and no
 * activation is by far larger than the others, and else in bf16. Their queries meet keys and values
 * in tiles of bf16.
 */
final class NativeKernels implements Kernels {

  /** From so many tokens on the kernels for many tokens serve. */
  static final int MANY_TOKENS = 32;

  /** From so many tokens on they meet weights four at a time, where the processor can. */
  static final int FOUR_TOKENS = 4;

  /**
   * Of weights: some 40 microseconds of work. What is asked for behind a task's end may be another
   * thread's.
   */
  private static final int TASK_BYTES = 1 << 19;

  private static final int MANY_ROWS = 256; // of a panel of AMX
  private static final int RUN = 32; // activations that share a scale
  private static final int BLOCK = 256; // activations of a Block in C

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

  private final NativeFunctions functions;
  private final Level level;
  private final Map<Way, Rounding> ways; // none, so as to be exact
  private final NativeFunctions.Attend attend;
  private final NativeFunctions.Attend attendMany;

  private NativeKernels(
      NativeFunctions functions,
      Level level,
      Map<Way, Rounding> ways,
      NativeFunctions.Attend attend,
      NativeFunctions.Attend attendMany) {
    this.functions = functions;
    this.level = level;
    this.ways = ways;
    this.attend = attend;
    this.attendMany = attendMany;
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
    NativeFunctions functions = new NativeFunctions(library, level.few());
    Map<Way, Rounding> ways = new EnumMap<>(Way.class);
    ways.put(Way.INT8, new Rounding(functions, level.few(), 1, BLOCK, 384)); // a Block in C
    if (level == Level.I8MM) {
      ways.put(Way.INT8_BY_FOUR, new Rounding(functions, "i8mm", FOUR_TOKENS, BLOCK, 384));
    }
    if (level == Level.AMX) {
      ways.put(Way.BF16_TILES, new Rounding(functions, "amx", MANY_TOKENS, RUN, 2 * RUN));
      // a token's share of a Square in C
      ways.put(Way.INT8_TILES, new Rounding(functions, "amx_int8", MANY_TOKENS, BLOCK, 260));
    }
    NativeFunctions.Attend attend = functions.attend(level.few(), false);
    NativeFunctions.Attend many = level == Level.AMX ? functions.attend("amx", true) : attend;
    return new NativeKernels(functions, level, ways, attend, many);
  }

  @Override
  public String name() {
    return "native-" + level.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Kernels exact() {
    return new NativeKernels(functions, level, Map.of(), attend, attend);
  }

  @Override
  public void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    matmuls(List.of(new Product(weights, out)), x, tokens, team);
  }

  @Override
  public void matmuls(List<Product> products, float[] x, int tokens, ThreadTeam team) {
    Way way = way(products.getFirst().weights(), tokens);
    boolean alike = true;
    for (Product it : products) {
      Tensor weights = it.weights();
      if (x.length < (long) tokens * weights.columns()
          || it.out().length < (long) tokens * weights.rows()) {
        throw new IllegalArgumentException(
            "%d tokens of %s need more room".formatted(tokens, weights.name()));
      }
      alike &= way(weights, tokens) == way;
    }
    if (tokens == 0) {
      return; // no logits are wanted of the first pieces of a long prompt
    }
    if (!alike) {
      Kernels.super.matmuls(products, x, tokens, team);
      return;
    }
    switch (way) {
      case INT8_TILES, BF16_TILES, INT8_BY_FOUR, INT8 -> rounded(products, x, tokens, team, way);
      case FLOATS -> inFloats(products, x, tokens, team);
      case DECODED -> products.forEach(it -> decoded(it, x, tokens, team));
    }
  }

  /** How activations meet weights. */
  private enum Way {
    INT8_TILES,
    BF16_TILES,
    INT8_BY_FOUR,
    INT8,
    FLOATS,
    DECODED;

    boolean isOfTiles() {
      return this == INT8_TILES || this == BF16_TILES;
    }
  }

  private Way way(Tensor weights, int tokens) {
    BlockFormat format = weights.format();
    int columns = weights.columns();
    if (ways.containsKey(Way.BF16_TILES) && tokens >= MANY_TOKENS) {
      if (columns % BLOCK == 0 && ROUNDED.contains(format)) {
        return Way.INT8_TILES;
      }
      if (columns % RUN == 0 && MANY.contains(format)) {
        return Way.BF16_TILES;
      }
    }
    if (!ways.isEmpty() && isRounded(format, columns)) {
      return tokens >= FOUR_TOKENS && ways.containsKey(Way.INT8_BY_FOUR)
          ? Way.INT8_BY_FOUR
          : Way.INT8;
    }
    return KNOWN.contains(format) ? Way.FLOATS : Way.DECODED;
  }

  /** Whether activations meet such rows as int8. */
  static boolean isRounded(BlockFormat format, int columns) {
    return columns >= BLOCK && ROUNDED.contains(format);
  }

  /** By way of activations with fewer bits. */
  private void rounded(List<Product> products, float[] x, int tokens, ThreadTeam team, Way way) {
    Rounding rounding = Objects.requireNonNull(ways.get(way));
    int columns = products.getFirst().weights().columns();
    if (!rounding.suits(x, tokens, columns, team)) {
      rounded(products, x, tokens, team, Way.BF16_TILES);
      return;
    }
    MemorySegment activations = rounding.of(x, tokens, columns, team);
    inTasks(
        products,
        weights -> way.isOfTiles() ? rowsOfTiles(weights, team) : rowsOfTask(weights, tokens, team),
        team,
        (weights, first, count, out) ->
            rounding
                .matmul()
                .run(
                    weights.format(),
                    rows(weights, first, count),
                    count,
                    columns,
                    activations,
                    tokens,
                    out,
                    weights.rows()));
  }

  /** Formats of which C makes floats. */
  private void inFloats(List<Product> products, float[] x, int tokens, ThreadTeam team) {
    MemorySegment activations = MemorySegment.ofArray(x);
    inTasks(
        products,
        weights -> rowsOfTask(weights, tokens, team),
        team,
        (weights, first, count, out) ->
            functions
                .matmulFloats()
                .run(
                    weights.format(),
                    rows(weights, first, count),
                    count,
                    weights.columns(),
                    activations,
                    tokens,
                    out,
                    weights.rows()));
  }

  /** Formats that C does not know: their rows are decoded here. */
  private void decoded(Product product, float[] x, int tokens, ThreadTeam team) {
    MemorySegment activations = MemorySegment.ofArray(x);
    inTasks(
        List.of(product),
        _ -> 16,
        team,
        (weights, first, count, out) -> {
          int columns = weights.columns();
          byte[] bytes = new byte[(int) weights.rowBytes()];
          float[] floats = new float[count * columns];
          for (int r = 0; r < count; r++) {
            weights.rowBytes(first + r, bytes);
            weights.format().decode(bytes, 0, floats, r * columns, columns);
          }
          functions
              .matmulFloats()
              .run(
                  BlockFormat.F32,
                  MemorySegment.ofArray(floats),
                  count,
                  columns,
                  activations,
                  tokens,
                  out,
                  weights.rows());
        });
  }

  private static MemorySegment rows(Tensor weights, int first, int count) {
    long bytes = weights.rowBytes();
    return weights.data().asSlice(first * bytes, count * bytes);
  }

  /** So few that nobody waits long for the last task; of many tokens a panel, see int8.h. */
  private static int rowsOfTask(Tensor weights, int tokens, ThreadTeam team) {
    if (tokens > 16) {
      return 16;
    }
    long bytes = Math.min(TASK_BYTES, weights.rows() * weights.rowBytes() / (8L * team.size()));
    return (int) Math.clamp(bytes / Math.max(1, weights.rowBytes()), 4, 1024) / 4 * 4;
  }

  private static int rowsOfTiles(Tensor weights, ThreadTeam team) {
    int share = Math.ceilDiv(weights.rows(), 2 * team.size());
    return Math.min(Math.ceilDiv(share, 32) * 32, MANY_ROWS);
  }

  /** Some rows of a product; {@code out} begins at the first of them. */
  @FunctionalInterface
  private interface Share {
    void run(Tensor weights, int first, int count, MemorySegment out);
  }

  /** Has the team share the rows of all products, so many at a time. */
  private static void inTasks(
      List<Product> products, ToIntFunction<Tensor> rowsOfTask, ThreadTeam team, Share work) {
    int tasks = 0;
    for (Product it : products) {
      tasks += Math.ceilDiv(it.weights().rows(), rowsOfTask.applyAsInt(it.weights()));
    }
    team.run(
        tasks,
        task -> {
          for (Product it : products) {
            int rows = it.weights().rows();
            int count = rowsOfTask.applyAsInt(it.weights());
            int first = task * count;
            if (first < rows) {
              MemorySegment out = MemorySegment.ofArray(it.out()).asSlice(4L * first);
              work.run(it.weights(), first, Math.min(count, rows - first), out);
              return;
            }
            task -= Math.ceilDiv(rows, count);
          }
        });
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
    (tokens >= MANY_TOKENS ? attendMany : attend)
        .run(
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
            floats(
                out.array(),
                out.at(),
                (tokens - 1) * out.stride() + head.heads() * head.valueDim()),
            out.stride());
  }

  private static MemorySegment floats(float[] array, int at, int n) {
    return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES, (long) n * Float.BYTES);
  }
}
