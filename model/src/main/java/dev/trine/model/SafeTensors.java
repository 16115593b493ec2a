package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.WeightMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Tensors in safetensors files, mapped without copies. A file is the header's length (8 bytes), a
 * JSON header of name, dtype, shape and place, and the bytes. Format: huggingface/safetensors.
 */
public final class SafeTensors {

  private static final String INDEX = "model.safetensors.index.json";
  private static final int MAX_HEADER = 100_000_000; // the format's own limit
  private static final int MAX_RANK = 8; // no model has more than the 5 of a video's convolution
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private record Range(String name, long begin, long end) {}

  private SafeTensors() {}

  /** All tensors of a folder: one file, or the shards that its index names. */
  static Map<String, Tensor> openFolder(Path folder, Arena mapping) {
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      return openShards(folder, index, mapping);
    }
    try (var entries = Files.list(folder)) {
      List<Path> files =
          entries.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      if (files.size() == 1) {
        return open(files.getFirst(), mapping);
      }
      if (files.isEmpty() && isPickled(folder)) {
        throw new ModelException(
            folder + ": its weights are pickled (pytorch_model.bin); get .safetensors");
      }
      throw new ModelException(
          "%s: has %d .safetensors files and no %s; get the whole folder again"
              .formatted(folder, files.size(), INDEX));
    } catch (IOException e) {
      throw Json.unreadable(folder, e);
    }
  }

  private static boolean isPickled(Path folder) {
    return Stream.of("", ".index.json")
        .anyMatch(end -> Files.exists(folder.resolve("pytorch_model.bin" + end)));
  }

  private static Map<String, Tensor> openShards(Path folder, Path index, Arena mapping) {
    Map<String, Map<String, Tensor>> shards = new HashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (var entry : Json.read(index).path("weight_map").properties()) {
      String shard = entry.getValue().asString("");
      if (!shard.matches("[\\w.-]+\\.safetensors")) {
        throw bad(index, "weight_map has no plain file name for a tensor");
      }
      Tensor tensor =
          shards
              .computeIfAbsent(shard, name -> open(folder.resolve(name), mapping))
              .get(entry.getKey());
      if (tensor == null) {
        throw bad(index, "names a tensor that " + shard + " lacks");
      }
      tensors.put(entry.getKey(), tensor);
    }
    if (tensors.isEmpty()) {
      throw bad(index, "weight_map is missing or empty");
    }
    return tensors;
  }

  /**
   * The tensors of one file by name.
   *
   * @throws ModelException if the file cannot be read or is not well-formed
   */
  public static Map<String, Tensor> open(Path path) {
    return open(path, Arena.ofAuto());
  }

  /**
   * The tensors of one file by name.
   *
   * @param mapping how long the file stays in memory and its tensors can be read
   * @throws CutException if the file is shorter than its head says
   * @throws ModelException if it cannot be read or is not well-formed
   */
  public static Map<String, Tensor> open(Path path, Arena mapping) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = WeightMemory.open(channel, mapping);
      return parse(path, file);
    } catch (IOException e) {
      throw Json.unreadable(path, e);
    }
  }

  private static Map<String, Tensor> parse(Path path, MemorySegment file) {
    long header = file.byteSize() < 8 ? -1 : file.get(LENGTH, 0);
    if (header < 2 || header > MAX_HEADER) {
      throw bad(path, "the header's length at byte 0 does not fit the file");
    }
    if (header > file.byteSize() - 8) {
      throw cut(path, "the header of %d bytes does not fit the file".formatted(header));
    }
    byte[] json = file.asSlice(8, header).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment data = file.asSlice(8 + header);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<Range> ranges = new ArrayList<>();
    for (var entry : Json.object(path + ": header", json).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        tensors.put(entry.getKey(), tensor(path, entry.getKey(), entry.getValue(), data, ranges));
      }
    }
    ranges.sort(Comparator.comparingLong(Range::begin));
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i - 1).end() > ranges.get(i).begin()) {
        throw bad(path, quote(ranges.get(i).name()) + " overlaps the tensor before it");
      }
    }
    return tensors;
  }

  private static Tensor tensor(
      Path path, String name, JsonNode entry, MemorySegment data, List<Range> ranges) {
    String what = quote(name);
    BlockFormat format =
        format(entry.path("dtype").asString(""))
            .orElseThrow(() -> bad(path, what + " has an unknown dtype"));
    JsonNode dimensions = entry.path("shape");
    JsonNode offsets = entry.path("data_offsets");
    if (!dimensions.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw bad(path, what + " lacks a shape or two data_offsets");
    }
    if (dimensions.size() > MAX_RANK) {
      throw bad(path, what + " has " + dimensions.size() + " dimensions");
    }
    long[] shape = new long[dimensions.size()];
    long weights = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = whole(path, what, dimensions.get(i));
      if (Math.multiplyHigh(weights, shape[i]) != 0 || weights * shape[i] < 0) {
        throw bad(path, what + " has an impossible shape");
      }
      weights *= shape[i];
    }
    long begin = whole(path, what, offsets.get(0));
    long end = whole(path, what, offsets.get(1));
    if (begin > end) {
      throw bad(path, what + " ends before it begins");
    }
    if (end > data.byteSize()) {
      throw cut(path, what + " has data_offsets outside the file; it may be truncated");
    }
    if (weights > data.byteSize() || format.bytes(weights) != end - begin) {
      throw bad(path, what + " has data_offsets that do not match dtype and shape");
    }
    ranges.add(new Range(name, begin, end));
    return new Tensor(name, format, shape, data.asSlice(begin, end - begin));
  }

  private static long whole(Path path, String what, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw bad(path, what + " has a shape or offset that is no whole number");
    }
    return node.asLong();
  }

  private static Optional<BlockFormat> format(String dtype) {
    return switch (dtype) {
      case "F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2" ->
          Optional.of(BlockFormat.valueOf(dtype));
      case "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL" ->
          Optional.of(BlockFormat.valueOf(dtype));
      default -> Optional.empty();
    };
  }

  private static String quote(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", " ");
    return "tensor '" + clean.substring(0, Math.min(100, clean.length())) + "'";
  }

  private static ModelException bad(Path path, String what) {
    return new ModelException(path + ": " + what + "; get the file again");
  }

  private static CutException cut(Path path, String what) {
    return new CutException(path + ": " + what + "; get the file again");
  }
}
