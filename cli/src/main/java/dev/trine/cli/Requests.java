package dev.trine.cli;

import dev.trine.model.Adapter;
import dev.trine.runtime.Engine;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Generation;
import dev.trine.runtime.JsonSchema;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Limits;
import dev.trine.runtime.Sampling;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests of a file, run together by one engine. What a line does not say is as the options
 * have it; a line that fails does not end the others.
 */
final class Requests {
  private final LanguageModel model;
  private final Generation common;
  private final int capacity;
  private final PrintWriter out;
  private final Map<String, Adapter> adapters = new ConcurrentHashMap<>(); // as they are written
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * Requests of a model.
   *
   * @param capacity the context of each, in tokens
   */
  Requests(LanguageModel model, Generation common, int capacity, PrintWriter out) {
    this.model = model;
    this.common = common;
    this.capacity = capacity;
    this.out = out;
  }

  /**
   * Runs all and writes a line for each when it ends.
   *
   * @param most how many run at once; the others wait in their order
   * @throws BadInput if any failed
   */
  void run(TextInput file, int most) {
    try (Engine engine = new Engine(model, most, capacity);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      file.lines((text, number) -> {
        String place = file.name() + " line " + number;
        threads.execute(() -> write(answer(engine, text, place, number)));
      });
    }
    if (failed.get() > 0) {
      throw new BadInput(file.name() + ": " + failed + " requests failed; their lines say why");
    }
  }

  private Map<String, Object> answer(Engine engine, String text, String place, int number) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", String.valueOf(number));
    try {
      JsonLine line = JsonLine.of(text, place);
      if (!line.id().isEmpty()) {
        answer.put("id", line.id());
      }
      StringBuilder made = new StringBuilder();
      End end =
          engine.generate(
              model.encode(line.text("prompt")),
              generation(line),
              event -> made.append(event.text()));
      answer.put("text", made.toString());
      answer.put("tokens", end.tokens());
      answer.put("cached", end.usage().cached());
      answer.put("firstTokenMillis", end.usage().firstTokenNanos() / 1e6);
      answer.put("tokensPerSecond", end.usage().tokensPerSecond());
      answer.put("end", end.reason().name().toLowerCase(Locale.ROOT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.put("error", "interrupted");
    } catch (RuntimeException e) { // one request must not end the others
      failed.incrementAndGet();
      answer.put("error", Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
    }
    return answer;
  }

  private synchronized void write(Map<String, Object> answer) {
    out.println(JsonMapper.shared().writeValueAsString(answer));
    out.flush();
  }

  /** The common generation, but for what the line says. */
  private Generation generation(JsonLine line) {
    Sampling sampling = common.sampling();
    float temperature = line.number("temp").orElse((double) sampling.temperature()).floatValue();
    long seed = line.number("seed").map(Double::longValue).orElse(sampling.seed());
    int length = line.number("n").map(Double::intValue).orElse(common.length());
    Generation generation =
        common.with(sampling.withTemperature(temperature).withSeed(seed)).upTo(length);
    JsonNode schema = line.json().path("schema");
    if (!schema.isMissingNode()) {
      generation = generation.under(JsonSchema.grammar(schema.toString()));
    }
    Limits limits = common.limits();
    Optional<Double> seconds = line.number("time");
    if (seconds.isPresent()) {
      limits = limits.time(Duration.ofNanos((long) (seconds.get() * 1e9)));
    }
    Optional<Double> memory = line.number("memory");
    if (memory.isPresent()) {
      limits = limits.memory((long) (memory.get() * (1 << 20)));
    }
    generation = generation.within(limits);
    List<String> stops = texts(line, "stop", Function.identity());
    if (!stops.isEmpty()) {
      generation = generation.until(stops.toArray(String[]::new));
    }
    return line.json().has("lora")
        ? generation.with(texts(line, "lora", this::adapter))
        : generation;
  }

  /** Read once, however many requests take it. */
  private Adapter adapter(String written) {
    return adapters.computeIfAbsent(written, it -> RuntimeOptions.adapter(it, model));
  }

  /** A text, or a list of texts. */
  private static <T> List<T> texts(JsonLine line, String name, Function<String, T> reader) {
    JsonNode value = line.json().path(name);
    List<T> read = new ArrayList<>();
    for (JsonNode one : value.isArray() || value.isMissingNode() ? value : List.of(value)) {
      if (!one.isString()) {
        throw new BadInput(line.place() + ": \"" + name + "\" must be a list of strings");
      }
      read.add(reader.apply(one.stringValue()));
    }
    return read;
  }
}
