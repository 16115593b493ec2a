package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and checks the head of a GGUF file. No length is believed before it is compared with what
 * is left of the file, so a lying file costs neither memory nor time.
 */
final class GgufParser {

  private static final int MAGIC = 0x46554747; // "GGUF" read as little-endian
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_NESTING = 4;
  private static final int MAX_NAME_BYTES = 65_535;
  private static final long DEFAULT_ALIGNMENT = 32;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String path;
  private final MemorySegment file;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, Gguf.Entry> tensors = new LinkedHashMap<>();
  private final int version;
  private long at;

  GgufParser(String path, MemorySegment file) {
    this.path = path;
    this.file = file;
    if (file.byteSize() < 4 || int32("magic") != MAGIC) {
      at = 0;
      throw bad("does not begin with 'GGUF'; choose a .gguf file");
    }
    version = int32("version");
    if (version != 0 && (version & 0xffff) == 0) {
      throw bad("is big-endian; convert the model on or for a little-endian machine");
    }
    if (version < 1 || version > 3) {
      throw bad("has version " + version + ", but only 1 to 3 are known; convert it to version 3");
    }
    // A tensor's head is at least name length, dimension count, type and offset.
    long tensorCount = count("tensor count", lengthBytes() + 16);
    long metadataCount = count("metadata count", lengthBytes() + 5);
    for (long i = 0; i < metadataCount; i++) {
      readMetadata();
    }
    List<Gguf.Entry> relative = new ArrayList<>();
    long alignment = alignment();
    for (long i = 0; i < tensorCount; i++) {
      relative.add(readTensor(alignment));
    }
    long data = -Math.floorDiv(-at, alignment) * alignment;
    for (Gguf.Entry entry : relative) {
      place(entry, data);
    }
    rejectOverlaps();
  }

  int version() {
    return version;
  }

  Map<String, Object> metadata() {
    return metadata;
  }

  /** Where the values of the metadata begin in the file, with their types. */
  Map<String, Long> places() {
    return places;
  }

  Map<String, Gguf.Entry> tensors() {
    return tensors;
  }

  private void readMetadata() {
    String key = name("metadata key");
    places.put(key, at);
    Object value = value(int32("type of '" + key + "'"), key, 0);
    if (metadata.put(key, value) != null) {
      throw bad("metadata '" + key + "' occurs twice; convert the model again");
    }
  }

  private Object value(int type, String key, int depth) {
    return switch (type) {
      case 0 -> (long) Byte.toUnsignedInt(int8(key));
      case 1 -> (long) int8(key);
      case 2 -> (long) Short.toUnsignedInt(int16(key));
      case 3 -> (long) int16(key);
      case 4 -> Integer.toUnsignedLong(int32(key));
      case 5 -> (long) int32(key);
      case 6 -> Float.intBitsToFloat(int32(key));
      case 7 -> bool(key);
      case 8 -> string(key, file.byteSize());
      case 9 -> array(key, depth);
      case 10, 11 -> int64(key);
      case 12 -> Double.longBitsToDouble(int64(key));
      default ->
          throw bad(
              "metadata '%s' has unknown type %s; convert the model again"
                  .formatted(key, Integer.toUnsignedString(type)));
    };
  }

  private List<Object> array(String key, int depth) {
    if (depth == MAX_NESTING) {
      throw bad("metadata '" + key + "' nests arrays too deep; convert the model again");
    }
    int type = int32(key);
    long count = count("length of array '" + key + "'", smallest(type));
    List<Object> values = new ArrayList<>((int) Math.min(count, 1 << 20));
    for (long i = 0; i < count; i++) {
      values.add(value(type, key, depth + 1));
    }
    return Collections.unmodifiableList(values);
  }

  /** The fewest bytes that a value of a metadata type can take. */
  private long smallest(int type) {
    return switch (type) {
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 8 -> lengthBytes();
      case 9 -> 4 + lengthBytes();
      case 10, 11, 12 -> 8;
      default -> 1;
    };
  }

  private long alignment() {
    Object stated = metadata.get("general.alignment");
    if (stated == null) {
      return DEFAULT_ALIGNMENT;
    }
    if (stated instanceof Long alignment
        && Long.bitCount(alignment) == 1
        && alignment > 0
        && alignment <= Integer.MAX_VALUE) {
      return alignment;
    }
    throw bad("general.alignment must be a power of two; convert the model again");
  }

