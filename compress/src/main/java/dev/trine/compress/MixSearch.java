package dev.trine.compress;

import dev.trine.compress.Quantization.Plan;
import dev.trine.tensor.BlockFormat;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Chooses a format for every tensor so that the model errs least for its size.
 *
 * <p>The error of each tensor in each format is measured on a sample of its rows, as the share of
 * its output that is lost. For a price of a byte every tensor takes the format of least {@code
 * error + price * bytes} (Lagrange; all choices so made are on the lower hull of error over size),
 * and the price is found by bisection.
 */
public final class MixSearch {
  private static final List<BlockFormat> FORMATS =
      List.of(
          BlockFormat.Q2_K,
          BlockFormat.Q3_K,
          BlockFormat.IQ4_XS,
          BlockFormat.IQ4_NL,
          BlockFormat.Q4_K,
          BlockFormat.Q5_0,
          BlockFormat.Q5_K,
          BlockFormat.Q6_K,
          BlockFormat.Q8_0,
          BlockFormat.F16);

  private static final int SAMPLED_ROWS = 48;
  private static final int MEASUREMENTS = 7;

  private record Offer(BlockFormat format, double error, long bytes) {}

  private final Quantization base;
  private final Map<String, List<Offer>> offers = new HashMap<>();

  /** Measures the errors of all tensors whose format {@code base} leaves to be chosen. */
  public MixSearch(Quantization base, Progress progress) {
    this.base = base;
    List<Plan> plans = base.plans().stream().filter(base::free).toList();
    long done = 0;
    for (Plan plan : plans) {
      int columns = Math.toIntExact(plan.shape().getLast());
      Map<BlockFormat, Offer> mine = new EnumMap<>(BlockFormat.class);
      for (BlockFormat format : FORMATS) {
        if (columns % format.weightsPerBlock() == 0) {
          double error = base.encoding(plan.name(), format).error(SAMPLED_ROWS);
          mine.put(format, new Offer(format, error, format.bytes(plan.weights())));
        }
      }
      offers.put(plan.name(), List.copyOf(mine.values()));
      progress.step("measuring " + plan.name(), ++done, plans.size());
    }
  }

  /**
   * The choice of least error whose file has at most this many bytes.
   *
   * @throws CompressionException if even the smallest has more
   */
  public Quantization atMost(long bytes) {
    Quantization smallest = at(Double.POSITIVE_INFINITY);
    if (smallest.bytes() > bytes) {
      throw new CompressionException(
          "no mix has at most %d bytes; the smallest has %d".formatted(bytes, smallest.bytes()));
    }
    Quantization best = smallest;
    double low = Math.log(1e-20);
    double high = 0;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      Quantization tried = at(Math.exp(middle));
      if (tried.bytes() <= bytes) {
        best = tried;
        high = middle;
      } else {
        low = middle;
      }
    }
    return best;
  }

  /**
   * The smallest choice found whose divergence, as measured, is at most this.
   *
   * @param measure makes the file and compares it with the original
   * @throws CompressionException if even the largest diverges more
   */
  public Quantization within(double divergence, ToDoubleFunction<Quantization> measure) {
    long low = at(Double.POSITIVE_INFINITY).bytes();
    Quantization best = at(0);
    long high = best.bytes();
    if (measure.applyAsDouble(best) > divergence) {
      throw new CompressionException(
          "no mix diverges by %s or less; the largest has %d bytes".formatted(divergence, high));
    }
    for (int i = 0; i < MEASUREMENTS && high - low > high / 200; i++) {
      long middle = (low + high) / 2;
      Quantization tried = atMost(middle);
      if (measure.applyAsDouble(tried) <= divergence) {
        best = tried;
        high = tried.bytes();
      } else {
        low = middle;
      }
    }
    return best;
  }

  private Quantization at(double price) {
    return base.with(
        "mix",
        plan -> {
          Offer choice =
              offers.getOrDefault(plan.name(), List.of()).stream()
                  .min(
                      price == Double.POSITIVE_INFINITY
                          ? Comparator.comparingLong(Offer::bytes)
                          : Comparator.comparingDouble(o -> o.error() + price * o.bytes()))
                  .orElseThrow();
          return new Plan(plan.name(), plan.shape(), plan.from(), choice.format(), choice.bytes());
        });
  }
}
