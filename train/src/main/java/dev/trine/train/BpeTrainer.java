package dev.trine.train;

import dev.trine.train.Bpe.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Learns merges: again and again the most frequent neighbours inside words become one token
 * (Sennrich et al. 2016). Among equally frequent pairs the one with the greater bytes wins, so the
 * same texts always give the same vocabulary.
 */
final class BpeTrainer {
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<Merge, Long> pairs = new HashMap<>();
  private final Map<Merge, Set<Integer>> homes = new HashMap<>(); // pair -> words it was seen in

  private BpeTrainer() {}

  /** Merges for a vocabulary of at most this size, the 256 bytes and the end token included. */
  static Bpe train(Iterable<String> texts, Pattern split, int vocabulary) {
    if (vocabulary < 257) {
      throw new TrainingException(
          "vocabulary " + vocabulary + ": 257 is the least, for the bytes and the end of text");
    }
    var frequency = new LinkedHashMap<String, Long>();
    for (String text : texts) {
      split.matcher(text).results().forEach(word -> frequency.merge(word.group(), 1L, Long::sum));
    }
    var trainer = new BpeTrainer();
    frequency.forEach(trainer::add);
    return new Bpe(trainer.learn(vocabulary - 257), split);
  }

  private void add(String word, long count) {
    words.add(Bpe.bytes(word));
    counts.add(count);
    tally(words.size() - 1, 1);
  }

  /** Adds (sign 1) or takes away (sign -1) a word's pairs. */
  private void tally(int word, int sign) {
    int[] ids = words.get(word);
    for (int i = 0; i + 1 < ids.length; i++) {
      var pair = new Merge(ids[i], ids[i + 1]);
      long left = pairs.merge(pair, sign * counts.get(word), Long::sum);
      if (left == 0) {
        pairs.remove(pair);
      }
      if (sign > 0) {
        homes.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
      }
    }
  }

  private List<Merge> learn(int limit) {
    var merges = new ArrayList<Merge>();
    var tokens = Bpe.byteTokens(merges);
    while (merges.size() < limit && !pairs.isEmpty()) {
      Merge best = mostFrequent(tokens);
      int id = 256 + merges.size();
      merges.add(best);
      tokens.add(tokens.get(best.left()) + tokens.get(best.right()));
      for (int word : homes.getOrDefault(best, Set.of()).stream().mapToInt(i -> i).toArray()) {
        tally(word, -1);
        words.set(word, Bpe.join(words.get(word), best, id));
        tally(word, 1);
      }
      homes.remove(best);
    }
    return merges;
  }

  private Merge mostFrequent(List<String> tokens) {
    Merge best = pairs.keySet().iterator().next();
    long most = 0;
    for (var entry : pairs.entrySet()) {
      Merge pair = entry.getKey();
      long count = entry.getValue();
      if (count > most || (count == most && greater(pair, best, tokens))) {
        best = pair;
        most = count;
      }
    }
    return best;
  }

  private static boolean greater(Merge a, Merge b, List<String> tokens) {
    int left = tokens.get(a.left()).compareTo(tokens.get(b.left()));
    return left != 0 ? left > 0 : tokens.get(a.right()).compareTo(tokens.get(b.right())) > 0;
  }
}
