package dev.trine.runtime;

import dev.trine.model.Batch;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a model of experts sends tokens where its original sends them: of the experts that the
 * original chooses, those that the model chooses too.
 *
 * @param same their share in all layers, 0 to 1
 * @param worst their share in the layer where it is the least
 * @param worstLayer that layer, counted from 0
 */
public record RouterAgreement(double same, double worst, int worstLayer) {

  /** What the routers chose of some tokens: the weights of all experts, by the router's name. */
  static final class Routes implements Batch.Observer {
    private final Map<String, float[]> weights = new LinkedHashMap<>();

    @Override
    public void see(String linear, float[] x, int rows) {
      if (linear.endsWith(Batch.ROUTED)) {
        weights.put(linear, x.clone());
      }
    }
  }

  /** Counts over many tokens. */
  static final class Count {
    private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

    private final Map<Integer, long[]> layers = new LinkedHashMap<>(); // same, of

    /** Layers that only one of them has, or with fewer experts, are not compared. */
    void add(Routes original, Routes model) {
      original.weights.forEach((router, before) -> {
        float[] after = model.weights.getOrDefault(router, new float[0]);
        Matcher layer = LAYER.matcher(router);
        if (after.length == before.length && layer.find()) {
          long[] count = layers.computeIfAbsent(Integer.parseInt(layer.group(1)), _ -> new long[2]);
          for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
              count[0] += after[i] != 0 ? 1 : 0;
              count[1]++;
            }
          }
        }
      });
    }

    /** Empty if nothing was routed. */
    Optional<RouterAgreement> agreement() {
      long same = layers.values().stream().mapToLong(it -> it[0]).sum();
      long of = layers.values().stream().mapToLong(it -> it[1]).sum();
      return layers.entrySet().stream()
          .min(Comparator.comparingDouble(it -> share(it.getValue())))
          .map(it -> new RouterAgreement((double) same / of, share(it.getValue()), it.getKey()));
    }

    private static double share(long[] count) {
      return (double) count[0] / count[1];
    }
  }
}
