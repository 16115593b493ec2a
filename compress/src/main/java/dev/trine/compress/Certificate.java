package dev.trine.compress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What making a model smaller brought and cost, measured against the original in one run.
 *
 * @param caches what keeping keys and values in fewer bits adds for the result
 * @param tasks what both models can do, where that was measured
 * @param text what both models read, with its hash
 * @param machine where it was measured, with what
 */
public record Certificate(
    Side original,
    Side result,
    Fidelity fidelity,
    List<Cache> caches,
    List<Task> tasks,
    String text,
    String machine,
    List<String> steps) {

  /** A mean divergence up to this is hardly noticed, up to the others seen, and plain, in nats. */
  private static final double[] NOTICED = {0.01, 0.05, 0.25};

  private static final String[] VERDICTS = {
    "hardly distinguishable from the original",
    "close to the original",
    "noticeably different from the original",
    "far from the original"
  };

  public Certificate {
    caches = List.copyOf(caches);
    tasks = List.copyOf(tasks);
    steps = List.copyOf(steps);
  }

  /**
   * One of the two models.
   *
   * @param bytes of its files
   * @param weights how many numbers its tensors have
   * @param cacheNumbers that a token takes in the cache of keys and values, if the file says it
   */
  public record Side(
      String name,
      String sha256,
      long bytes,
      long weights,
      OptionalLong cacheNumbers,
      Speed speed) {}

  /**
   * How fast a model ran.
   *
   * @param prefill tokens a second while reading
   * @param decode tokens a second while writing
   * @param cpuSeconds processor time of a written token
   * @param joules energy of a written token, where the machine has a counter
   */
  public record Speed(double prefill, double decode, double cpuSeconds, OptionalDouble joules) {}

  /**
   * How far the predictions are apart; divergences are Kullback and Leibler's, in nats.
   *
   * @param sameTop how often both find the same token the most probable, 0 to 1
   * @param routing of models with experts
   */
  public record Fidelity(
      double perplexityBefore,
      double perplexityAfter,
      double meanDivergence,
      double divergence99,
      double sameTop,
      long tokens,
      Optional<Routing> routing) {}

  /**
   * How often tokens go to the experts that they went to before.
   *
   * @param same the share of experts, 0 to 1
   * @param worst the share in the layer where it is the least
   * @param worstLayer that layer, counted from 0
   */
  public record Routing(double same, double worst, int worstLayer) {}

  /**
   * The result with a coarser cache of keys and values, against the original with an exact one.
   *
   * @param format of the cache
   * @param bytes that a token takes in it, if the file says how many numbers
   */
  public record Cache(
      String format,
      OptionalLong bytes,
      double perplexity,
      double meanDivergence,
      double sameTop) {}

  /**
   * A test that both models took.
   *
   * @param before how many answers of the original are right
   * @param after how many of the result
   * @param of how many there are, 1 or more
   */
  public record Task(String name, int before, int after, int of) {}

  /** A figure of both models. */
  record Row(String name, double before, double after, String unit) {
    String change() {
      return before == 0 ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * (after / before - 1));
    }
  }

  /** What is compared side by side. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("file", original.bytes, result.bytes, "bytes"));
    rows.add(new Row("weights", original.weights, result.weights, ""));
    if (original.cacheNumbers.isPresent() && result.cacheNumbers.isPresent()) {
      rows.add(
          new Row(
              "cache of a token, 16 bit",
              2.0 * original.cacheNumbers.getAsLong(),
              2.0 * result.cacheNumbers.getAsLong(),
              "bytes"));
    }
    rows.add(new Row("prefill", original.speed.prefill, result.speed.prefill, "tokens/s"));
    rows.add(new Row("decode", original.speed.decode, result.speed.decode, "tokens/s"));
    rows.add(
        new Row(
            "processor time of a token",
            1000 * original.speed.cpuSeconds,
            1000 * result.speed.cpuSeconds,
            "ms"));
    if (original.speed.joules.isPresent() && result.speed.joules.isPresent()) {
      rows.add(
          new Row(
              "energy of a token",
              original.speed.joules.getAsDouble(),
              result.speed.joules.getAsDouble(),
              "J"));
    }
    rows.add(new Row("perplexity", fidelity.perplexityBefore, fidelity.perplexityAfter, ""));
    for (Task task : tasks) {
      double each = 100.0 / task.of;
      rows.add(new Row(task.name, each * task.before, each * task.after, "% right"));
    }
    return rows;
  }

  /** The whole in one sentence. */
  public String verdict() {
    int grade = 0;
    while (grade < NOTICED.length && fidelity.meanDivergence > NOTICED[grade]) {
      grade++;
    }
    String said =
        String.format(
            Locale.ROOT,
            "With %.0f %% of the bytes and %.2f times the decode speed the result is %s: perplexity"
                + " %.4g instead of %.4g, mean KL %.4f, the same top token %.1f %% of the time",
            100.0 * result.bytes / original.bytes,
            result.speed.decode / original.speed.decode,
            VERDICTS[grade],
            fidelity.perplexityAfter,
            fidelity.perplexityBefore,
            fidelity.meanDivergence,
            100 * fidelity.sameTop);
    if (fidelity.routing.isPresent()) {
      double same = 100 * fidelity.routing.get().same();
      said += String.format(Locale.ROOT, ", the same experts %.1f %%", same);
    }
    for (Task task : tasks) {
      said +=
          String.format(
              Locale.ROOT,
              "; %s: %d of %d right instead of %d",
              task.name,
              task.after,
              task.of,
              task.before);
    }
    return said + ".";
  }

  /** The whole as JSON has it. */
  public Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("verdict", verdict());
    all.put("original", side(original));
    all.put("result", side(result));
    all.put("perplexityBefore", fidelity.perplexityBefore);
    all.put("perplexity", fidelity.perplexityAfter);
    all.put("kl", fidelity.meanDivergence);
    all.put("kl99", fidelity.divergence99);
    all.put("sameTop", fidelity.sameTop);
    all.put("tokens", fidelity.tokens);
    fidelity.routing.ifPresent(routing -> all.put("routing", routing));
    all.put("caches", caches);
    all.put("tasks", tasks);
    all.put("text", text);
    all.put("machine", machine);
    all.put("steps", steps);
    return all;
  }

  private static Map<String, Object> side(Side side) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", side.name);
    all.put("sha256", side.sha256);
    all.put("bytes", side.bytes);
    all.put("weights", side.weights);
    side.cacheNumbers.ifPresent(numbers -> all.put("kvBytesPerToken", 2 * numbers));
    all.put("prefill", side.speed.prefill);
    all.put("decode", side.speed.decode);
    all.put("cpuSecondsPerToken", side.speed.cpuSeconds);
    side.speed.joules.ifPresent(joules -> all.put("joulesPerToken", joules));
    return all;
  }

  /** What was done, as the file remembers it; empty if it does not. */
  Optional<List<String>> history() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps);
  }
}
