package dev.trine.cli;

import dev.trine.runtime.Reranker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Documents by how well they answer a query. */
@Command(
    name = "rerank",
    mixinStandardHelpOptions = true,
    description = {
      "Orders documents by how well they answer a query, the best first.",
      "MODEL is a cross-encoder such as bge-reranker, or a language model that answers yes or no"
          + " such as Qwen3-Reranker."
    })
final class Rerank implements Runnable {

  /** One of these. */
  static final class Documents {
    @Option(names = "--text", required = true, description = "A document; repeatable.")
    private List<String> texts = List.of();

    @Option(
        names = "--batch",
        required = true,
        paramLabel = "FILE",
        description = "Lines of {\"id\", \"text\"}; - for standard input.")
    private Optional<Path> batch = Optional.empty();
  }

  @Mixin private ModelFile model;

  @Option(names = "--query", required = true, description = "What is asked.")
  private String query = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Documents documents = new Documents();

  @Option(
      names = "--instruction",
      defaultValue = Reranker.WEB_SEARCH,
      description = "What a language model is told to look for (${DEFAULT-VALUE}).")
  private String instruction;

  @Option(names = "--top", paramLabel = "K", description = "Only the best K.")
  private Optional<Integer> top = Optional.empty();

  @Option(
      names = "--json",
      description = "One JSON value a line, which is also what is printed without it.")
  @SuppressWarnings("unused") // it is always JSON
  private boolean json;

  @Spec private CommandSpec spec;

  private record Document(String id, String text) {}

  private record Scored(String id, double score) {}

  @Override
  public void run() {
    List<Scored> scored = new ArrayList<>();
    try (Reranker reranker = Reranker.open(model.path(), instruction)) {
      for (Document document : documents()) {
        scored.add(new Scored(document.id(), reranker.score(query, document.text())));
      }
    }
    scored.stream()
        .sorted(Comparator.comparingDouble(Scored::score).reversed())
        .limit(top.orElse(scored.size()))
        .forEach(this::print);
  }

  /** Those of the command line are called by their number from 0. */
  private List<Document> documents() {
    List<Document> all = new ArrayList<>();
    documents.texts.forEach(text -> all.add(new Document(String.valueOf(all.size()), text)));
    documents
        .batch
        .map(TextInput::new)
        .ifPresent(file ->
            JsonLine.each(file, line -> all.add(new Document(line.id(), line.text("text")))));
    return all;
  }

  private void print(Scored one) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", one.id());
    line.put("score", one.score());
    spec.commandLine().getOut().println(JsonMapper.shared().writeValueAsString(line));
  }
}
