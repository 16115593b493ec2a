package dev.trine.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The models that have names: those worth having, and those that were pulled. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists models by size, with licence, memory and the command that gets them.")
final class Models implements Runnable {

  @Option(names = "--json", description = "One JSON value a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> pulled = new ArrayList<>(Library.pulled());
    for (Catalogue.Entry entry : Catalogue.read().models()) {
      boolean here = pulled.remove(entry.name());
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(described(entry, here)));
      } else {
        out.println(
            "%-16s %-14s %-12s %-8s %s"
                .formatted(
                    entry.name(), entry.size(), entry.licence(), entry.memory(), entry.goodFor()));
        out.println(
            "                 " + (here ? "here: ./trine run " : "./trine pull ") + entry.name());
      }
    }
    for (String name : pulled) {
      out.println(
          json
              ? JsonMapper.shared().writeValueAsString(Map.of("name", name, "path", path(name)))
              : name + System.lineSeparator() + "                 here: ./trine run " + name);
    }
  }

  private static Map<String, Object> described(Catalogue.Entry entry, boolean here) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", entry.name());
    described.put("size", entry.size());
    described.put("licence", entry.licence());
    described.put("memory", entry.memory());
    described.put("goodFor", entry.goodFor());
    described.put("command", "./trine " + (here ? "run " : "pull ") + entry.name());
    if (here) {
      described.put("path", path(entry.name()));
    }
    return described;
  }

  private static String path(String name) {
    return Library.find(name).orElseGet(() -> Library.file(name)).toString();
  }
}
