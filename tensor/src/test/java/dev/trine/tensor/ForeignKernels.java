package dev.trine.tensor;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Kernels of another processor, run by qemu-user in a process of their own: see serve.c. */
final class ForeignKernels implements Kernels, AutoCloseable {
  private static final byte[] NONE = {};

  private final String level;
  private final Process process;
  private final boolean rounds;

  ForeignKernels(String level, String... command) throws IOException {
    this(
        level,
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        true);
  }

  private ForeignKernels(String level, Process process, boolean rounds) {
    this.level = level;
    this.process = process;
    this.rounds = rounds;
  }

  @Override
  public void close() {
    process.destroy();
  }

  @Override
  public String name() {
    return "native-" + level;
  }

  @Override
  public Kernels exact() {
    return new ForeignKernels(level, process, false);
  }

  /** The levels that the library sees. */
  int levels() {
    return call(6, new long[0], 0, 0).getInt();
  }

  @Override
  public void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    BlockFormat format = weights.format();
    byte[] bytes = weights.data().toArray(ValueLayout.JAVA_BYTE);
    if (!NativeKernels.KNOWN.contains(format)) {
      format = BlockFormat.F32;
      bytes = bytes(weights.floats());
    }
    boolean rounded = rounds && NativeKernels.isRounded(format, weights.columns());
    boolean byFour = level.equals("i8mm") && tokens >= NativeKernels.FOUR_TOKENS;
    int call = !rounded ? 1 : byFour ? 7 : 0;
    long[] numbers = {format.ggmlType(), weights.rows(), weights.columns(), tokens};
    floats(call(call, numbers, 0, 0, bytes, bytes(x)), out, 0, tokens * weights.rows());
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
    int n = runs * weight.length;
    long[] numbers = {runs, weight.length};
    floats(call(2, numbers, eps, 0, bytes(part(x, at, n)), bytes(weight)), out, at, n);
  }

  @Override
  public void swiGlu(float[] gate, float[] up, int at, int n) {
    floats(
        call(3, new long[] {n}, 0, 0, bytes(part(gate, at, n)), bytes(part(up, at, n))),
        gate,
        at,
        n);
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
    long bytes = rows * format.bytes(n);
    long[] numbers = {format.ggmlType(), rows, stride, n, bytes};
    ByteBuffer stored = call(4, numbers, 0, 0, bytes(part(x, at, (rows - 1) * stride + n)));
    MemorySegment.copy(MemorySegment.ofBuffer(stored), 0, out, offset, bytes);
  }

  @Override
  public void attend(
      AttentionHead head, CachedHead cached, int past, int tokens, Rows q, Rows out) {
    long[] numbers = {
      cached.format().ggmlType(),
      head.heads(),
      head.keyDim(),
      head.valueDim(),
      past,
      tokens,
      head.window(),
      head.causal() ? 1 : 0
    };
    int width = head.heads() * head.keyDim();
    float[] queries = new float[tokens * width];
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(q.array(), q.at(t), queries, t * width, width);
    }
    ByteBuffer answer =
        call(
            5,
            numbers,
            head.scale(),
            head.softcap(),
            cached.keys().toArray(ValueLayout.JAVA_BYTE),
            cached.values().map(it -> it.toArray(ValueLayout.JAVA_BYTE)).orElse(NONE),
            bytes(queries),
            head.sinks().map(ForeignKernels::bytes).orElse(NONE));
    for (int t = 0; t < tokens; t++) {
      floats(answer, out.array(), out.at(t), head.heads() * head.valueDim());
    }
  }

  private ByteBuffer call(long name, long[] numbers, float first, float second, byte[]... arrays) {
    ByteBuffer header = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN).putLong(name);
    for (long number : Arrays.copyOf(numbers, 8)) {
      header.putLong(number);
    }
    header.putFloat(first).putFloat(second);
    try {
      var out = new DataOutputStream(process.getOutputStream());
      out.write(header.array());
      for (int i = 0; i < 4; i++) {
        byte[] array = i < arrays.length ? arrays[i] : NONE;
        out.writeLong(Long.reverseBytes(array.length));
        out.write(array);
      }
      out.flush();
      byte[] length = process.getInputStream().readNBytes(8);
      if (length.length < 8) {
        throw new IllegalStateException("the foreign kernels died in call " + name);
      }
      int bytes = (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return ByteBuffer.wrap(process.getInputStream().readNBytes(bytes))
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] part(float[] x, int at, int n) {
    return Arrays.copyOfRange(x, at, at + n);
  }

  private static byte[] bytes(float[] x) {
    return BlockFormat.F32.encode(x, 0, x.length);
  }

  private static void floats(ByteBuffer from, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = from.getFloat();
    }
  }
}
