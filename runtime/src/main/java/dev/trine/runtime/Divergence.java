package dev.trine.runtime;

import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import dev.trine.runtime.RouterAgreement.Routes;
import dev.trine.tensor.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

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
 * @param routing how often experts are the same, if both models have as many
 */
public record Divergence(
    double mean,
    double percentile99,
    double sameTop,
    int rightBefore,
    int rightAfter,
    Perplexity original,
    Perplexity model,
    Optional<RouterAgreement> routing) {

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
            List.of(Precision.EXACT),
            _ -> {})
        .getFirst();
  }

  /**
   * Refuses models whose predictions are not over the same tokens.
   *
   * @throws ContextException if the vocabularies differ in size
   */
  public static void requireComparable(Transformer original, Transformer model) {
    if (original.vocabularySize() != model.vocabularySize()) {
      throw new ContextException(
          "vocabularies of %d and %d tokens cannot be compared; choose models of one vocabulary"
              .formatted(original.vocabularySize(), model.vocabularySize()));
    }
  }

  /**
   * Compares what both foresee of passages. The original reads them once, the model once in each
   * precision; logits are held of some tokens only.
   *
   * @param precisions how the model computes; the original computes exactly
   * @param read is told how many predictions were made, of as many as passages have tokens less one
   * @return one for each precision
   * @throws ContextException if the vocabularies differ in size
   */
  public static List<Divergence> of(
      Transformer original,
      Transformer model,
      List<Passage> passages,
      List<Precision> precisions,
      LongConsumer read) {
    requireComparable(original, model);
    int all = passages.stream().mapToInt(it -> it.ids().length - it.given()).sum();
    Scores before = new Scores(all);
    List<Scores> after = precisions.stream().map(_ -> new Scores(all)).toList();
    int count = 0;
    long done = 0;
    read.accept(done);
    for (Passage passage : passages) {
      int[] tokens = passage.ids();
      Predictions theirs = new Predictions(original, tokens, Precision.EXACT);
      List<Predictions> ours =
          precisions.stream().map(it -> new Predictions(model, tokens, it)).toList();
      for (int from = 0; from < tokens.length - 1; ) {
        Routes routes = new Routes();
        float[][] their = theirs.next(routes);
        List<float[][]> our = new ArrayList<>();
        for (int p = 0; p < after.size(); p++) {
          Routes same = new Routes();
          our.add(ours.get(p).next(same));
          after.get(p).routing.add(routes, same);
        }
        int first = Math.max(from, passage.given() - 1); // whose next token is scored
        int end = Math.min(from + their.length, tokens.length - 1);
        int at = count - first;
        int row = from;
        ThreadTeam.shared()
            .run(
                Math.max(0, end - first),
                i -> {
                  int token = first + i;
                  double[] expected = Perplexity.logProbabilities(their[token - row]);
                  before.add(at + token, expected, expected, tokens[token + 1]);
                  for (int p = 0; p < after.size(); p++) {
                    double[] actual = Perplexity.logProbabilities(our.get(p)[token - row]);
                    after.get(p).add(at + token, expected, actual, tokens[token + 1]);
                  }
                });
        count += Math.max(0, end - first);
        from += their.length;
        done += end - row;
        read.accept(done);
      }
    }
    return after.stream().map(it -> it.against(before, passages)).toList();
  }

  /** What one model foresees, of each prediction that counts. */
  private static final class Scores {
    final double[] divergences;
    final double[] losses;
    final int[] tops;
    final boolean[] right;
    final RouterAgreement.Count routing = new RouterAgreement.Count();

    Scores(int count) {
      divergences = new double[count];
      losses = new double[count];
      tops = new int[count];
      right = new boolean[count];
    }

    void add(int at, double[] expected, double[] actual, int next) {
      divergences[at] = divergence(expected, actual);
      losses[at] = -actual[next];
      tops[at] = top(actual);
      right[at] = tops[at] == next;
    }

    Divergence against(Scores original, List<Passage> passages) {
      int count = tops.length;
      double[] sorted = divergences.clone();
      Arrays.sort(sorted);
      long same = IntStream.range(0, count).filter(i -> tops[i] == original.tops[i]).count();
      return new Divergence(
          Arrays.stream(divergences).average().orElseThrow(),
          sorted[Math.min(count - 1, (int) Math.ceil(0.99 * count) - 1)],
          (double) same / count,
          original.whole(passages),
          whole(passages),
          original.perplexity(),
          perplexity(),
          routing.agreement());
    }

    Perplexity perplexity() {
      return new Perplexity(Arrays.stream(losses).sum(), losses.length);
    }

    /** In how many passages everything that counts is right. */
    int whole(List<Passage> passages) {
      int whole = 0;
      int at = 0;
      for (Passage passage : passages) {
        int end = at + passage.ids().length - passage.given();
        whole += IntStream.range(at, end).allMatch(i -> right[i]) ? 1 : 0;
        at = end;
      }
      return whole;
    }
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
