package dev.trine.compress;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What stays of a layer, ascending.
 *
 * @param heads of queries
 * @param keyHeads of keys and values
 * @param channels of the MLP
 */
record Kept(int[] heads, int[] keyHeads, int[] channels) {

  /** All of it. */
  static Kept all(Anatomy.Widths widths) {
    return new Kept(
        IntStream.range(0, widths.heads()).toArray(),
        IntStream.range(0, widths.keyHeads()).toArray(),
        IntStream.range(0, widths.inner()).toArray());
  }

  /**
   * The most salient groups of a key head with its queries, and channels. Where all queries share
   * one key head, queries go instead.
   *
   * @param attention how many key heads stay, or heads where there is but one key head
   */
  static Kept most(
      Anatomy.Widths widths, int headDim, Salience salience, int attention, int channels) {
    int[] mlp = top(salience.mlp(), channels);
    if (widths.keyHeads() == 1) {
      return new Kept(top(salience.heads(headDim), attention), new int[] {0}, mlp);
    }
    int[] groups = top(salience.groups(widths.keyHeads(), headDim), attention);
    int shared = widths.queriesPerKey();
    int[] heads =
        Arrays.stream(groups)
            .flatMap(group -> IntStream.range(group * shared, (group + 1) * shared))
            .toArray();
    return new Kept(heads, groups, mlp);
  }

  /** The indices of the greatest, ascending; of equals the first. */
  static int[] top(double[] scores, int count) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
        .limit(count)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  Anatomy.Widths widths() {
    return new Anatomy.Widths(heads.length, keyHeads.length, channels.length);
  }

  /** The rows or columns that heads take. */
  static int[] spread(int[] heads, int headDim) {
    return Arrays.stream(heads)
        .flatMap(head -> IntStream.range(head * headDim, (head + 1) * headDim))
        .toArray();
  }
}
