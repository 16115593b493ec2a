package dev.trine.runtime;

import dev.trine.model.KvCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Keys and values of a text in a file, little-endian: magic, version, the identity of what made
 * them (32 bytes), counts of positions, of positions in a block and of bytes for each position, the
 * checksum of the head and the tokens, the tokens; then blocks, each its checksum and its bytes. A
 * file is complete from the moment it has its name.
 */
final class Snapshot {
  private static final long MAGIC = 0x31564B454E495254L; // "TRINEKV1"
  private static final ValueLayout.OfInt ID =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int HEAD = 8 + 32 + 3 * Integer.BYTES + 2 * Long.BYTES;

  /** Positions of a block: what is wanted of a text is read block by block. */
  private static final int BLOCK = 256;

  private final Path file;
  private final byte[] identity;
  private final int[] tokens;
  private final int positions; // of which keys and values are there
  private final int block;
  private final long blockBytes; // of a whole block

  private Snapshot(
      Path file, byte[] identity, int[] tokens, int positions, int block, long blockBytes) {
    this.file = file;
    this.identity = identity;
    this.tokens = tokens;
    this.positions = positions;
    this.block = block;
    this.blockBytes = blockBytes;
  }

  int[] tokens() {
    return tokens;
  }

  /** Of how many tokens keys and values are there. */
  int positions() {
    return positions;
  }

  boolean isOf(byte[] other) {
    return Arrays.equals(identity, other);
  }

  /** How many of the first {@code most} tokens of a text need not run in a cache. */
  int serves(int[] text, int most, KvCache cache) {
    int differs = Arrays.mismatch(tokens, text);
    int common = Math.min(positions, differs < 0 ? tokens.length : differs);
    boolean whole = common == positions && positions <= most;
    return cache.isRecurrent() && !whole ? 0 : Math.min(common, most);
  }

