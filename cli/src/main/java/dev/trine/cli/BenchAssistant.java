package dev.trine.cli;

import dev.trine.assistant.AssistantBench;
import dev.trine.assistant.AssistantBench.Result;
import dev.trine.assistant.AssistantBench.Times;
import dev.trine.assistant.PlanBench;
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

  private static final int PLANS = 50;

  @Option(names = "--model", paramLabel = "MODEL", description = "Without it Trine's own.")
  private Optional<Path> model = Optional.empty();

  @Option(names = "--things", split = ",", description = "Sizes (20,100,500).")
  private int[] sizes = {20, 100, 500};

  @Option(
      names = "--every",
      description =
          "Says one of so many sentences of the set (10; 100 to a model with a chat template).")
  private Optional<Integer> every = Optional.empty();

  @Option(names = "--json", description = "One JSON value a line, one line a size.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (every.orElse(1) < 1 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw new BadInput("--things and --every: give 1 or more");
    }
    double first = AssistantBench.firstIndex(Arrays.stream(sizes).max().orElseThrow());
    PrintWriter out = spec.commandLine().getOut();
    long begun = System.nanoTime();
    try (LanguageModel language = Shipped.open(model.orElseGet(Shipped::model))) {
      boolean told = language.chatTemplate().isPresent();
      if (told) {
        out.println(plans(language, (System.nanoTime() - begun) / 1e6));
        out.flush();
      }
      AssistantBench bench = new AssistantBench(language, every.orElse(told ? 100 : 10));
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

  /** What a model takes that is told the notation, whatever it has learnt. */
  private String plans(LanguageModel language, double opened) {
    PlanBench.Result plans = new PlanBench(language, PLANS).measure();
    return json
        ? JsonMapper.shared().writeValueAsString(Map.of("openMillis", opened, "plans", plans))
        : """
        Opened in %.0f ms; %d tokens of instructions read, or taken from the store, in %.0f ms; \
        the first act %.0f ms after the model began to be opened.
        %d sentences, of %d tokens, with plans of %d, %d of them asked for: %s; read %s; say %s\
        """
            .formatted(
                opened,
                plans.instructions(),
                plans.instructMillis(),
                opened + plans.firstMillis(),
                plans.sentences(),
                plans.sentenceTokens(),
                plans.planTokens(),
                plans.askedTokens(),
                text(plans.decide()),
                text(plans.read()),
                text(plans.say()));
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
