package dev.trine.runtime;

import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How far a model's predictions are from those of its original, on a text.
 *
 * @param mean the Kullback-Leibler divergence of the model from the original (Kullback and Leibler
 *     1951), in nats, averaged over the predictions
 * @param percentile99 what the divergence of 99 of 100 predictions does not exceed, in nats
 * @param sameTop how often both find the same token the most probable, 0 to 1
 * @param rightBefore in how many passages the original finds every scored token the most probable
 * @param rightAfter in how many the model does
 * @param original how well the original foresees the text
 * @param model how well the model does
 */
public record Divergence(
    double mean,
    double percentile99,
    double sameTop,
    int rightBefore,
    int rightAfter,
    Perplexity original,
    Perplexity model) {

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
    return of(
        original,
        model,
        Perplexity.windows(ids, window, bos).stream().map(it -> new Passage(it, 1)).toList(),
        Precision.EXACT,
        _ -> {});
  }

  /**
   * Compares what both foresee of passages.
   *
   * @param precision how the model computes; the original computes exactly
   * @param read is told of each passage that is behind
   * @throws ContextException if the vocabularies differ in size
   */
  public static Divergence of(
      Transformer original,
      Transformer model,
      List<Passage> passages,
      Precision precision,
      Consumer<Passage> read) {
    if (original.vocabularySize() != model.vocabularySize()) {
      throw new ContextException(
          "vocabularies of %d and %d tokens cannot be compared; choose models of one vocabulary"
              .formatted(original.vocabularySize(), model.vocabularySize()));
    }
    int all = passages.stream().mapToInt(it -> it.ids().length - it.given()).sum();
    double[] divergences = new double[all];
    double expectedLoss = 0;
    double actualLoss = 0;
    long same = 0;
    int rightBefore = 0;
    int rightAfter = 0;
    int count = 0;
    for (Passage passage : passages) {
      int[] tokens = passage.ids();
      Predictions theirs = new Predictions(original, tokens);
      Predictions ours = new Predictions(model, tokens, precision);
      boolean theyKnow = true;
      boolean weKnow = true;
      for (int i = 1; i < tokens.length; i++) {
        float[] their = theirs.next();
        float[] our = ours.next();
        if (i < passage.given()) {
          continue;
        }
        double[] expected = Perplexity.logProbabilities(their);
        double[] actual = Perplexity.logProbabilities(our);
        divergences[count++] = divergence(expected, actual);
        expectedLoss -= expected[tokens[i]];
        actualLoss -= actual[tokens[i]];
        same += top(expected) == top(actual) ? 1 : 0;
        theyKnow &= top(expected) == tokens[i];
        weKnow &= top(actual) == tokens[i];
      }
      rightBefore += theyKnow ? 1 : 0;
      rightAfter += weKnow ? 1 : 0;
      read.accept(passage);
    }
    double mean = Arrays.stream(divergences).average().orElseThrow();
    Arrays.sort(divergences);
    return new Divergence(
        mean,
        divergences[Math.min(count - 1, (int) Math.ceil(0.99 * count) - 1)],
        (double) same / count,
        rightBefore,
        rightAfter,
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
