package dev.trine.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts measurements by metric and attributes. May be shared between threads. */
public final class Histograms implements Metrics {

  private record Key(Metric metric, Map<String, String> attributes) {}

  private final Map<Key, Histogram> all = new HashMap<>();

  /**
   * What was measured under the same attributes.
   *
   * @param counts by bucket, the last of what is above all boundaries of the metric
   */
  public record Histogram(
      Metric metric, Map<String, String> attributes, long count, double sum, long[] counts) {
    /** The mean, in the metric's unit. */
    public double mean() {
      return sum / count;
    }

    private Histogram plus(double value) {
      long[] more = counts.clone();
      int at = Arrays.binarySearch(metric.boundaries(), value);
      more[at < 0 ? -at - 1 : at]++;
      return new Histogram(metric, attributes, count + 1, sum + value, more);
    }
  }

  @Override
  public synchronized void record(Metric metric, double value, Map<String, String> attributes) {
    Key key = new Key(metric, Map.copyOf(attributes));
    Histogram known = all.get(key);
    Histogram before =
        known != null
            ? known
            : new Histogram(
                metric, new TreeMap<>(attributes), 0, 0, new long[metric.boundaries().length + 1]);
    all.put(key, before.plus(value));
  }

  /** All that was measured until now, by metric. */
  public synchronized List<Histogram> snapshot() {
    return all.values().stream()
        .sorted(
            Comparator.comparing(Histogram::metric)
                .thenComparing(histogram -> histogram.attributes().toString()))
        .toList();
  }
}
