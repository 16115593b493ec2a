package dev.trine.model;

import dev.trine.model.GgufWriter.Copied;
import dev.trine.model.GgufWriter.Pending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over one file, a large page at a time: then it lies in memory as large pages at once,
 * where the file system can do that.
 */
final class GgufOutput {
  private static final int ALIGNMENT = 32;
  private static final int LARGE_PAGE = 1 << 21;

  /** Told how many tensors are written whole. */
  @FunctionalInterface
  interface Whole {
    void tensors(int count) throws IOException;
  }

  private final Map<String, Object> metadata;
  private final Collection<Pending> tensors;
  private final Optional<FileChannel> file; // without it bytes are counted alone
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGE_PAGE);
  private long written;

  /**
   * @param metadata values of the types that {@link GgufWriter} takes
   * @param file nothing where only its size is asked for
   */
  GgufOutput(
      Map<String, Object> metadata, Collection<Pending> tensors, Optional<FileChannel> file) {
    this.metadata = metadata;
    this.tensors = tensors;
    this.file = file;
  }

  /** {@return how many bytes the file has when everything is written} */
  long size() throws IOException {
    head();
    return written + tensors.stream().mapToLong(tensor -> align(tensor.bytes())).sum();
  }

  /** Writes all but the tensors before {@code first}, whose bytes are there. */
  void writeFile(int first, Whole whole) throws IOException {
    head();
    flush();
    FileChannel channel = file.orElseThrow();
    int count = 0;
    for (Pending tensor : tensors) {
      if (count++ < first) {
        written = align(written + tensor.bytes());
        channel.position(written);
        flush();
      } else {
        data(tensor);
        pad();
        whole.tensors(count);
      }
    }
  }

  /** Writes all before the first tensor's bytes. */
  private void head() throws IOException {
    bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    int32(3);
    int64(tensors.size());
    int64(metadata.size());
    for (var entry : metadata.entrySet()) {
      string(entry.getKey());
      value(entry.getValue());
    }
    long offset = 0;
    for (Pending tensor : tensors) {
      string(tensor.name());
      int32(tensor.shape().length);
      for (int i = tensor.shape().length - 1; i >= 0; i--) {
        int64(tensor.shape()[i]);
      }
      int32(tensor.type().ggmlType());
      int64(offset);
      offset = align(offset + tensor.bytes());
    }
    pad();
  }

  private void value(Object value) throws IOException {
    switch (value) {
      case String text -> {
        int32(8);
        string(text);
      }
      case Integer number -> {
        int32(number < 0 ? 5 : 4);
        int32(number);
      }
      case Long number -> {
        int32(number < 0 ? 11 : 10);
        int64(number);
      }
      case Float number -> {
        int32(6);
        int32(Float.floatToRawIntBits(number));
      }
      case Boolean truth -> {
        int32(7);
        bytes(new byte[] {(byte) (truth ? 1 : 0)});
      }
      case int[] numbers -> {
        array(5, numbers.length);
        for (int number : numbers) {
          int32(number);
        }
      }
      case float[] numbers -> {
        array(6, numbers.length);
        for (float number : numbers) {
          int32(Float.floatToRawIntBits(number));
        }
      }
      case byte[] numbers -> {
        array(0, numbers.length);
        bytes(numbers);
      }
      case Copied copied -> copied(copied.value());
      case List<?> texts -> {
        array(8, texts.size());
        for (Object text : texts) {
          string((String) text);
        }
      }
      default -> throw new IllegalStateException("no such metadata: " + value.getClass());
    }
  }

  private void array(int type, int length) throws IOException {
    int32(9);
    int32(type);
    int64(length);
  }

  /** A value with its type; lengths, which version 1 has in 32 bits, become 64 bits wide. */
  private void copied(Gguf.Raw raw) throws IOException {
    int type = raw.int32();
    int32(type);
    copied(raw, type);
  }

  private void copied(Gguf.Raw raw, int type) throws IOException {
    switch (type) {
      case 8 -> {
        long length = raw.length();
        int64(length);
        bytes(raw.bytes(length));
      }
      case 9 -> {
        int element = raw.int32();
        long count = raw.length();
        int32(element);
        int64(count);
        for (long i = 0; i < count; i++) {
          copied(raw, element);
        }
      }
      default -> bytes(raw.bytes(Gguf.Raw.width(type)));
    }
  }

  private void data(Pending tensor) throws IOException {
    long begin = written;
    try {
      tensor.content().writeTo(this::piece);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (written - begin != tensor.bytes()) {
      throw new IllegalArgumentException(
          "tensor '%s' has %d bytes, but its shape needs %d"
              .formatted(tensor.name(), written - begin, tensor.bytes()));
    }
  }

  private void piece(MemorySegment data) {
    try {
      put(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pad() throws IOException {
    bytes(new byte[(int) (align(written) - written)]);
  }

  private static long align(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void string(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes(utf8);
  }

  private void int32(int value) throws IOException {
    bytes(number(4).putInt(value).array());
  }

  private void int64(long value) throws IOException {
    bytes(number(8).putLong(value).array());
  }

  private static ByteBuffer number(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void bytes(byte[] bytes) throws IOException {
    put(MemorySegment.ofArray(bytes));
  }

  private void put(MemorySegment data) throws IOException {
    if (file.isEmpty()) {
      written += data.byteSize();
      return;
    }
    for (long at = 0, length; at < data.byteSize(); at += length) {
      length = Math.min(buffer.remaining(), data.byteSize() - at);
      buffer.put(data.asSlice(at, length).asByteBuffer());
      written += length;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  void flush() throws IOException {
    FileChannel channel = file.orElseThrow();
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear().limit((int) (LARGE_PAGE - channel.position() % LARGE_PAGE));
  }
}
