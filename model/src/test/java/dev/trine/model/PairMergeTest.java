package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against byte pair encoding as it is defined: the best pair of all, again and again. */
class PairMergeTest {

  /** Few symbols and merges in any order, so that what is merged hangs on what is far away. */
  @Test
  void anyMergesOverTextsOfAnyLength() {
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      int letters = 1 + random.nextInt(4);
      int symbols = letters + random.nextInt(60);
      PairTable pairs = new PairTable(8);
      for (int merged = letters; merged < symbols; merged++) {
        int rank = random.nextInt(3 * symbols); // some are equal, some better than their parts'
        pairs.put(random.nextInt(merged), random.nextInt(merged), rank, merged);
      }
      int[] text = random.ints(1 + random.nextInt(900), 0, letters).toArray();
      int[] word = text.clone();
      int n = new PairMerge(pairs).merge(word, word.length);
      assertThat(Arrays.copyOf(word, n)).isEqualTo(byDefinition(pairs, text));
    }
  }

  /** The last pair goes first: which symbols are merged at the beginning hangs on the end. */
  @Test
  void whatHangsOnTheEndOfALongText() {
    PairTable pairs = new PairTable(8);
    int letters = 3000;
    for (int i = 0; i + 1 < letters; i++) {
      pairs.put(i, i + 1, letters - i, letters + i);
    }
    for (int length : new int[] {letters - 1, letters}) {
      int[] text = IntStream.range(0, length).toArray();
      int[] word = text.clone();
      int n = new PairMerge(pairs).merge(word, word.length);
      assertThat(Arrays.copyOf(word, n)).isEqualTo(byDefinition(pairs, text));
    }
  }

  private static int[] byDefinition(PairTable pairs, int[] text) {
    List<Integer> word = new ArrayList<>();
    for (int symbol : text) {
      word.add(symbol);
    }
    while (true) {
      int best = -1;
      long found = Long.MAX_VALUE;
      for (int i = 0; i + 1 < word.size(); i++) {
        long merge = pairs.find(word.get(i), word.get(i + 1));
        if (merge != PairTable.NONE && (best < 0 || merge >>> 32 < found >>> 32)) {
          best = i;
          found = merge;
        }
      }
      if (best < 0) {
        return word.stream().mapToInt(Integer::intValue).toArray();
      }
      word.set(best, (int) found);
      word.remove(best + 1);
    }
  }
}
