package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the definitions of top-k, top-p and min-p, over all tokens in order. */
final class SamplerTest {
  private static final int SIZE = 300;
  private static final int DRAWS = 4000;

  private static float[] logits(Random random, double spread) {
    float[] logits = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      logits[i] = (float) (spread * random.nextGaussian());
    }
    return logits;
  }

  private static double[] expected(float[] logits, BitSet allowed, Sampling sampling) {
    List<Integer> order =
        allowed.stream().boxed().sorted(Comparator.comparingDouble(id -> -logits[id])).toList();
    if (sampling.topK() > 0) {
      order = order.subList(0, Math.min(sampling.topK(), order.size()));
    }
    double[] plain = softmax(logits, order, 1);
    int kept = 1;
    for (double sum = plain[0];
        sampling.topP() == 1 ? kept < plain.length : kept < plain.length && sum < sampling.topP();
        kept++) {
      sum += plain[kept];
    }
    int most = kept;
    kept =
        (int) IntStream.range(0, most).filter(i -> plain[i] >= sampling.minP() * plain[0]).count();
    order = order.subList(0, kept);
    double[] drawn = softmax(logits, order, sampling.temperature());
    double[] all = new double[SIZE];
    for (int i = 0; i < kept; i++) {
      all[order.get(i)] = drawn[i];
    }
    return all;
  }

  private static double[] softmax(float[] logits, List<Integer> ids, double temperature) {
    double[] weights = ids.stream().mapToDouble(id -> Math.exp(logits[id] / temperature)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  @Test
  void drawsFromWhatTheCutsLeave() {
    Random random = new Random(3);
    for (double spread : new double[] {0.5, 3, 12}) {
      float[] logits = logits(random, spread);
      BitSet allowed = new BitSet();
      IntStream.range(0, SIZE).filter(id -> random.nextInt(4) > 0).forEach(allowed::set);
      Sampling plain = Sampling.temperature(0.7f, 11);
      for (Sampling sampling :
          List.of(
              plain,
              plain.withTopK(5),
              plain.withTopK(290),
              plain.withTopP(0.5f),
              plain.withTopP(0.999f),
              plain.withMinP(0.2f),
              plain.withMinP(1e-6f),
              plain.withTopK(40).withTopP(0.9f).withMinP(0.05f))) {
        double[] expected = expected(logits, allowed, sampling);
        double[] drawn = new double[SIZE];
        Sampler sampler = new Sampler(sampling);
        for (int i = 0; i < DRAWS; i++) {
          drawn[sampler.choose(logits, allowed, new int[0])] += 1.0 / DRAWS;
        }
        for (int id = 0; id < SIZE; id++) {
          double deviation = Math.sqrt(expected[id] * (1 - expected[id]) / DRAWS);
          assertThat(drawn[id])
              .as("%s, token %d", sampling, id)
              .isCloseTo(expected[id], within(5 * deviation + 1e-12));
        }
      }
    }
  }

  @Test
  void theBestIsTheFirstAmongEquals() {
    float[] logits = new float[SIZE];
    logits[7] = logits[9] = 2;
    BitSet allowed = new BitSet();
    allowed.set(0, SIZE);
    Sampler greedy = new Sampler(Sampling.greedy());
    assertThat(greedy.choose(logits, allowed, new int[0])).isEqualTo(7);
    allowed.clear(7);
    assertThat(greedy.choose(logits, allowed, new int[0])).isEqualTo(9);
    Sampler one = new Sampler(Sampling.temperature(1, 5).withTopK(1));
    assertThat(one.choose(logits, allowed, new int[0])).isEqualTo(9);
  }
}
