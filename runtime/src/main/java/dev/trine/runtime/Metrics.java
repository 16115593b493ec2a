package dev.trine.runtime;

import dev.trine.runtime.Event.End;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Takes measurements as they are made, on the threads that run models: be quick, and be safe. */
@FunctionalInterface
public interface Metrics {
  /** Nobody asks. */
  Metrics NONE = (_, _, _) -> {};

  /**
   * Takes one measurement.
   *
   * @param value in the metric's unit
   * @param attributes by the names of OpenTelemetry's conventions, such as {@code
   *     gen_ai.request.model}
   */
  void record(Metric metric, double value, Map<String, String> attributes);

  /** Records what a generation took. */
  default void record(End end, String model, long waitedNanos) {
    Usage usage = end.usage();
    Map<String, String> attributes = new HashMap<>();
    attributes.put("gen_ai.operation.name", "text_completion");
    attributes.put("gen_ai.provider.name", "trine");
    attributes.put("gen_ai.request.model", model);
    record(Metric.TOKEN_USAGE, usage.prompt(), with(attributes, "gen_ai.token.type", "input"));
    record(Metric.TOKEN_USAGE, usage.generated(), with(attributes, "gen_ai.token.type", "output"));
    record(Metric.CACHED_TOKENS, usage.cached(), attributes);
    attributes.put("gen_ai.response.finish_reasons", end.reason().name().toLowerCase(Locale.ROOT));
    record(Metric.OPERATION_DURATION, (waitedNanos + usage.nanos()) / 1e9, attributes);
    record(Metric.REQUEST_DURATION, usage.nanos() / 1e9, attributes);
    if (usage.generated() > 0) {
      record(Metric.TIME_TO_FIRST_TOKEN, usage.firstTokenNanos() / 1e9, attributes);
    }
    if (usage.tokensPerSecond() > 0) {
      record(Metric.TIME_PER_OUTPUT_TOKEN, 1 / usage.tokensPerSecond(), attributes);
    }
  }

  private static Map<String, String> with(
      Map<String, String> attributes, String name, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(name, value);
    return more;
  }
}
