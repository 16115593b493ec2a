package dev.trine.runtime;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Chooses tokens; a chain of steps, each of which keeps a beginning of the ordered candidates. */
final class Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    random = new SplittableRandom(sampling.seed());
  }

  /**
   * The next token.
   *
   * @param logits one for each token of the vocabulary; left as they are
   * @param allowed the tokens to choose from; not empty
   * @param history the tokens so far, the latest last
   */
  int choose(float[] logits, BitSet allowed, int[] history) {
    float[] scores = penalized(logits, history);
    if (sampling.temperature() == 0) {
      return best(scores, allowed);
    }
    int[] order = topK(ordered(scores, allowed));
    double[] probabilities = softmax(scores, order, 1);
    int kept = minP(probabilities, topP(probabilities, order.length));
    int[] candidates = Arrays.copyOf(order, kept);
    return draw(candidates, softmax(scores, candidates, sampling.temperature()));
  }

  private float[] penalized(float[] logits, int[] history) {
    float penalty = sampling.repetitionPenalty();
    if (penalty == 1) {
      return logits;
    }
    float[] scores = logits.clone();
    int from = Math.max(0, history.length - sampling.recent());
    IntStream.of(history)
        .skip(from)
        .distinct()
        .forEach(id -> scores[id] = scores[id] > 0 ? scores[id] / penalty : scores[id] * penalty);
    return scores;
  }

  /** The most probable token, the lowest id among equals. */
  private static int best(float[] scores, BitSet allowed) {
    int best = allowed.nextSetBit(0);
    for (int id = best; id >= 0; id = allowed.nextSetBit(id + 1)) {
      if (scores[id] > scores[best]) {
        best = id;
      }
    }
    requireFinite(scores[best]);
    return best;
  }

  private static void requireFinite(float score) {
    if (!Float.isFinite(score)) {
      throw new IllegalStateException(
          "the model's logits are not finite numbers; its file is damaged or its format too coarse");
    }
  }

  /** The tokens from the most probable on, the lowest id first among equals. */
  private static int[] ordered(float[] scores, BitSet allowed) {
    long[] keys = new long[allowed.cardinality()];
    int count = 0;
    for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
      int bits = Float.floatToIntBits(scores[id]);
      int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits; // orders as the floats do
      keys[count++] = ((long) ~rising << 32) | id;
    }
    Arrays.sort(keys);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) keys[i];
    }
    requireFinite(scores[order[0]]);
    return order;
  }

  private static double[] softmax(float[] scores, int[] ids, float temperature) {
    double[] probabilities = new double[ids.length];
    double sum = 0;
    for (int i = 0; i < ids.length; i++) {
      probabilities[i] = Math.exp(((double) scores[ids[i]] - scores[ids[0]]) / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < ids.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  private int minP(double[] probabilities, int kept) {
    int most = 1;
    while (most < kept && probabilities[most] >= sampling.minP() * probabilities[0]) {
      most++;
    }
    return most;
  }

  private int topP(double[] probabilities, int kept) {
    if (sampling.topP() == 1) {
      return kept;
    }
    int most = 1;
    double sum = probabilities[0];
    while (most < kept && sum < sampling.topP()) {
      sum += probabilities[most++];
    }
    return most;
  }

  private int[] topK(int[] order) {
    int most = sampling.topK();
    return most == 0 || most >= order.length ? order : Arrays.copyOf(order, most);
  }

  private int draw(int[] ids, double[] probabilities) {
    double point = random.nextDouble();
    for (int i = 0; i < ids.length; i++) {
      point -= probabilities[i];
      if (point < 0) {
        return ids[i];
      }
    }
    return ids[ids.length - 1];
  }
}
