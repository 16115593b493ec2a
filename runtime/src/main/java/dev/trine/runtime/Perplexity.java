package dev.trine.runtime;

import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How well a model foresees a text.
 *
 * @param negativeLogLikelihood the sum over the scored tokens, in nats
 * @param tokens how many tokens were scored
 */
public record Perplexity(double negativeLogLikelihood, long tokens) {

  /** exp of the mean negative log likelihood of a token. */
  public double value() {
    return Math.exp(negativeLogLikelihood / tokens);
  }

  /**
   * Scores a text in windows that do not overlap, each from an empty cache. Every token with one
   * before it in its window is scored.
   *
   * @param ids the tokens of the text, without a token that begins it
   * @param window how many tokens of the text a window has; {@code bos} comes on top
   * @param bos what each window begins with, where the model asks for that
   */
  public static Perplexity of(Transformer model, int[] ids, int window, OptionalInt bos) {
    double sum = 0;
    long count = 0;
    for (int[] tokens : windows(ids, window, bos)) {
      Predictions predictions = new Predictions(model, tokens, Precision.EXACT);
      for (int i = 1; i < tokens.length; ) {
        float[][] block = predictions.next();
        for (int row = 0; row < block.length && i < tokens.length; row++, i++) {
          sum -= logProbabilities(block[row])[tokens[i]];
        }
      }
      count += tokens.length - 1;
    }
    return new Perplexity(sum, count);
  }

  /** The text in windows, each with {@code bos} before it. */
  static List<int[]> windows(int[] ids, int window, OptionalInt bos) {
    int begin = bos.isPresent() ? 1 : 0;
    if (window + begin < 2 || ids.length + begin < 2) {
      throw new ContextException(
          "a text of "
              + ids.length
              + " tokens in windows of "
              + window
              + " has nothing to score; use two tokens or more of both");
    }
    List<int[]> windows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += window) {
      int length = Math.min(window, ids.length - from);
      int[] tokens = new int[begin + length];
      bos.ifPresent(id -> tokens[0] = id);
      System.arraycopy(ids, from, tokens, begin, length);
      windows.add(tokens);
    }
    return windows;
  }

  /** The natural logarithms of the softmax. */
  static double[] logProbabilities(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    double all = most + Math.log(sum);
    double[] logs = new double[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - all;
    }
    return logs;
  }
}
