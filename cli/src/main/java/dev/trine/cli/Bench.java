package dev.trine.cli;

import dev.trine.model.KvCache;
import dev.trine.model.Model;
import dev.trine.model.Transformer;
import dev.trine.runtime.LanguageModel;
import dev.trine.tensor.Kernels;
import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How fast a model runs here, one line for each number of threads and depth. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = BenchAssistant.class,
    description = "Measures prefill and decode speed, memory and the machine's read bandwidth.")
final class Bench implements Runnable {
  private static final int CHUNK = 512; // tokens of one call

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A .gguf file, a folder in Hugging Face layout, or a name that models lists.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--synthetic",
      paramLabel = "SHAPE:TYPE",
      description = "A model with random weights instead, such as llama-1b:q4_0; made once.")
  private Optional<String> synthetic = Optional.empty();

  @Mixin private PrecisionOption precision;
  @Mixin private HugePagesOption hugePages;

  @Option(names = "-p", defaultValue = "512", description = "Tokens of prefill; 0 skips it.")
  private int prefill;

  @Option(names = "-n", defaultValue = "128", description = "Tokens of decode; 0 skips it.")
  private int decode;

  @Option(
      names = "-d",
      split = ",",
      defaultValue = "0",
      description = "Tokens in the context before: 0,1024.")
  private int[] depths;

  @Option(names = "-t", split = ",", description = "Threads: 1,2; without it one a processor.")
  private int[] threads = {Runtime.getRuntime().availableProcessors()};

  @Option(names = "-r", defaultValue = "5", description = "Measured passes (${DEFAULT-VALUE}).")
  private int passes;

  @Option(names = "--provider", description = "The kernels: scalar, vector or native.")
  private Optional<String> provider = Optional.empty();

  @Mixin private FormOptions form;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "Also N texts at once, beside one alone.")
  private Optional<Integer> sessions = Optional.empty();

  @Option(names = "--json", description = "One JSON value a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (prefill < 0 || decode < 0 || passes < 1 || Arrays.stream(depths).anyMatch(d -> d < 0)) {
      throw new BadInput("-p, -n and -d: give 0 or more; -r: 1 or more");
    }
    if (file.isPresent() == synthetic.isPresent()) {
      throw new BadInput("give either MODEL or --synthetic SHAPE:TYPE");
    }
    if (depths.length * threads.length > 1 && (form.isGiven() || sessions.isPresent())) {
      throw new BadInput("--json-schema, --grammar and --sessions: give one -t and one -d");
    }
    Arrays.stream(threads).forEach(Threads::use);
    hugePages.use();
    Path path =
        file.map(Library::resolve).or(() -> synthetic.map(SyntheticModel::file)).orElseThrow();
    if (depths.length * threads.length == 1) {
      provider.ifPresent(name -> System.setProperty("trine.provider", name));
      print(measure(path));
      return;
    }
    for (int count : threads) {
      for (int depth : depths) {
        inOwnProcess(path, count, depth);
      }
    }
  }

  private Map<String, Object> measure(Path path) {
    int depth = depths[0];
    long begun = System.nanoTime();
    try (LanguageModel language = LanguageModel.open(path, precision.precision())) {
      Transformer transformer = language.transformer();
      double loaded = (System.nanoTime() - begun) / 1e6;
      int positions = Math.max(1, depth + Math.max(prefill, decode));
      KvCache cache = transformer.newCache(positions, precision.precision());
      MemoryPlan.of(Model.open(path), cache, transformer.vocabularySize())
          .warning()
          .ifPresent(sentence -> spec.commandLine().getErr().println("trine: " + sentence));
      feed(transformer, cache, depth);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("model", path.toString());
      line.put("threads", ThreadTeam.shared().size());
      line.put("depth", depth);
      if (prefill > 0) {
        line.put("prefill", speed(prefill, cache, () -> feed(transformer, cache, prefill)));
      }
      if (decode > 0) {
        line.put(
            "decode",
            speed(
                decode,
                cache,
                () -> {
                  for (int i = 0; i < decode; i++) {
                    feed(transformer, cache, 1);
                  }
                }));
      }
      ServingBench serving = new ServingBench(language);
      if (form.isGiven()) {
        double token = decode == 0 ? 0 : 1e3 / median(line.getOrDefault("decode", 0));
        line.put("grammar", serving.masks(() -> form.read().orElseThrow(), token));
      }
      sessions.ifPresent(count -> line.put("atOnce", serving.sessions(count, Math.max(8, decode))));
      line.put("loadMillis", loaded);
      line.put("peakBytes", Memory.peakBytes());
      line.put("readBytesPerSecond", Memory.readBytesPerSecond(ThreadTeam.shared()));
      line.put("provider", Kernels.chosen().kernels().name());
      return line;
    }
  }

  private static double median(Object speed) {
    return speed instanceof Map<?, ?> map && map.get("median") instanceof Double median
        ? median
        : 0;
  }

  /** Runs tokens of all kinds, in the same order each time, in parts as a session does. */
  private static void feed(Transformer transformer, KvCache cache, int count) {
    for (int left = count; left > 0; left -= CHUNK) {
      int[] ids = new int[Math.min(CHUNK, left)];
      int from = cache.length();
      Arrays.setAll(ids, i -> (int) ((from + i) * 7919L % transformer.vocabularySize()));
      transformer.reuse(transformer.forward(ids, cache, false));
    }
  }

  /** Tokens a second: one pass that is not measured, then those that are. */
  private Map<String, Object> speed(int tokens, KvCache cache, Runnable pass) {
    int depth = cache.length();
    double[] speeds = new double[passes];
    OptionalLong readBefore = OptionalLong.empty();
    for (int i = -1; i < passes; i++) {
      if (i == 0) {
        readBefore = Memory.bytesFromDisk();
      }
      long begun = System.nanoTime();
      pass.run();
      if (i >= 0) {
        speeds[i] = tokens * 1e9 / (System.nanoTime() - begun);
      }
      cache.truncate(depth);
    }
    Arrays.sort(speeds);
    Map<String, Object> speed = new LinkedHashMap<>();
    speed.put("tokens", tokens);
    speed.put("median", (speeds[(passes - 1) / 2] + speeds[passes / 2]) / 2);
    speed.put("min", speeds[0]);
    speed.put("max", speeds[passes - 1]);
    OptionalLong readAfter = Memory.bytesFromDisk();
    if (readBefore.isPresent() && readAfter.isPresent()) {
      long read = readAfter.getAsLong() - readBefore.getAsLong();
      speed.put("bytesFromDiskPerToken", read / ((long) tokens * passes));
    }
    return speed;
  }

  /** Measures one setting in a JVM of its own, so that its warm-up and memory are its own. */
  private void inOwnProcess(Path path, int count, int depth) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "bench", path.toString()));
    command.addAll(List.of("-p", "" + prefill, "-n", "" + decode, "-r", "" + passes));
    command.addAll(List.of("-t", "" + count, "-d", "" + depth));
    command.addAll(List.of("--kv", precision.name()));
    if (hugePages.asked()) {
      command.add("--huge-pages");
    }
    provider.ifPresent(name -> command.addAll(List.of("--provider", name)));
    if (json) {
      command.add("--json");
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      PrintWriter out = spec.commandLine().getOut();
      process.inputReader().lines().forEach(out::println);
      out.flush();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "the measurement of -t " + count + " -d " + depth + " failed");
      }
    } catch (IOException e) {
      throw new IllegalStateException("no JVM could be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void print(Map<String, Object> line) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(line));
    } else {
      line.forEach((name, value) -> out.println(name + " = " + value));
    }
    out.flush();
  }
}