  private Gguf.Entry readTensor(long alignment) {
    String name = name("tensor name");
    String what = "tensor '" + name + "'";
    int dimensions = int32(what);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw bad(
          "%s has %s dimensions, but 1 to %d are possible; convert the model again"
              .formatted(what, Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
    }
    List<Long> shape = new ArrayList<>();
    long weights = 1;
    for (int i = 0; i < dimensions; i++) {
      long length = length(what);
      if (length <= 0 || Math.multiplyHigh(weights, length) != 0 || weights * length < 0) {
        throw bad(what + " has an impossible dimension; convert the model again");
      }
      weights *= length;
      shape.addFirst(length);
    }
    int typeId = int32(what);
    BlockFormat type =
        BlockFormat.ofGgmlType(typeId)
            .orElseThrow(() ->
                bad(
                    "%s has unknown type %s; convert it to Q8_0"
                        .formatted(what, Integer.toUnsignedString(typeId))));
    long offset = int64(what);
    if (offset < 0 || offset % alignment != 0) {
      throw bad(
          "%s begins at %s, which is no multiple of the alignment %d; convert the model again"
              .formatted(what, Long.toUnsignedString(offset), alignment));
    }
    if (shape.getLast() % type.weightsPerBlock() != 0) {
      throw bad(
          "%s has rows of %d weights, but %s needs multiples of %d; convert the model again"
              .formatted(what, shape.getLast(), type, type.weightsPerBlock()));
    }
    long blocks = weights / type.weightsPerBlock();
    if (blocks > file.byteSize() / type.bytesPerBlock()) {
      throw outside(what, offset);
    }
    return new Gguf.Entry(name, type, List.copyOf(shape), offset, blocks * type.bytesPerBlock());
  }

  private void place(Gguf.Entry relative, long data) {
    long room = file.byteSize() - data - relative.bytes();
    if (relative.offset() > room) {
      throw outside("tensor '" + relative.name() + "'", relative.offset());
    }
    Gguf.Entry entry =
        new Gguf.Entry(
            relative.name(),
            relative.type(),
            relative.shape(),
            data + relative.offset(),
            relative.bytes());
    if (tensors.put(entry.name(), entry) != null) {
      throw bad("tensor '" + entry.name() + "' occurs twice; convert the model again");
    }
  }

  private void rejectOverlaps() {
    List<Gguf.Entry> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(Comparator.comparingLong(Gguf.Entry::offset));
    for (int i = 1; i < byOffset.size(); i++) {
      Gguf.Entry left = byOffset.get(i - 1);
      Gguf.Entry right = byOffset.get(i);
      if (left.offset() + left.bytes() > right.offset()) {
        throw bad(
            "tensors '%s' and '%s' overlap at %d; convert the model again"
                .formatted(left.name(), right.name(), right.offset()));
      }
    }
  }

  private int lengthBytes() {
    return version == 1 ? 4 : 8;
  }

  private long length(String what) {
    return version == 1 ? Integer.toUnsignedLong(int32(what)) : int64(what);
  }

  /** A number of things that each take at least {@code smallest} bytes of what follows. */
  private long count(String what, long smallest) {
    long count = length(what);
    if (count < 0 || count > (file.byteSize() - at) / smallest) {
      throw cut(
          "%s is %s, more than the rest of the file can hold; get the file again"
              .formatted(what, Long.toUnsignedString(count)));
    }
    return count;
  }

  private String name(String what) {
    String name = string(what, MAX_NAME_BYTES);
    if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ')) {
      throw bad(what + " is empty or has control characters; convert the model again");
    }
    return name;
  }

  private String string(String what, long limit) {
    long bytes = count("length of " + what, 1);
    if (bytes > Math.min(limit, Integer.MAX_VALUE - 8)) {
      throw bad("%s has %d bytes, too many; convert the model again".formatted(what, bytes));
    }
    byte[] copy = file.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE);
    at += bytes;
    return new String(copy, StandardCharsets.UTF_8);
  }

  private boolean bool(String what) {
    byte value = int8(what);
    if (value != 0 && value != 1) {
      throw bad("metadata '" + what + "' is no boolean; convert the model again");
    }
    return value == 1;
  }

  private byte int8(String what) {
    return file.get(ValueLayout.JAVA_BYTE, step(1, what));
  }

  private short int16(String what) {
    return file.get(SHORT, step(2, what));
  }

  private int int32(String what) {
    return file.get(INT, step(4, what));
  }

  private long int64(String what) {
    return file.get(LONG, step(8, what));
  }

  private long step(int bytes, String what) {
    if (file.byteSize() - at < bytes) {
      throw cut("ends within " + what + "; the file is truncated, get it again");
    }
    long before = at;
    at += bytes;
    return before;
  }

  private ModelException outside(String what, long offset) {
    return cut(
        "%s at data offset %d lies outside the file of %d bytes; the file is truncated, get it again"
            .formatted(what, offset, file.byteSize()));
  }

  private ModelException bad(String what) {
    return new ModelException(placed(what));
  }

  private CutException cut(String what) {
    return new CutException(placed(what));
  }

  private String placed(String what) {
    return "%s: at byte %d: %s".formatted(path, at, what);
  }
}
