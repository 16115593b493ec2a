package dev.trine.runtime;

import dev.trine.runtime.Grammar.Rule;
import dev.trine.runtime.Term.Sequence;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Finds rules that begin with themselves, wherever they stand: they would be opened for ever. A
 * sequence begins with its first term, and with those behind terms that may be empty.
 */
final class LeftRecursion {
  private final TokenCosts costs;
  private final Set<Grammar> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Grammar> finished = Collections.newSetFromMap(new IdentityHashMap<>());

  private LeftRecursion(TokenCosts costs) {
    this.costs = costs;
  }

  static void refuse(List<Grammar> terms, TokenCosts costs) {
    LeftRecursion search = new LeftRecursion(costs);
    for (Grammar term : terms) {
      if (term instanceof Rule) { // every cycle goes through one
        search.from(term);
      }
    }
  }

  /** Depth first; a term stays on the path, open, until all that it begins with is finished. */
  private void from(Grammar root) {
    Deque<Grammar> path = new ArrayDeque<>(List.of(root));
    while (!path.isEmpty()) {
      Grammar term = path.element();
      if (finished.contains(term) || !open.add(term)) {
        path.pop();
        open.remove(term);
        finished.add(term);
        continue;
      }
      for (Grammar next : beginnings(term)) {
        if (open.contains(next)) {
          throw new GrammarException(
              "the grammar is left-recursive at " + rule(path) + "; write it as a repetition");
        }
        path.push(next);
      }
    }
  }

  /** The innermost open rule. */
  private Grammar rule(Deque<Grammar> path) {
    return path.stream()
        .filter(term -> term instanceof Rule && open.contains(term))
        .findFirst()
        .orElseThrow();
  }

  private List<Grammar> beginnings(Grammar term) {
    if (!(term instanceof Sequence sequence)) {
      return Term.below(term);
    }
    int count = 0;
    while (count < sequence.terms().size()) {
      if (costs.of(sequence.terms().get(count++)) > 0) {
        break;
      }
    }
    return sequence.terms().subList(0, count);
  }
}
