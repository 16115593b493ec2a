package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Evaluation;
import dev.trine.assistant.Evaluation.Part;
import dev.trine.assistant.Evaluation.Result;
import dev.trine.assistant.Evaluation.Score;
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

  @Option(
      names = "--heard",
      description =
          "Says instead the sentences that the model practises on (a quarter of an hour).")
  private boolean heard;

  @Option(
      names = "--otherwise",
      description = "Says them without their commas, for later, and two orders in one.")
  private boolean otherwise;

  @Option(names = "--failures", description = "Shows each sentence that was not exact.")
  private boolean failures;

  @Option(names = "--json", description = "One JSON value a line, one line a sentence.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (LanguageModel language = Shipped.open(model.orElseGet(Shipped::model))) {
      Evaluation set = new Evaluation(home -> Assistant.of(language, home));
      Part part = heard ? Part.HEARD : Part.UNHEARD;
      List<Result> results =
          otherwise ? set.runOtherwise(part, this::show) : set.run(part, this::show);
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
      line.put("rightEnd", result.rightEnd());
      line.put("harmful", result.harmful());
      line.put("expected", result.expected());
      line.put("got", result.got());
      line.put("reply", result.outcome().reply());
      out.println(JsonMapper.shared().writeValueAsString(line));
    } else if (failures && !result.exact()) {
      out.printf(
          "%s  %s  %s%n  expected %s%n  got      %s%s%n  reply    %s%n",
          result.id(),
          result.kind(),
          result.utterance(),
          String.join(" or ", result.expected()),
          result.got(),
          result.harmful() ? "  HARMFUL" : "",
          result.outcome().reply());
    }
    out.flush();
  }

  /** A row for each kind with its exact share by language, then the whole by language. */
  private void printScores(List<Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-12s %11s %11s%n", "exact", "zh", "en");
    results.stream()
        .map(Result::kind)
        .distinct()
        .forEach(kind ->
            out.printf(
                "%-12s %11s %11s%n", kind, cell(results, kind, "zh"), cell(results, kind, "en")));
    out.println();
    results.stream()
        .map(Result::language)
        .distinct()
        .sorted()
        .forEach(l -> print(l, Score.of(results, r -> r.language().equals(l)), out));
    print("zh", Score.of(results, r -> r.language().startsWith("zh")), out);
    print("all", Score.of(results, r -> true), out);
  }

  private static String cell(List<Result> results, String kind, String language) {
    Score score =
        Score.of(results, r -> r.kind().equals(kind) && r.language().startsWith(language));
    return score.exact() + " of " + score.of();
  }

  private static void print(String name, Score score, PrintWriter out) {
    out.printf(
        "%-5s %4d of %4d exact (%.1f %%), %4d with the right end (%.1f %%), %3d harmful (%.1f %%)%n",
        name,
        score.exact(),
        score.of(),
        percent(score.exact(), score),
        score.rightEnd(),
        percent(score.rightEnd(), score),
        score.harmful(),
        percent(score.harmful(), score));
  }

  private static double percent(int part, Score score) {
    return 100.0 * part / Math.max(1, score.of());
  }
}
