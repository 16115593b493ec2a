package dev.trine.cli;

import dev.trine.model.Model;
import dev.trine.tensor.Tensor;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What a model's files hold; the architecture need not be known. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Shows a model's metadata, architecture, tensors and sizes.")
final class Inspect implements Runnable {

  /** A vocabulary is shown by its length. */
  private static final int SHOWN = 8;

  @Mixin private ModelFile file;

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Map<String, Object> all = described();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(all));
    } else {
      all.forEach((key, value) -> print(key, value, out));
    }
  }

  private Map<String, Object> described() {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!file.isSafeTensors()) {
      Model model = file.open();
      all.put("name", model.name());
      all.put("architecture", model.architecture());
      all.put("metadata", model.metadata());
    }
    List<Tensor> tensors = List.copyOf(file.tensors().values());
    all.put("weights", tensors.stream().mapToLong(Tensor::size).sum());
    all.put("bytes", tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum());
    all.put("tensors", tensors.stream().map(Inspect::described).toList());
    return all;
  }

  private static Map<String, Object> described(Tensor tensor) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", tensor.name());
    entry.put("type", tensor.format().name());
    entry.put("shape", tensor.shape());
    entry.put("bytes", tensor.data().byteSize());
    return entry;
  }

  private static void print(String key, Object value, PrintWriter out) {
    if (value instanceof Map<?, ?> metadata) {
      out.println(key);
      metadata.forEach((name, each) -> out.println("  " + name + " = " + brief(each)));
    } else if (value instanceof List<?> tensors) {
      out.println(key);
      tensors.forEach(tensor -> out.println("  " + row((Map<?, ?>) tensor)));
    } else {
      out.println(key + " = " + brief(value));
    }
  }

  private static String row(Map<?, ?> tensor) {
    return tensor.get("name")
        + " "
        + tensor.get("type")
        + " "
        + Arrays.toString((long[]) tensor.get("shape"))
        + " "
        + tensor.get("bytes")
        + " bytes";
  }

  /** A value of config.json may be null there. */
  private static String brief(Object value) {
    return value instanceof List<?> list && list.size() > SHOWN
        ? list.size() + " values"
        : String.valueOf(value).replaceAll("\\R", "\\\\n");
  }
}
