package dev.trine.bench;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Weights times activations: one token over weights that no cache holds, bound by memory, and 512
 * tokens over some rows, bound by arithmetic. Secondary results are gigabytes of weights and
 * billions of operations a second.
 */
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class Matmul {
  private static final int COLUMNS = 2048;
  private static final int MANY = 512;

  /** How the weights are stored. */
  @Param({"Q8_0", "Q4_0", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16"})
  public BlockFormat format = BlockFormat.Q8_0;

  /** Threads, the caller included. */
  @Param("1")
  public int threads = 1;

  private final Kernels kernels = Kernels.chosen().kernels();
  private final float[] x = new float[MANY * COLUMNS];
  private Tensor large = Tensor.of("none", new float[0], 0, COLUMNS);
  private Tensor small = large;
  private float[] out = {};
  private ThreadTeam team = ThreadTeam.shared();

  /** What a call moved and computed. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Rates {
    /** Gigabytes of weights. */
    public double gigabytes;

    /** Billions of multiplications and additions. */
    public double gigaflops;
  }

  /** Makes 256 MiB of weights. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    int rows = (int) ((256L << 20) / format.bytes(COLUMNS));
    byte[] row = new byte[(int) format.bytes(COLUMNS)];
    for (int i = 0; i < row.length; i++) {
      row[i] = (byte) random.nextInt(60); // as halfs, too, finite and of one magnitude
    }
    MemorySegment data = Arena.ofAuto().allocate(rows * (long) row.length, 64);
    for (int r = 0; r < rows; r++) {
      MemorySegment.copy(MemorySegment.ofArray(row), 0, data, r * (long) row.length, row.length);
    }
    large = new Tensor("large", format, new long[] {rows, COLUMNS}, data);
    small = large.rows(0, MANY);
    out = new float[Math.max(rows, MANY * MANY)];
    team = ThreadTeam.of(threads);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    team.close();
  }

  /** Decode: one token. */
  @Benchmark
  public float[] oneToken(Rates rates) {
    kernels.matmul(large, x, 1, out, team);
    rates.gigabytes += large.data().byteSize() / 1e9;
    return out;
  }

  /** Prefill: 512 tokens. */
  @Benchmark
  public float[] manyTokens(Rates rates) {
    kernels.matmul(small, x, MANY, out, team);
    rates.gigaflops += 2e-9 * MANY * MANY * COLUMNS;
    return out;
  }
}
