package dev.trine.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The functions in C, by the names that the files in {@code src/main/c} give them. They are called
 * with parts of heap arrays, which keeps the garbage collector waiting: so each call is short.
 */
final class NativeFunctions {
  private static final Linker LINKER = Linker.nativeLinker();

  /** Bytes of scratch that every kernel can do with, besides what grows with a row. */
  private static final long SCRATCH = 1 << 20;

  private static final MemoryLayout[] MULTIPLIED = {
    JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS
  };

  private final SymbolLookup library;
  private final Matmul matmulFloats;
  private final MethodHandle rmsNorm;
  private final MethodHandle swiGlu;
  private final MethodHandle store;

  /** One thread's memory between calls: what kernels scribble in, and quantised activations. */
  static final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private MemorySegment room = MemorySegment.NULL;
    private MemorySegment activations = MemorySegment.NULL;

    static MemorySegment room(long rowBytes) {
      Scratch scratch = OF_THREAD.get();
      scratch.room = grown(scratch.room, SCRATCH + rowBytes);
      return scratch.room;
    }

    static MemorySegment activations(long bytes) {
      Scratch scratch = OF_THREAD.get();
      scratch.activations = grown(scratch.activations, bytes);
      return scratch.activations;
    }

    private static MemorySegment grown(MemorySegment segment, long bytes) {
      return segment.byteSize() >= bytes ? segment : Arena.ofAuto().allocate(bytes, 64);
    }
  }

  /**
   * A function that multiplies rows of weights with tokens.
   *
   * @param scratchRows how many rows of floats it scribbles in
   */
  record Matmul(MethodHandle function, int scratchRows) {
    void run(
        BlockFormat format,
        MemorySegment weights,
        long rows,
        long columns,
        MemorySegment x,
        long tokens,
        MemorySegment out,
        long stride) {
      MemorySegment room = Scratch.room((long) scratchRows * Float.BYTES * columns);
      try {
        function.invokeExact(
            format.ggmlType(), weights, rows, columns, x, tokens, out, stride, room);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * A function that computes the attention of a head.
   *
   * @param ofTiles whether by tiles, with other scratch
   */
  record Attend(MethodHandle function, boolean ofTiles) {
    void run(
        AttentionHead head,
        BlockFormat format,
        MemorySegment keys,
        MemorySegment values,
        long past,
        long tokens,
        MemorySegment q,
        long qStride,
        MemorySegment out,
        long outStride) {
      MemorySegment room = Scratch.room(ofTiles ? bytesOfTiles(head) : bytes(head, tokens));
      MemorySegment sinks = head.sinks().map(MemorySegment::ofArray).orElse(MemorySegment.NULL);
      try {
        function.invokeExact(
            format.ggmlType(),
            q,
            qStride,
            tokens,
            (long) head.heads(),
            (long) head.keyDim(),
            (long) head.valueDim(),
            keys,
            values,
            past,
            (long) head.window(),
            head.causal() ? 1 : 0,
            head.scale(),
            head.softcap(),
            sinks,
            out,
            outStride,
            room);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    private static long bytes(AttentionHead head, long tokens) {
      long floats = 32L * (2 * head.keyDim() + head.valueDim()) + 2 * tokens * head.heads();
      return Float.BYTES * floats;
    }

    private static long bytesOfTiles(AttentionHead head) { // see amx_attention.c
      return 1664L * (head.keyDim() + head.valueDim() + 2 * 31);
    }
  }

  /** The functions of a level. */
  NativeFunctions(SymbolLookup library, String level) {
    this.library = library;
    matmulFloats = new Matmul(find("matmul_floats_" + level, MULTIPLIED), 4);
    rmsNorm =
        find("rms_norm_" + level, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_FLOAT);
    swiGlu = find("swiglu_" + level, ADDRESS, ADDRESS, JAVA_LONG);
    store = find("store_" + level, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  }

  /** What this processor can run, a bit for each level. */
  static int levels(SymbolLookup library) {
    MethodHandle levels =
        LINKER.downcallHandle(library.findOrThrow("levels"), FunctionDescriptor.of(JAVA_INT));
    try {
      return (int) levels.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private MethodHandle find(String name, MemoryLayout... arguments) {
    return handle(library.findOrThrow(name), arguments);
  }

  private static MethodHandle handle(MemorySegment function, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        function, FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(true));
  }

  /** Multiplies with activations as they are. */
  Matmul matmulFloats() {
    return matmulFloats;
  }

  /** Multiplies with activations in the form of those instructions. */
  Matmul matmul(String instructions) {
    return new Matmul(find("matmul_" + instructions, MULTIPLIED), 2);
  }

  /** Brings activations {@code [tokens, columns]} into the form of those instructions. */
  MethodHandle quantise(String instructions) {
    return find("quantise_" + instructions, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS);
  }

  /** Tells what that costs, if anything that need be known. */
  Optional<MethodHandle> loss(String instructions) {
    return library
        .find("loss_" + instructions)
        .map(address -> handle(address, ADDRESS, JAVA_LONG, ADDRESS));
  }

  /** Attention by those instructions. */
  Attend attend(String instructions, boolean ofTiles) {
    MethodHandle function =
        find(
            "attend_" + instructions,
            JAVA_INT, // format
            ADDRESS, // queries
            JAVA_LONG,
            JAVA_LONG, // tokens
            JAVA_LONG,
            JAVA_LONG, // key_dim
            JAVA_LONG,
            ADDRESS, // keys
            ADDRESS,
            JAVA_LONG, // past
            JAVA_LONG,
            JAVA_INT, // causal
            JAVA_FLOAT,
            JAVA_FLOAT, // cap
            ADDRESS,
            ADDRESS, // out
            JAVA_LONG,
            ADDRESS);
    return new Attend(function, ofTiles);
  }

  void rmsNorm(
      MemorySegment x, MemorySegment weight, MemorySegment out, long runs, long n, float eps) {
    try {
      rmsNorm.invokeExact(x, weight, out, runs, n, eps);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void swiGlu(MemorySegment gate, MemorySegment up, long n) {
    try {
      swiGlu.invokeExact(gate, up, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void store(
      BlockFormat format, MemorySegment x, long rows, long stride, long n, MemorySegment out) {
    try {
      store.invokeExact(format.ggmlType(), x, rows, stride, n, out);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
