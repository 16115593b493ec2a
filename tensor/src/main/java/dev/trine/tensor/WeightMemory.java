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

/**
 * Files of weights in memory: mapped, so that nothing is copied and processes share them, or copied
 * once into large pages ({@code -Dtrine.huge.pages=true}), which are read quicker.
 */
public final class WeightMemory {
  private static final int PIECE = 1 << 30; // bytes read at once

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

  /**
   * Has the operating system map all pages of these parts of mapped files now, not one by one when
   * they are first read; nothing if they are more than half of the machine's memory.
   */
  public static void populate(Collection<MemorySegment> parts) {
    if (usesHugePages()) {
      return;
    }
    try {
      MethodHandle populate =
          handle(NativeLibrary.load(), "populate", ADDRESS, JAVA_LONG, JAVA_LONG);
      long total = parts.stream().mapToLong(MemorySegment::byteSize).sum();
      for (MemorySegment part : parts) {
        if (part.isMapped()) {
          populate.invokeExact(part, part.byteSize(), total);
        }
      }
    } catch (NativeLibrary.Missing e) {
      // Then pages come when they are needed.
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle handle(SymbolLookup library, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
  }
}
