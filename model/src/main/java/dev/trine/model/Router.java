package dev.trine.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * Chooses experts for a token by its scores.
 *
 * @param weight {@code [experts, hidden]}
 * @param scoring how logits become scores
 * @param used how many experts a token goes to
 * @param normalized whether the weights of the chosen are made to sum to one
 * @param scale of the weights
 * @param groups the experts are split into, of which only {@code groupsUsed} may be chosen from
 * @param groupBest how many of its best scores make a group's: 1 in DeepSeek-V2, 2 in V3
 * @param bias {@code [experts]}: added to the scores for the choice, not for the weights
 */
record Router(
    Linear weight,
    Scoring scoring,
    int used,
    boolean normalized,
    float scale,
    int groups,
    int groupsUsed,
    int groupBest,
    Optional<float[]> bias) {

  private static final float NEAR = 0.02f; // of a score; twice the noise of training

  enum Scoring {
    SOFTMAX,
    SIGMOID,
    /** Each chosen one against those near it: SparseMixer (Liu et al. 2023, arXiv:2310.00811). */
    SPARSE
  }

  /** Softmax over all experts, the best of which are used. */
  static Router softmax(Checkpoint checkpoint, Linear weight, int used, boolean normalized) {
    if (used > weight.out()) {
      throw checkpoint.error("%d experts of %d cannot be chosen".formatted(used, weight.out()));
    }
    return new Router(weight, Scoring.SOFTMAX, used, normalized, 1, 1, 1, 1, Optional.empty());
  }

  Router withBias(float[] to) {
    return new Router(
        weight, scoring, used, normalized, scale, groups, groupsUsed, groupBest, Optional.of(to));
  }

  Router withScoring(Scoring to) {
    return new Router(weight, to, used, normalized, scale, groups, groupsUsed, groupBest, bias);
  }

  Router withScale(double to) {
    return new Router(
        weight, scoring, used, normalized, (float) to, groups, groupsUsed, groupBest, bias);
  }

  int experts() {
    return weight.out();
  }

  /**
   * The weights of the experts for one token; zero for those not chosen.
   *
   * @param logits {@code [rows, experts]}
   */
  float[] weights(float[] logits, int row) {
    float[] scores = new float[experts()];
    System.arraycopy(logits, row * experts(), scores, 0, experts());
    if (scoring == Scoring.SPARSE) {
      return sparse(scores);
    }
    score(scores);
    float[] choice = scores.clone();
    bias.ifPresent(it -> Layers.add(choice, it));
    if (groupsUsed < groups) {
      keepBestGroups(choice);
    }
    float[] weights = new float[experts()];
    float sum = 0;
    for (int i = 0; i < used; i++) {
      int best = largest(choice, 0, experts());
      choice[best] = Float.NEGATIVE_INFINITY;
      weights[best] = scores[best];
      sum += scores[best];
    }
    float factor = normalized ? scale / (sum + 1e-20f) : scale;
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= factor;
    }
    return weights;
  }

  private float[] sparse(float[] scores) {
    float[] weights = new float[experts()];
    float[] left = scores.clone();
    for (int i = 0; i < used; i++) {
      int best = largest(left, 0, left.length);
      float[] near = left.clone();
      for (int e = 0; e < near.length; e++) {
        float size = Math.max(Math.abs(scores[e]), left[best]);
        near[e] = (left[best] - left[e]) / size > NEAR ? Float.NEGATIVE_INFINITY : left[e];
      }
      Layers.softmax(near, 0, near.length, Float.NEGATIVE_INFINITY);
      weights[best] = near[best];
      left[best] = Float.NEGATIVE_INFINITY;
    }
    return weights;
  }

  private void score(float[] x) {
    if (scoring == Scoring.SOFTMAX) {
      Layers.softmax(x, 0, x.length, Float.NEGATIVE_INFINITY);
      return;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (1 / (1 + Math.exp(-x[i])));
    }
  }

  /** Makes the experts of all but the best groups unchoosable. */
  private void keepBestGroups(float[] choice) {
    int size = choice.length / groups;
    float[] best = new float[groups];
    for (int group = 0; group < groups; group++) {
      float[] left = Arrays.copyOfRange(choice, group * size, (group + 1) * size);
      Arrays.sort(left);
      for (int i = 0; i < Math.min(groupBest, size); i++) {
        best[group] += left[size - 1 - i];
      }
    }
    float[] order = best.clone();
    boolean[] kept = new boolean[groups];
    for (int i = 0; i < groupsUsed; i++) {
      int group = largest(order, 0, groups);
      order[group] = Float.NEGATIVE_INFINITY;
      kept[group] = true;
    }
    for (int i = 0; i < choice.length; i++) {
      choice[i] = kept[i / size] ? choice[i] : Float.NEGATIVE_INFINITY;
    }
  }

  private static int largest(float[] x, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      best = x[i] > x[best] ? i : best;
    }
    return best;
  }
}
