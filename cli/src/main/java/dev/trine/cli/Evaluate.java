package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Evaluation;
import dev.trine.assistant.Evaluation.Result;
import dev.trine.runtime.LanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How often the assistant does exactly what the hand-written evaluation set expects. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Scores a model on the hand-written evaluation set, by language and kind.")
final class Evaluate implements Runnable {

  @Option(names = "--model", paramLabel = "MODEL", description = "Without it Trine's own.")
  private Optional<Path> model = Optional.empty();

  @Option(names = "--failures", description = "Shows each sentence that was not exact.")
  private boolean failures;

  @Option(names = "--json", description = "One JSON value a line, one line a sentence.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (LanguageModel language = Shipped.open(model.orElseGet(Shipped::model))) {
      Evaluation set = new Evaluation(home -> Assistant.of(language, home));
      List<Result> results = set.run(this::show);
      if (!json) {
        printScores(results);
      }
    }
  }

  private void show(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("id", result.id());
      line.put("utterance", result.utterance());
      line.put("language", result.language());
      line.put("kind", result.kind());
      line.put("exact", result.exact());
      line.put("expected", result.expected());
      line.put("got", result.got());
      line.put("reply", result.outcome().reply());
      out.println(JsonMapper.shared().writeValueAsString(line));
    } else if (failures && !result.exact()) {
      out.printf(
          "%s  %s%n  expected %s%n  got      %s%n  reply    %s%n",
          result.id(),
          result.utterance(),
          result.expected(),
          result.got(),
          result.outcome().reply());
    }
    out.flush();
  }

  private void printScores(List<Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    Evaluation.scores(results)
        .forEach(score ->
            out.printf(
                "%-12s %s  %3d of %3d%n",
                score.kind(), score.language(), score.exact(), score.of()));
    results.stream()
        .map(Result::language)
        .distinct()
        .forEach(language -> {
          List<Result> some = results.stream().filter(r -> r.language().equals(language)).toList();
          print("all " + language, some, out);
        });
    print("all", results, out);
  }

  private static void print(String name, List<Result> results, PrintWriter out) {
    long exact = results.stream().filter(Result::exact).count();
    out.printf(
        "%-15s %3d of %3d exact (%.1f %%)%n",
        name, exact, results.size(), 100.0 * exact / results.size());
  }
}
