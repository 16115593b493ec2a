package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.WeightMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GGUF file (versions 1 to 3, little-endian), mapped into memory: typed metadata and a directory
 * of tensors, whose bytes are never copied. Format: docs/gguf.md of ggml.
 *
 * <p>Everything is checked on opening, so that no later read leaves the file.
 */
public final class Gguf {

  /**
   * A tensor's place in the file.
   *
   * @param shape outermost dimension first (the file has it innermost first)
   * @param offset of the first byte from the beginning of the file
   * @param bytes how many there are
   */
  public record Entry(String name, BlockFormat type, List<Long> shape, long offset, long bytes) {}

  /** Walks over a metadata value's own bytes, which the parser has checked; type first. */
  static final class Raw {
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8};

    private final MemorySegment file;
    private final int lengthBytes;
    private long at;

    private Raw(MemorySegment file, int lengthBytes, long at) {
      this.file = file;
      this.lengthBytes = lengthBytes;
      this.at = at;
    }

    /** Bytes of a number or boolean of this type. */
    static int width(int type) {
      return WIDTHS[type];
    }

    int int32() {
      at += 4;
      return file.get(GgufParser.INT, at - 4);
    }

    long length() {
      at += lengthBytes;
      return lengthBytes == 4
          ? Integer.toUnsignedLong(file.get(GgufParser.INT, at - 4))
          : file.get(GgufParser.LONG, at - 8);
    }

    byte[] bytes(long count) {
      at += count;
      return file.asSlice(at - count, count).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private final Path path;
  private final MemorySegment file;
  private final int version;
  private final Map<String, Object> metadata;
  private final Map<String, Long> places; // of metadata values in the file
  private final Map<String, Entry> tensors;

  private Gguf(Path path, MemorySegment file, GgufParser parser) {
    this.path = path;
    this.file = file;
    this.version = parser.version();
    this.metadata = Collections.unmodifiableMap(parser.metadata());
    this.places = parser.places();
    this.tensors = Collections.unmodifiableMap(parser.tensors());
  }

  /**
   * Opens and checks a file, which stays in memory as long as any tensor of it is reachable.
   *
   * @throws ModelException if it cannot be read or is not a well-formed GGUF file
   */
  public static Gguf open(Path path) {
    return open(path, Arena.ofAuto());
  }

  /**
   * Opens and checks a file.
   *
   * @param mapping how long the file stays in memory and its tensors can be read
   * @throws CutException if the file is shorter than its head says
   * @throws ModelException if it cannot be read or is not a well-formed GGUF file
   */
  public static Gguf open(Path path, Arena mapping) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = WeightMemory.open(channel, mapping);
      return new Gguf(path, file, new GgufParser(path.toString(), file));
    } catch (IOException e) {
      throw Json.unreadable(path, e);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** 1, 2 or 3. */
  public int version() {
    return version;
  }

  /** The file's size in bytes. */
  public long size() {
    return file.byteSize();
  }

  /**
   * All metadata in the file's order: String, Boolean, Long (every integer type; unsigned 64 bit
   * values keep their bits), Float, Double, or a List of these.
   */
  public Map<String, Object> metadata() {
    return metadata;
  }

  Raw raw(String key) {
    Long place = places.get(key);
    if (place == null) {
      throw new IllegalArgumentException(path + ": has no metadata '" + key + "'");
    }
    return new Raw(file, version == 1 ? 4 : 8, place);
  }

  /** All tensors in the file's order. */
  public Map<String, Entry> tensors() {
    return tensors;
  }

  /** A tensor over the mapped bytes; empty if the file has none of that name. */
  public Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name)).map(this::map);
  }

  private Tensor map(Entry entry) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    return new Tensor(
        entry.name(), entry.type(), shape, file.asSlice(entry.offset(), entry.bytes()));
  }

  /** A string; empty if absent. */
  public Optional<String> string(String key) {
    return value(key, String.class);
  }

  /** An integer of any width; empty if absent. */
  public Optional<Long> integer(String key) {
    return value(key, Long.class);
  }

  /** A number, integer or not; empty if absent. */
  public Optional<Double> number(String key) {
    return value(key, Number.class).map(Number::doubleValue);
  }

  /** A boolean; empty if absent. */
  public Optional<Boolean> bool(String key) {
    return value(key, Boolean.class);
  }

  /** An array of strings; empty if absent. */
  public Optional<List<String>> strings(String key) {
    return list(key, String.class);
  }

  /** An array of numbers; empty if absent. */
  public Optional<List<Number>> numbers(String key) {
    return list(key, Number.class);
  }

  private <T> Optional<T> value(String key, Class<T> type) {
    Object value = metadata.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw wrongType(key, type.getSimpleName());
    }
    return Optional.of(type.cast(value));
  }

  private <T> Optional<List<T>> list(String key, Class<T> type) {
    return value(key, List.class)
        .map(list -> {
          for (Object element : (List<?>) list) {
            if (!type.isInstance(element)) {
              throw wrongType(key, "array of " + type.getSimpleName());
            }
          }
          @SuppressWarnings("unchecked") // every element was just checked
          List<T> checked = (List<T>) list;
          return checked;
        });
  }

  private ModelException wrongType(String key, String wanted) {
    return new ModelException(
        "%s: metadata '%s' must be %s; convert the model again".formatted(path, key, wanted));
  }
}
