package dev.trine.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Files of weights in memory: mapped, so that nothing is copied and processes share them, or copied
 * once into large pages ({@code -Dtrine.huge.pages=true}), which are read quicker.
 */
public final class WeightMemory {
  private static final int PIECE = 1 << 30; // bytes read at once
  private static final int KEPT_FREE = 16; // part of the memory, for what nobody counts

  private WeightMemory() {}

  /** Whether files are copied into large pages. */
  public static boolean usesHugePages() {
    return Boolean.getBoolean("trine.huge.pages");
  }

  /** A whole file, to be read. */
  public static MemorySegment open(FileChannel channel, Arena arena) throws IOException {
    return usesHugePages()
        ? copy(channel, arena)
        : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  private static MemorySegment copy(FileChannel channel, Arena arena) throws IOException {
    long bytes = channel.size();
    SymbolLookup library;
    try {
      library = NativeLibrary.load();
    } catch (NativeLibrary.Missing e) {
      throw new IOException("huge pages need the kernels in C, but " + e.getMessage(), e);
    }
    MethodHandle take =
        Linker.nativeLinker()
            .downcallHandle(
                library.findOrThrow("take_huge"), FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    MethodHandle give = handle(library, "give_back", ADDRESS, JAVA_LONG);
    MemorySegment memory;
    try {
      memory = (MemorySegment) take.invokeExact(bytes);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (memory.equals(MemorySegment.NULL)) {
      throw new IOException("there is no memory to copy %d bytes to".formatted(bytes));
    }
    MemorySegment all =
        memory.reinterpret(
            bytes,
            arena,
            it -> {
              try {
                give.invokeExact(it, bytes);
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });
    for (long at = 0; at < bytes; ) {
      ByteBuffer piece = all.asSlice(at, Math.min(PIECE, bytes - at)).asByteBuffer();
      int read = channel.read(piece, at);
      if (read < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      at += read;
    }
    return all.asReadOnly();
  }

  /** Whether weights of so many bytes take no more than half of the memory that there is. */
  public static boolean fits(long bytes) {
    return bytes <= AllowedMemory.bytes() / 2;
  }

  /**
   * Has the operating system map all pages of these parts of mapped files now, not one by one when
   * they are first read; unless they do not {@linkplain #fits fit}.
   */
  public static void populate(Collection<MemorySegment> parts) {
    boolean fits = fits(parts.stream().mapToLong(MemorySegment::byteSize).sum());
    // all of them first: a large page that reaches into the next part is not mapped as one else
    parts.forEach(part -> advise(Advice.PREFER_HUGE, part));
    if (fits) {
      parts.forEach(part -> advise(Advice.POPULATE, part));
    }
  }

  /**
   * Says that of the files that these parts are mapped from only some parts are read, each of which
   * is {@linkplain #expect expected} before: what lies around them then stays on the disk.
   */
  public static void readApart(MemorySegment part) {
    advise(Advice.READ_APART, part);
  }

  /** Has the operating system begin to read a part of a mapped file; does not wait for it. */
  public static void expect(MemorySegment part) {
    advise(Advice.EXPECT, part);
  }

  /** Has a part of a mapped file leave memory, unless another process has it too. */
  public static void leave(MemorySegment part) {
    advise(Advice.LEAVE, part);
  }

  /**
   * How many bytes this process may still take, weights of mapped files included, so that a
   * sixteenth of what it is allowed stays free; empty where the system does not tell.
   */
  public static OptionalLong room() {
    OptionalLong taken = AllowedMemory.taken();
    if (taken.isEmpty()) {
      return OptionalLong.empty();
    }
    long allowed = AllowedMemory.bytes();
    return OptionalLong.of(allowed - allowed / KEPT_FREE - taken.getAsLong());
  }

  private static void advise(Optional<MethodHandle> advice, MemorySegment part) {
    if (advice.isPresent() && part.isMapped()) {
      try {
        advice.get().invokeExact(part, part.byteSize());
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What the operating system can be told; without the library of C, pages come when needed. */
  private static final class Advice {
    static final Optional<MethodHandle> PREFER_HUGE = find("prefer_huge");
    static final Optional<MethodHandle> POPULATE = find("populate");
    static final Optional<MethodHandle> READ_APART = find("read_apart");
    static final Optional<MethodHandle> EXPECT = find("expect");
    static final Optional<MethodHandle> LEAVE = find("leave");

    private static Optional<MethodHandle> find(String name) {
      try {
        return Optional.of(handle(NativeLibrary.load(), name, ADDRESS, JAVA_LONG));
      } catch (NativeLibrary.Missing e) {
        return Optional.empty();
      }
    }
  }

  private static MethodHandle handle(SymbolLookup library, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
  }
}
