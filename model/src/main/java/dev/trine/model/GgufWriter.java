package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Writes a GGUF file of version 3, little-endian, tensors aligned to 32 bytes. What is not complete
 * never bears the final name: the bytes go to a new file beside it, which is moved at the end.
 */
public final class GgufWriter {
  /** Gives a tensor's bytes, piece after piece, when they are to be written. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Consumer<MemorySegment> file);
  }

  /** A tensor that is to be written: its shape outermost dimension first, its length in bytes. */
  record Pending(String name, BlockFormat type, long[] shape, long bytes, Content content) {}

  /** A value as another file has it, type first. */
  record Copied(Gguf.Raw value) {}

  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, Pending> tensors = new LinkedHashMap<>();

  /** A string. */
  public GgufWriter put(String key, String value) {
    return add(key, value);
  }

  /** A signed 32 bit integer, written as unsigned unless it is negative. */
  public GgufWriter put(String key, int value) {
    return add(key, value);
  }

  /** A 64 bit integer, written as unsigned unless it is negative. */
  public GgufWriter put(String key, long value) {
    return add(key, value);
  }

  /** A 32 bit float. */
  public GgufWriter put(String key, float value) {
    return add(key, value);
  }

  /** A boolean. */
  public GgufWriter put(String key, boolean value) {
    return add(key, value);
  }

  /** An array of strings. */
  public GgufWriter put(String key, List<String> values) {
    return add(key, List.copyOf(values));
  }

  /** An array of signed 32 bit integers. */
  public GgufWriter put(String key, int[] values) {
    return add(key, values.clone());
  }

  /** An array of unsigned bytes. */
  public GgufWriter put(String key, byte[] values) {
    return add(key, values.clone());
  }

  /** An array of 32 bit floats. */
  public GgufWriter put(String key, float[] values) {
    return add(key, values.clone());
  }

  /** A value of another file, in its own type. */
  public GgufWriter copy(Gguf source, String key) {
    return copy(source, key, key);
  }

  /** A value of another file, in its own type, under a new key. */
  public GgufWriter copy(Gguf source, String key, String newKey) {
    return add(newKey, new Copied(source.raw(key)));
  }

  /** Whether a value of this key was given. */
  boolean has(String key) {
    return metadata.containsKey(key);
  }

  private GgufWriter add(String key, Object value) {
    if (metadata.put(key, value) != null) {
      throw new IllegalArgumentException("metadata '" + key + "' was given twice");
    }
    return this;
  }

  /** A tensor whose bytes are at hand. */
  public GgufWriter put(Tensor tensor) {
    return put(tensor.name(), tensor.format(), tensor.shape(), tensor::data);
  }

  /**
   * A tensor whose bytes are made when they are written, so that only one needs to be in memory.
   *
   * @param shape outermost dimension first, 1 to 4 dimensions
   * @param data gives exactly the bytes that format and shape call for
   */
  public GgufWriter put(
      String name, BlockFormat format, long[] shape, Supplier<MemorySegment> data) {
    return stream(name, format, shape, file -> file.accept(data.get()));
  }

  /**
   * A tensor whose bytes are made piece by piece, so that not even one needs to be in memory.
   *
   * @param shape outermost dimension first, 1 to 4 dimensions
   * @param content gives exactly the bytes that format and shape call for
   */
  public GgufWriter stream(String name, BlockFormat format, long[] shape, Content content) {
    if (format.ggmlType() < 0
        || shape.length < 1
        || shape.length > 4
        || shape[shape.length - 1] % format.weightsPerBlock() != 0) {
      throw new IllegalArgumentException(
          "tensor '%s' needs 1 to 4 dimensions, rows of whole %s blocks, and a format of GGUF"
              .formatted(name, format));
    }
    long weights = 1;
    for (long length : shape) {
      weights = Math.multiplyExact(weights, length);
    }
    long bytes = Math.multiplyExact(weights / format.weightsPerBlock(), format.bytesPerBlock());
    if (tensors.put(name, new Pending(name, format, shape.clone(), bytes, content)) != null) {
      throw new IllegalArgumentException("tensor '" + name + "' was given twice");
    }
    return this;
  }

  /** How many bytes the file has when everything is written. */
  public long size() {
    try {
      return new GgufOutput(metadata, tensors.values(), Optional.empty()).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes everything, replacing a file of that name at the end.
   *
   * @throws ModelException if the file cannot be written
   */
  public void write(Path path) {
    Path absolute = path.toAbsolutePath();
    try {
      Path part = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".part");
      try {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          GgufOutput out = new GgufOutput(metadata, tensors.values(), Optional.of(channel));
          out.writeFile(0, written -> {});
          out.flush();
        }
        move(part, absolute);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Writes everything as {@link #write} does, and goes on where an earlier call for the same job
   * was cut off: the bytes go to {@code path.part}, and {@code path.part.done} says how many
   * tensors are whole.
   *
   * @param job what is written and how, in one line: another job starts anew
   * @param progress told the number of whole tensors, first those that were there
   * @throws ModelException if the file cannot be written
   */
  public void resume(Path path, String job, IntConsumer progress) {
    Path absolute = path.toAbsolutePath();
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    Path done = absolute.resolveSibling(absolute.getFileName() + ".part.done");
    try {
      int whole = whole(part, done, job);
      Files.writeString(done, job + "\n" + whole);
      progress.accept(whole);
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        GgufOutput out = new GgufOutput(metadata, tensors.values(), Optional.of(channel));
        out.writeFile(
            whole,
            count -> {
              out.flush();
              Files.writeString(done, job + "\n" + count);
              progress.accept(count);
            });
        channel.truncate(channel.position());
      }
      move(part, absolute);
      Files.delete(done);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private int whole(Path part, Path done, String job) throws IOException {
    if (!Files.exists(part) || !Files.exists(done)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(done);
    return lines.size() == 2 && lines.get(0).equals(job) && lines.get(1).matches("\\d{1,8}")
        ? Math.min(tensors.size(), Integer.parseInt(lines.get(1)))
        : 0;
  }

  private static void move(Path part, Path path) throws IOException {
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ModelException unwritable(Path path, IOException e) {
    String said = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
    return new ModelException(
        "%s: cannot be written (%s); check folder and disk space"
            .formatted(path, said == null ? e.getClass().getSimpleName() : said),
        e);
  }
}