  /**
   * Writes a text and what the cache has of it.
   *
   * @throws UncheckedIOException if the file cannot be written; nothing is left then
   */
  static void write(Path file, byte[] identity, int[] tokens, KvCache cache) {
    int positions = cache.length();
    int block = Math.max(1, cache.isRecurrent() ? positions : Math.min(BLOCK, positions));
    long blockBytes = cache.bytes(Math.min(block, Math.max(1, positions)));
    ByteBuffer head =
        ByteBuffer.allocate(HEAD + tokens.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(MAGIC)
        .put(identity)
        .putInt(tokens.length)
        .putInt(positions)
        .putInt(block)
        .putLong(blockBytes);
    int sum = head.position();
    head.putLong(0);
    Arrays.stream(tokens).forEach(head::putInt);
    head.putLong(sum, checksum(MemorySegment.ofArray(head.array())));
    try (FreshFile fresh = FreshFile.beside(file);
        Arena arena = Arena.ofConfined()) {
      FileChannel out = fresh.channel();
      writeAll(out, head.flip());
      MemorySegment bytes = arena.allocate(blockBytes + Long.BYTES, Long.BYTES);
      for (int from = 0; from < positions; from += block) {
        int to = Math.min(positions, from + block);
        MemorySegment payload = bytes.asSlice(Long.BYTES, cache.bytes(to - from));
        cache.save(from, to, payload);
        bytes.set(ValueLayout.JAVA_LONG, 0, checksum(payload));
        writeAll(out, bytes.asSlice(0, Long.BYTES + payload.byteSize()).asByteBuffer());
      }
      fresh.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written (" + e.getMessage() + ")", e);
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static long checksum(MemorySegment... pieces) {
    CRC32C sum = new CRC32C();
    long all = 0;
    for (MemorySegment bytes : pieces) {
      long size = bytes.byteSize();
      for (long at = 0; at < size; at += 1 << 30) {
        sum.update(bytes.asSlice(at, Math.min(1 << 30, size - at)).asByteBuffer());
      }
      all += size;
    }
    return sum.getValue() | all << 32;
  }

  /**
   * Reads the head and the tokens.
   *
   * @throws ContextException if the file is no snapshot, of another version, or damaged
   */
  static Snapshot read(Path file) {
    try (FileChannel in = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      if (in.size() < HEAD) {
        throw damaged(file, "ends too early");
      }
      MemorySegment all = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
      ByteBuffer head = all.asSlice(0, HEAD).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      if (head.getLong() != MAGIC) {
        throw damaged(file, "is no snapshot of this version");
      }
      byte[] identity = new byte[32];
      head.get(identity);
      int length = head.getInt();
      int positions = head.getInt();
      int block = head.getInt();
      long blockBytes = head.getLong();
      long sum = head.getLong();
      if (length < 0 || length > (in.size() - HEAD) / Integer.BYTES) {
        throw damaged(file, "ends too early");
      }
      MemorySegment ids = all.asSlice(HEAD, (long) length * Integer.BYTES);
      MemorySegment withoutSum = MemorySegment.ofArray(new byte[Long.BYTES]);
      if (checksum(all.asSlice(0, HEAD - Long.BYTES), withoutSum, ids) != sum
          || positions > length
          || positions < 0
          || block < 1
          || blockBytes < 0) {
        throw damaged(file, "is damaged");
      }
      int[] tokens = new int[length];
      MemorySegment.copy(ids, ID, 0, tokens, 0, length);
      return new Snapshot(file, identity, tokens, positions, block, blockBytes);
    } catch (IOException e) {
      throw new ContextException(file + ": cannot be read (" + e.getMessage() + "); remove it");
    }
  }

  private static ContextException damaged(Path file, String what) {
    return new ContextException(file + ": " + what);
  }

  /**
   * Fills a cache with what a text shares with this one.
   *
   * @param most how many of its tokens; one of them is left to be run where logits are wanted
   * @return why less was filled than there is, if that is so
   */
  Optional<String> restore(byte[] expected, int[] text, int most, KvCache cache) {
    if (!isOf(expected)) {
      return Optional.of(
          file + ": was made by another model or other adapters; the text is run again");
    }
    int wanted = serves(text, most, cache);
    cache.truncate(0);
    try (FileChannel in = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      long at = HEAD + (long) tokens.length * Integer.BYTES;
      MemorySegment all = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
      for (int from = 0; from < wanted; from += block) {
        int count = Math.min(block, positions - from);
        long bytes = cache.bytes(count);
        if ((count == block && bytes != blockBytes)
            || at + Long.BYTES + bytes > all.byteSize()
            || cache.length() + count > cache.capacity()) {
          break;
        }
        MemorySegment payload = all.asSlice(at + Long.BYTES, bytes);
        if (checksum(payload) != all.get(ValueLayout.JAVA_LONG_UNALIGNED, at)) {
          return Optional.of(
              file + ": is damaged; the text is run again from token " + cache.length() + " on");
        }
        cache.restore(count, payload);
        at += Long.BYTES + bytes;
      }
    } catch (IOException e) {
      cache.truncate(0);
      return Optional.of(file + ": cannot be read (" + e.getMessage() + "); the text is run again");
    }
    if (cache.length() > wanted) {
      cache.truncate(wanted);
    }
    return cache.length() < wanted
        ? Optional.of(
            file + ": is cut or too long for the context; the rest of the text is run again")
        : Optional.empty();
  }

  /** A name for a text and who reads it. */
  static String name(byte[] identity, int[] tokens) {
    CRC32C low = new CRC32C();
    ByteBuffer bytes =
        ByteBuffer.allocate(identity.length + tokens.length * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(identity);
    Arrays.stream(tokens).forEach(bytes::putInt);
    low.update(bytes.array());
    return HexFormat.of().formatHex(identity, 0, 6)
        + "-%d-%08x-%08x".formatted(tokens.length, low.getValue(), Arrays.hashCode(tokens));
  }
}
