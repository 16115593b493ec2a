package dev.trine.model;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file of rwkv.cpp, a container of ggml from before GGUF: a head of six numbers, then tensors,
 * each with its dimensions, name and data. All is little endian and nothing is aligned.
 */
final class RwkvFile {
  private static final int MAGIC = 0x67676d66;
  private static final int OLDEST = 100;
  private static final int NEWEST = 101; // since then quantized tensors are laid out as GGUF's
  private static final int HEAD = 24; // bytes
  private static final int LONGEST_NAME = 256;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MemorySegment data;
  private long at = HEAD;

  private RwkvFile(Path path, MemorySegment data) {
    this.path = path;
    this.data = data;
  }

  /** Whether a file begins as these do. */
  static boolean is(Path path) {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      return channel.read(head) == 4 && head.getInt(0) == MAGIC;
    } catch (IOException e) {
      return false;
    }
  }

  static Weights open(Path path, Arena arena) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new RwkvFile(path, data).weights();
    } catch (IOException e) {
      throw Json.unreadable(path, e);
    }
  }

  private Weights weights() {
    if (data.byteSize() < HEAD) {
      throw error(0, "the file is cut short; get it again");
    }
    int version = data.get(INT, 4);
    if (version < OLDEST || version > NEWEST) {
      throw error(
          4,
          "version %d is not known; known are 100 and 101; convert the model anew"
              .formatted(version));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    while (at < data.byteSize()) {
      Tensor tensor = tensor(version);
      if (tensors.put(tensor.name(), tensor) != null) {
        throw error(at, "tensor " + tensor.name() + " is there twice; get the file again");
      }
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", architecture(tensors));
    config.put("vocab_size", data.get(INT, 8));
    config.put("hidden_size", data.get(INT, 12));
    config.put("num_hidden_layers", data.get(INT, 16));
    return new Weights(path.toString(), Naming.HUGGING_FACE, config, tensors);
  }

  /** The head does not say; the tensors do. */
  private static String architecture(Map<String, Tensor> tensors) {
    if (tensors.containsKey("blocks.0.att.r_k")) {
      return "rwkv7";
    }
    if (tensors.containsKey("blocks.0.att.time_maa_x")) {
      return "rwkv6";
    }
    return tensors.containsKey("blocks.0.att.ln_x.weight") ? "rwkv5" : "rwkv4";
  }

  private Tensor tensor(int version) {
    long begin = at;
    int rank = next();
    int nameLength = next();
    int type = next();
    if (rank < 1 || rank > 4 || nameLength < 1 || nameLength > LONGEST_NAME) {
      throw error(
          begin,
          "a tensor of %d dimensions and a name of %d bytes; get the file again"
              .formatted(rank, nameLength));
    }
    long[] shape = new long[rank];
    long weights = 1;
    for (int i = rank - 1; i >= 0; i--) { // innermost first
      shape[i] = next();
      if (shape[i] < 1 || weights > data.byteSize() / shape[i] * 8) {
        throw error(begin, "a tensor is larger than the file; get it again");
      }
      weights *= shape[i];
    }
    String name =
        new String(bytes(nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    BlockFormat format = format(type, version, begin);
    if (shape[rank - 1] % format.weightsPerBlock() != 0) {
      throw error(
          begin, "rows of " + name + " are not whole blocks of " + format + "; get the file again");
    }
    return new Tensor(name, format, shape, bytes(format.bytes(weights)));
  }

  private BlockFormat format(int type, int version, long begin) {
    if (type > 1 && version < NEWEST) {
      throw error(begin, "blocks of version 100 are not known; convert the model anew");
    }
    return switch (type) {
      case 0 -> BlockFormat.F32;
      case 1 -> BlockFormat.F16;
      case 2 -> BlockFormat.Q4_0;
      case 3 -> BlockFormat.Q4_1;
      case 7 -> BlockFormat.Q5_0;
      case 8 -> BlockFormat.Q5_1;
      case 9 -> BlockFormat.Q8_0;
      default ->
          throw error(begin, "data type %d is not known; get the file again".formatted(type));
    };
  }

  private int next() {
    return bytes(4).get(INT, 0);
  }

  private MemorySegment bytes(long count) {
    if (count > data.byteSize() - at) {
      throw error(at, "the file is cut short; get it again");
    }
    at += count;
    return data.asSlice(at - count, count);
  }

  private ModelException error(long offset, String message) {
    String line = "%s: at byte %d: %s".formatted(path, offset, message);
    return new ModelException(line.replaceAll("\\p{Cntrl}", "?"));
  }
}
