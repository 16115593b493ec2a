package dev.trine.cli;

import dev.trine.model.Tokenizer;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Text to token ids, or ids to text. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = "Turns text into token ids and pieces, or ids into text.")
final class Tokenize implements Runnable {

  private static final int PASSES = 8;

  /** One of these. */
  static final class Input {
    @Option(names = "--text", required = true, description = "The text.")
    private Optional<String> text = Optional.empty();

    @Option(
        names = "--batch",
        required = true,
        paramLabel = "FILE",
        description = "Lines of {\"id\", \"text\"}; - for standard input.")
    private Optional<Path> batch = Optional.empty();

    @Option(
        names = "--benchmark",
        required = true,
        paramLabel = "FILE",
        description = "A text whose tokenizing is measured, on one thread.")
    private Optional<Path> benchmark = Optional.empty();

    @Option(names = "--ids", required = true, split = ",", description = "Ids: 1,2,3.")
    private int[] ids = {};
  }

  @Mixin private ModelFile model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Option(
      names = "--special",
      description = "Adds what the model wants added, and reads special tokens in the text.")
  private boolean special;

  @Option(names = "--json", description = "One JSON value a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Tokenizer tokenizer = model.tokenizer();
    if (input.text.isPresent()) {
      encode(tokenizer, input.text.get());
    } else if (input.batch.isPresent()) {
      JsonLine.each(new TextInput(input.batch.get()), line -> encode(tokenizer, line));
    } else if (input.benchmark.isPresent()) {
      measure(tokenizer, new TextInput(input.benchmark.get()).text());
    } else {
      decode(tokenizer);
    }
  }

  /** The best of some passes by the thread's processor time, so that neighbours do not count. */
  private void measure(Tokenizer tokenizer, String text) {
    var clock = ManagementFactory.getThreadMXBean();
    double first = 0;
    double best = 0;
    int tokens = 0;
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    for (int pass = 0; pass < PASSES; pass++) {
      long began = clock.getCurrentThreadCpuTime();
      tokens = tokenizer.encode(text, special).length;
      long nanos = Math.max(1, clock.getCurrentThreadCpuTime() - began);
      best = Math.max(best, bytes * 1e3 / nanos);
      first = pass == 0 ? best : first;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("bytes", bytes);
    result.put("tokens", tokens);
    result.put("firstMegabytesPerSecond", tenths(first)); // while the code is being compiled
    result.put("megabytesPerSecond", tenths(best));
    print(result);
  }

  private static double tenths(double number) {
    return Math.round(number * 10) / 10.0;
  }

  private void encode(Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text, special);
    if (json) {
      print(described(tokenizer, ids));
    } else {
      Arrays.stream(ids).forEach(id -> out().println(id + "\t" + tokenizer.piece(id)));
    }
  }

  private void encode(Tokenizer tokenizer, JsonLine line) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("id", line.id());
    described.putAll(described(tokenizer, tokenizer.encode(line.text("text"), special)));
    print(described);
  }

  private void decode(Tokenizer tokenizer) {
    Ids.check(input.ids, tokenizer.size());
    String text = tokenizer.decode(input.ids);
    if (json) {
      Map<String, Object> described = described(tokenizer, input.ids);
      described.put("text", text);
      print(described);
    } else {
      out().println(text);
    }
  }

  private static Map<String, Object> described(Tokenizer tokenizer, int[] ids) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("ids", ids);
    described.put("pieces", Arrays.stream(ids).mapToObj(tokenizer::piece).toList());
    return described;
  }

  private void print(Map<String, Object> line) {
    out().println(JsonMapper.shared().writeValueAsString(line));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
