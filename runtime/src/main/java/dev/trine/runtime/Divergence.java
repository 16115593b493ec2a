package dev.trine.runtime;

import dev.trine.model.Transformer;
import java.util.OptionalInt;

/**
 * How far a model's predictions are from those of its original, on a text.
 *
 * @param mean the Kullback-Leibler divergence of the model from the original (Kullback and Leibler
 *     1951), in nats, averaged over the predictions
 * @param sameTop how often both find the same token the most probable, 0 to 1
 * @param tokens how many predictions were compared
 */
public record Divergence(double mean, double sameTop, long tokens) {

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
    double sum = 0;
    long same = 0;
    long count = 0;
    for (int[] tokens : Perplexity.windows(ids, window, bos)) {
      Predictions theirs = new Predictions(original, tokens);
      Predictions ours = new Predictions(model, tokens);
      for (int i = 0; i < tokens.length - 1; i++) {
        float[] expected = theirs.next();
        float[] actual = ours.next();
        sum += divergence(expected, actual);
        same += top(expected) == top(actual) ? 1 : 0;
      }
      count += tokens.length - 1;
    }
    return new Divergence(sum / count, (double) same / count, count);
  }

  /** The sum over tokens of p * (log p - log q). */
  private static double divergence(float[] expected, float[] actual) {
    double[] p = Perplexity.logProbabilities(expected);
    double[] q = Perplexity.logProbabilities(actual);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i] > Double.NEGATIVE_INFINITY) {
        sum += Math.exp(p[i]) * (p[i] - q[i]);
      }
    }
    return sum;
  }

  private static int top(float[] logits) {
    int top = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[top]) {
        top = i;
      }
    }
    return top;
  }
}
