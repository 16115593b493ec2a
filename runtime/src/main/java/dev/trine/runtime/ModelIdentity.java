package dev.trine.runtime;

import dev.trine.model.Adapter;
import dev.trine.model.Precision;
import dev.trine.tensor.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Tells what keys and values were computed with: the content of the model's files, the kernels,
 * whose last bits differ, and the adapters. 32 bytes.
 */
final class ModelIdentity {
  private static final long PIECE = 1 << 30; // bytes

  private ModelIdentity() {}

  /** The identity of a model in these files; reads all of them. */
  static byte[] ofFiles(List<Path> files, Precision precision) {
    MessageDigest digest = begin();
    add(digest, precision.toString(), 0);
    for (Path file : files) {
      try (FileChannel in = FileChannel.open(file);
          Arena arena = Arena.ofConfined()) {
        add(digest, String.valueOf(file.getFileName()), in.size());
        add(digest, in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena));
      } catch (IOException e) {
        throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
      }
    }
    return digest.digest();
  }

  /** The identity of a model without files, in this process only. */
  static byte[] ofObject(Object model) {
    MessageDigest digest = begin();
    add(digest, model.toString(), System.identityHashCode(model));
    return digest.digest();
  }

  /** The identity of a model with adapters, for texts that are turned for a length. */
  static byte[] with(byte[] model, List<Adapter> adapters, int turnedFor, boolean drafting) {
    if (adapters.isEmpty() && turnedFor == 0 && !drafting) {
      return model.clone();
    }
    MessageDigest digest = begin();
    digest.update(model);
    if (turnedFor != 0) {
      add(digest, "turned", turnedFor);
    }
    if (drafting) {
      add(digest, "drafting", 1);
    }
    for (Adapter adapter : adapters) {
      new TreeMap<>(adapter.changes())
          .forEach((name, change) -> {
            add(digest, name, Float.floatToIntBits(change.scale()));
            add(digest, change.a().floats());
            add(digest, change.b().floats());
          });
    }
    return digest.digest();
  }

  /** The same for keys and values of a shifted text, which are no other text's beginning. */
  static byte[] shifted(byte[] identity) {
    MessageDigest digest = begin();
    digest.update(identity);
    add(digest, "shifted", 1);
    return digest.digest();
  }

  private static MessageDigest begin() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, Kernels.chosen().kernels().name(), 1);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String name, long number) {
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static void add(MessageDigest digest, float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    add(digest, MemorySegment.ofArray(bytes.array())); // an array of numbers has no byte buffer
  }

  /** Two sums of the bytes, at the speed of memory: of all, and of each piece. */
  private static void add(MessageDigest digest, MemorySegment bytes) {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < bytes.byteSize(); at += PIECE) {
      MemorySegment piece = bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at));
      sum.update(piece.asByteBuffer());
      add(digest, "piece", sum.getValue());
    }
  }
}
