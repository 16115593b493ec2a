package dev.trine.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tokens fit a place inside a repetition, whatever comes behind it and however often it may
 * still go on. So the characters of all strings of all schemas share one walk over the vocabulary,
 * which is most of the work: at other places only what leaves the repetition is looked for.
 *
 * <p>A token is kept with the rounds that it needs: how often the term is begun anew before the
 * token ends.
 */
final class RepetitionWalk {
  /** Tokens by how many more finish the round after them, then by the most rounds. */
  private final TreeMap<Integer, List<BitSet>> byCost = new TreeMap<>();

  /** One more than the rounds that lead to a node where the repetition may end; else 0. */
  private final short[] ending;

  private final boolean isPlain;

  /**
   * One walk over the vocabulary's tree.
   *
   * @param repetition of the term without end, and nothing behind it
   */
  RepetitionWalk(TokenTrie vocabulary, Automaton repetition, Automaton.State from) {
    ending = new short[vocabulary.nodes()];
    Automaton.State[] path = new Automaton.State[vocabulary.deepest() + 1];
    path[0] = from;
    int cost = TokenCosts.UNSPELLED;
    int most = -1;
    BitSet tokens = new BitSet(); // of this cost and so many rounds
    for (int node = 1; node < vocabulary.nodes(); ) {
      int depth = vocabulary.depth(node);
      Automaton.State after = path[depth - 1].after(vocabulary.label(node));
      if (after.isDead()) {
        node = vocabulary.end(node);
        continue;
      }
      path[depth] = after;
      int begun = repetition.rounds(after);
      if (begun < 0) {
        isPlain = false;
        return;
      }
      int needed = after.mayEnd() ? begun - 1 : begun;
      ending[node] = (short) (after.mayEnd() ? needed + 1 : 0);
      if (vocabulary.hasToken(node) && after.tokensToFinish() < TokenCosts.UNSPELLED) {
        if (after.tokensToFinish() != cost || needed != most) {
          cost = after.tokensToFinish();
          most = needed;
          tokens = tokens(cost, most);
        }
        vocabulary.collect(node, tokens);
      }
      node++;
    }
    isPlain = true;
    byCost.values().forEach(RepetitionWalk::addUp);
  }

  private BitSet tokens(int cost, int rounds) {
    List<BitSet> byRounds = byCost.computeIfAbsent(cost, _ -> new ArrayList<>());
    while (byRounds.size() <= rounds) {
      byRounds.add(new BitSet());
    }
    return byRounds.get(rounds);
  }

  private static void addUp(List<BitSet> byRounds) {
    for (int i = 1; i < byRounds.size(); i++) {
      byRounds.get(i).or(byRounds.get(i - 1));
    }
  }

  /** Whether every text tells how many rounds it took; else the walk says nothing. */
  boolean isPlain() {
    return isPlain;
  }

  /** The tokens that need at most so many rounds, by how many more finish the last of them. */
  Map<Integer, BitSet> tokens(int rounds) {
    Map<Integer, BitSet> tokens = new HashMap<>();
    byCost.forEach(
        (cost, byRounds) -> tokens.put(cost, byRounds.get(Math.min(rounds, byRounds.size() - 1))));
    return tokens;
  }

  /** Whether the repetition may end at a node after at most so many rounds. */
  boolean mayEnd(int node, int rounds) {
    return ending[node] != 0 && ending[node] - 1 <= rounds;
  }
}
