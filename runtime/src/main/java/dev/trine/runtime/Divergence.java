package dev.trine.runtime;

import dev.trine.model.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * How far a model's predictions are from those of its original, on a text.
 *
 * @param mean the Kullback-Leibler divergence of the model from the original (Kullback and Leibler
 *     1951), in nats, averaged over the predictions
 * @param percentile99 what the divergence of 99 of 100 predictions does not exceed, in nats
 * @param sameTop how often both find the same token the most probable, 0 to 1
 * @param original how well the original foresees the text
 * @param model how well the model does
 */
public record Divergence(
    double mean, double percentile99, double sameTop, Perplexity original, Perplexity model) {

  /** How many predictions were compared. */
  public long tokens() {
    return model.tokens();
  }

  /**
   * Compares every prediction that {@link Perplexity#of} scores, in the same windows.
   *
   * @throws ContextException if there is nothing to compare, or the vocabularies differ in size
   */
  public static Divergence of(
      Transformer original, Transformer model, int[] ids, int window, OptionalInt bos) {
    if (original.vocabularySize() != model.vocabularySize()) {
      throw new ContextException(
          "vocabularies of %d and %d tokens cannot be compared; choose models of one vocabulary"
              .formatted(original.vocabularySize(), model.vocabularySize()));
    }
    List<int[]> windows = Perplexity.windows(ids, window, bos);
    double[] divergences = new double[windows.stream().mapToInt(w -> w.length - 1).sum()];
    double expectedLoss = 0;
    double actualLoss = 0;
    long same = 0;
    int count = 0;
    for (int[] tokens : windows) {
      Predictions theirs = new Predictions(original, tokens);
      Predictions ours = new Predictions(model, tokens);
      for (int i = 1; i < tokens.length; i++) {
        double[] expected = Perplexity.logProbabilities(theirs.next());
        double[] actual = Perplexity.logProbabilities(ours.next());
        divergences[count++] = divergence(expected, actual);
        expectedLoss -= expected[tokens[i]];
        actualLoss -= actual[tokens[i]];
        same += top(expected) == top(actual) ? 1 : 0;
      }
    }
    double mean = Arrays.stream(divergences).average().orElseThrow();
    Arrays.sort(divergences);
    return new Divergence(
        mean,
        divergences[Math.min(count - 1, (int) Math.ceil(0.99 * count) - 1)],
        (double) same / count,
        new Perplexity(expectedLoss, count),
        new Perplexity(actualLoss, count));
  }

  /** The sum over tokens of p * (log p - log q). */
  private static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i] > Double.NEGATIVE_INFINITY) {
        sum += Math.exp(p[i]) * (p[i] - q[i]);
      }
    }
    return sum;
  }

  private static int top(double[] logits) {
    int top = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[top]) {
        top = i;
      }
    }
    return top;
  }
}
