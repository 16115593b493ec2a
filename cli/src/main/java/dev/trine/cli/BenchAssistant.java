package dev.trine.cli;

import dev.trine.assistant.AssistantBench;
import dev.trine.assistant.AssistantBench.Result;
import dev.trine.assistant.AssistantBench.Times;
import dev.trine.runtime.LanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How long an utterance takes among few and many Things, in a process that is warm. */
@Command(
    name = "assistant",
    mixinStandardHelpOptions = true,
    description = {
      "Says sentences of the evaluation set to households of each size: milliseconds an utterance,",
      "and of them to find the Things meant and to decide; to index all names; peak memory."
    })
final class BenchAssistant implements Runnable {

  @Option(names = "--model", paramLabel = "MODEL", description = "Without it Trine's own.")
  private Optional<Path> model = Optional.empty();

  @Option(names = "--things", split = ",", description = "Sizes (20,100,500).")
  private int[] sizes = {20, 100, 500};

  @Option(
      names = "--every",
      defaultValue = "10",
      description = "Says one of so many sentences of the set (${DEFAULT-VALUE}).")
  private int every;

  @Option(names = "--json", description = "One JSON value a line, one line a size.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (every < 1 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw new BadInput("--things and --every: give 1 or more");
    }
    double first = AssistantBench.firstIndex(Arrays.stream(sizes).max().orElseThrow());
    PrintWriter out = spec.commandLine().getOut();
    try (LanguageModel language = Shipped.open(model.orElseGet(Shipped::model))) {
      AssistantBench bench = new AssistantBench(language, every);
      bench.measure(sizes[0]); // the JVM compiles what it runs often
      for (int size : sizes) {
        Result result = bench.measure(size);
        out.println(json ? JsonMapper.shared().writeValueAsString(line(result)) : text(result));
        out.flush();
      }
    }
    if (!json) {
      out.printf("The names of the most were first indexed in %.0f ms.%n", first);
      out.printf("Peak memory %d MiB.%n", Memory.peakBytes() >> 20);
    }
  }

  private static String text(Result result) {
    return "%4d Things, %d utterances: %s; find %s; decide %s; index %s"
        .formatted(
            result.things(),
            result.utterances(),
            text(result.utterance()),
            text(result.find()),
            text(result.decide()),
            text(result.index()));
  }

  private static String text(Times times) {
    return "median %.1f ms, p95 %.1f ms".formatted(times.median(), times.p95());
  }

  private static Map<String, Object> line(Result result) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("things", result.things());
    line.put("utterances", result.utterances());
    line.put("utterance", result.utterance());
    line.put("find", result.find());
    line.put("decide", result.decide());
    line.put("index", result.index());
    line.put("peakBytes", Memory.peakBytes());
    return line;
  }
}
