package dev.trine.runtime;

import dev.trine.model.ModelException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Chooses tokens; top-k, top-p and min-p each keep the more probable of the candidates. */
final class Sampler {
  /** How far below the best a token's logit is that most cuts leave out. */
  private static final float NEAR = 8;

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
    int best = best(scores, allowed);
    if (sampling.temperature() == 0) {
      return best;
    }
    int[] candidates = candidates(scores, allowed, scores[best]);
    return draw(candidates, weights(scores, candidates, scores[best], sampling.temperature()));
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
    float most = scores[best];
    for (int from = best, to; from >= 0; from = allowed.nextSetBit(to)) {
      to = allowed.nextClearBit(from); // most tokens are allowed in long runs
      for (int id = from; id < to; id++) {
        float score = scores[id];
        if (score > most) {
          most = score;
          best = id;
        }
      }
    }
    requireFinite(most);
    return best;
  }

  private static void requireFinite(float score) {
    if (!Float.isFinite(score)) {
      throw new ModelException(
          "the model's logits are not finite numbers; its file is damaged or its format too"
              + " coarse, get another");
    }
  }

  /**
   * The tokens that may be drawn. Where some are left out, only those near the best are put in
   * order, and more of them until the cut falls among them.
   */
  private int[] candidates(float[] scores, BitSet allowed, float best) {
    boolean leavesOut = sampling.topK() > 0 || sampling.topP() < 1 || sampling.minP() > 0;
    if (!leavesOut) {
      return allowed.stream().toArray();
    }
    int count = allowed.cardinality();
    int wanted = sampling.topK() == 0 ? count : Math.min(count, sampling.topK());
    double all = -1; // the weight of all tokens
    for (float margin = NEAR; ; margin *= 2) {
      int[] order = ordered(scores, allowed, best - margin);
      boolean whole = order.length >= wanted || margin == Float.POSITIVE_INFINITY;
      if (!whole && sampling.topK() > 0) {
        continue;
      }
      order = whole ? Arrays.copyOf(order, Math.min(order.length, wanted)) : order;
      double[] weights = weights(scores, order, best, 1);
      if (whole) {
        all = Arrays.stream(weights).sum();
      } else if (all < 0) {
        all = Arrays.stream(weights(scores, allowed.stream().toArray(), best, 1)).sum();
      }
      int kept = minP(weights, topP(weights, all));
      if (whole || kept < order.length) {
        return Arrays.copyOf(order, kept);
      }
    }
  }

  /** The tokens of at least this score from the best on, the lowest id first among equals. */
  private static int[] ordered(float[] scores, BitSet allowed, float least) {
    long[] keys = new long[64];
    int count = 0;
    for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
      if (scores[id] >= least) {
        int bits = Float.floatToIntBits(scores[id]);
        int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits; // orders as the floats do
        keys = count == keys.length ? Arrays.copyOf(keys, 2 * count) : keys;
        keys[count++] = ((long) ~rising << 32) | id;
      }
    }
    Arrays.sort(keys, 0, count);
    return Arrays.stream(keys, 0, count).mapToInt(key -> (int) key).toArray();
  }

  /** Probabilities, but for a common factor. */
  private static double[] weights(float[] scores, int[] ids, float best, float temperature) {
    double[] weights = new double[ids.length];
    for (int i = 0; i < ids.length; i++) {
      weights[i] = Math.exp(((double) scores[ids[i]] - best) / temperature);
    }
    return weights;
  }

  private int topP(double[] weights, double all) {
    if (sampling.topP() == 1) {
      return weights.length;
    }
    int kept = 1;
    double sum = weights[0];
    while (kept < weights.length && sum < sampling.topP() * all) {
      sum += weights[kept++];
    }
    return kept;
  }

  private int minP(double[] weights, int most) {
    int kept = 1;
    while (kept < most && weights[kept] >= sampling.minP() * weights[0]) {
      kept++;
    }
    return kept;
  }

  private int draw(int[] ids, double[] weights) {
    double point = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < ids.length; i++) {
      point -= weights[i];
      if (point < 0) {
        return ids[i];
      }
    }
    return ids[ids.length - 1];
  }
}
