package dev.trine.train;

import dev.trine.train.Corpus.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows padded on the right, where causal attention never looks.
 *
 * @param ids inputs, [B, T]
 * @param at where the answers' tokens are foretold, [N] indices into B x T
 * @param targets what they are, [N]
 * @param answerLengths of every row; they sum to N
 */
record Batch(Tensor ids, Tensor at, Tensor targets, int[] answerLengths) {

  static Batch pad(List<Sequence> rows) {
    int width = rows.stream().mapToInt(s -> s.ids().length - 1).max().orElseThrow();
    long[] ids = new long[rows.size() * width];
    var at = new ArrayList<Long>();
    var targets = new ArrayList<Long>();
    int[] lengths = new int[rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      int[] s = rows.get(r).ids();
      lengths[r] = answerLength(rows.get(r));
      for (int i = 0; i + 1 < s.length; i++) {
        ids[r * width + i] = s[i];
        if (i + 1 >= rows.get(r).answerAt()) {
          at.add((long) r * width + i);
          targets.add((long) s[i + 1]);
        }
      }
    }
    return new Batch(Tensor.create(ids, rows.size(), width), vector(at), vector(targets), lengths);
  }

  static int answerLength(Sequence sequence) {
    return sequence.ids().length - sequence.answerAt();
  }

  private static Tensor vector(List<Long> values) {
    return Tensor.create(values.stream().mapToLong(i -> i).toArray());
  }
}
