package dev.trine.compress;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A GGUF file that is written anew with other tensors, and with some of its metadata changed. */
final class Rewriting {

  private record Output(
      String name, BlockFormat format, long[] shape, long bytes, GgufWriter.Content content) {}

  private final Gguf source;
  private final Map<String, Object> changed = new LinkedHashMap<>();
  private final List<Output> outputs = new ArrayList<>();
  private String architecture;

  Rewriting(Gguf source) {
    this.source = source;
    this.architecture = source.string("general.architecture").orElse("");
  }

  /** Gives the architecture another name, and its settings with it. */
  void rename(String to) {
    architecture = to;
  }

  /**
   * Changes a setting of the architecture.
   *
   * @param value an integer, or one for each layer
   */
  void set(String setting, Object value) {
    changed.put(setting, value);
  }

  /** A tensor as it is. */
  void keep(Tensor tensor) {
    add(
        tensor.name(),
        tensor.format(),
        tensor.shape(),
        tensor.data().byteSize(),
        file -> file.accept(tensor.data()));
  }

  /** Some rows and columns of a tensor, under a name. */
  void add(String name, Selection some) {
    add(name, some.format(), some.shape(), some.bytes(), some.content());
  }

  void add(String name, BlockFormat format, long[] shape, long bytes, GgufWriter.Content content) {
    outputs.add(new Output(name, format, shape, bytes, content));
  }

  long weights() {
    return outputs.stream()
        .mapToLong(out -> LongStream.of(out.shape()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /**
   * Writes the file, or goes on where the same call was cut off. Every tensor of the source is
   * looked at before: what is copied was read by nobody else.
   *
   * @param job what else tells this piece of work from others
   * @param steps what was done, to be kept in the file's history
   * @throws CompressionException if a tensor has weights that are no finite numbers
   */
  void write(Path out, String job, List<String> steps, Progress progress) {
    for (String name : source.tensors().keySet()) {
      Finite.require(source.path(), source.tensor(name).orElseThrow());
    }
    writer(steps)
        .resume(
            out,
            "%s %d %s %s"
                .formatted(source.path().toAbsolutePath(), source.size(), job, steps)
                .replaceAll("\\R", " "),
            count -> progress.step("writing", count, outputs.size()));
  }

  /** How many bytes the file will have. */
  long size(List<String> steps) {
    return writer(steps).size();
  }

  private GgufWriter writer(List<String> steps) {
    String before = source.string("general.architecture").orElse("") + ".";
    GgufWriter writer = new GgufWriter().put("general.architecture", architecture);
    changed.forEach((setting, value) -> {
      switch (value) {
        case Integer number -> writer.put(architecture + "." + setting, number);
        case int[] numbers -> writer.put(architecture + "." + setting, numbers);
        default -> throw new IllegalArgumentException(setting + " = " + value);
      }
    });
    for (String key : source.metadata().keySet()) {
      String setting = key.startsWith(before) ? key.substring(before.length()) : "";
      if (!changed.containsKey(setting)
          && !key.equals("general.architecture")
          && !key.equals("general.alignment")
          && !key.equals(History.KEY)) {
        writer.copy(source, key, setting.isEmpty() ? key : architecture + "." + setting);
      }
    }
    writer.put(History.KEY, History.of(source).with(steps));
    outputs.forEach(
        each -> writer.stream(each.name(), each.format(), each.shape(), each.content()));
    return writer;
  }
}
