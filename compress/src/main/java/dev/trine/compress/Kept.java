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
 * @param pairs of the rotated numbers of each query and key head
 * @param values of the numbers of each value head that stays
 */
record Kept(int[] heads, int[] keyHeads, int[] channels, int[] pairs, int[][] values) {

  /** All of it. */
  static Kept all(Anatomy.Widths widths, int headDim) {
    int[][] values = new int[widths.keyHeads()][];
    Arrays.setAll(values, head -> IntStream.range(0, headDim).toArray());
    return new Kept(
        IntStream.range(0, widths.heads()).toArray(),
        IntStream.range(0, widths.keyHeads()).toArray(),
        IntStream.range(0, widths.inner()).toArray(),
        IntStream.range(0, headDim / 2).toArray(),
        values);
  }

  /**
   * The most salient groups of a key head with its queries, channels, and numbers of value heads.
   * Where all queries share one key head, queries go instead.
   *
   * @param pairs that stay, the same in all layers
   */
  static Kept most(
      Anatomy.Widths widths, int headDim, Salience salience, Target target, int[] pairs) {
    int[] mlp = top(salience.mlp(), target.channels());
    int shared = widths.queriesPerKey();
    int[] groups =
        widths.keyHeads() == 1
            ? new int[] {0}
            : top(salience.groups(widths.keyHeads(), headDim), target.attention());
    int[] heads =
        widths.keyHeads() == 1
            ? top(salience.heads(headDim), target.attention())
            : Arrays.stream(groups)
                .flatMap(group -> IntStream.range(group * shared, (group + 1) * shared))
                .toArray();
    int[][] values = new int[groups.length][];
    Arrays.setAll(values, i -> top(salience.values(groups[i], shared, headDim), target.numbers()));
    return new Kept(heads, groups, mlp, pairs, values);
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

  /**
   * The rows that queries or keys take.
   *
   * @param neighbours whether a pair is two neighbours, or one number of each half of a head
   */
  int[] turned(int[] of, int headDim, boolean neighbours) {
    int[] numbers = numbersOfPairs(headDim, neighbours);
    return Arrays.stream(of)
        .flatMap(head -> Arrays.stream(numbers).map(number -> head * headDim + number))
        .toArray();
  }

  /** The numbers of a head that its pairs take, in the order that they have in the file. */
  int[] numbersOfPairs(int headDim, boolean neighbours) {
    return neighbours
        ? Arrays.stream(pairs).flatMap(pair -> IntStream.of(2 * pair, 2 * pair + 1)).toArray()
        : IntStream.concat(
                Arrays.stream(pairs), Arrays.stream(pairs).map(pair -> pair + headDim / 2))
            .toArray();
  }

  /** The rows of the value matrix. */
  int[] valueRows(int headDim) {
    return IntStream.range(0, keyHeads.length)
        .flatMap(i -> Arrays.stream(values[i]).map(number -> keyHeads[i] * headDim + number))
        .toArray();
  }

  /** The columns of the output matrix: each head has the numbers of its value head. */
  int[] outputColumns(int headDim) {
    int shared = heads.length / keyHeads.length;
    return IntStream.range(0, heads.length)
        .flatMap(i -> Arrays.stream(values[i / shared]).map(number -> heads[i] * headDim + number))
        .toArray();
  }
}
