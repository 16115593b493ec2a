package dev.trine.cli;

import dev.trine.model.Gguf;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What a model file holds; the architecture need not be known. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Shows a model file's metadata, architecture, tensors and sizes.")
final class Inspect implements Runnable {

  /** A vocabulary is shown by its length. */
  private static final int SHOWN = 8;

  @Mixin private ModelFile model;

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Gguf gguf = model.gguf();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(described(gguf)));
      return;
    }
    out.printf("%s: GGUF version %d, %d bytes%n", gguf.path(), gguf.version(), gguf.size());
    gguf.metadata().forEach((key, value) -> out.println("  " + key + " = " + brief(value)));
    gguf.tensors()
        .values()
        .forEach(
            t -> out.printf("  %s %s %s %d bytes%n", t.name(), t.type(), t.shape(), t.bytes()));
  }

  private static Map<String, Object> described(Gguf gguf) {
    Map<String, Object> all = new LinkedHashMap<>();
    gguf.string("general.architecture").ifPresent(name -> all.put("architecture", name));
    all.put("version", gguf.version());
    all.put("bytes", gguf.size());
    all.put("metadata", gguf.metadata());
    all.put("tensors", gguf.tensors().values().stream().map(Inspect::described).toList());
    return all;
  }

  private static Map<String, Object> described(Gguf.Entry tensor) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", tensor.name());
    entry.put("type", tensor.type().name());
    entry.put("shape", tensor.shape());
    entry.put("bytes", tensor.bytes());
    return entry;
  }

  private static String brief(Object value) {
    return value instanceof List<?> list && list.size() > SHOWN
        ? list.size() + " values"
        : value.toString().replaceAll("\\R", "\\\\n");
  }
}
