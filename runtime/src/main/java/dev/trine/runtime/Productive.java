package dev.trine.runtime;

import dev.trine.runtime.Term.ByteClass;
import dev.trine.runtime.Term.Choice;
import dev.trine.runtime.Term.Literal;
import dev.trine.runtime.Term.Repeat;
import dev.trine.runtime.Term.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Which terms of a grammar any text fits. */
final class Productive {
  private final Set<Grammar> found = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Looks at all terms below some. */
  Productive(List<? extends Grammar> terms) {
    List<Grammar> open = terms(terms);
    for (int before = -1; before != found.size(); ) { // a round more for each way back of a rule
      before = found.size();
      open.removeIf(term -> isProductive(term) && found.add(term));
    }
  }

  boolean contains(Grammar term) {
    return found.contains(term);
  }

  /** All terms, those below before those above, as far as they do not recur. */
  private static List<Grammar> terms(List<? extends Grammar> roots) {
    Set<Grammar> met = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Grammar> above = new ArrayList<>();
    Deque<Grammar> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Grammar term = open.removeLast();
      if (met.add(term)) {
        above.add(term);
        open.addAll(Term.below(term));
      }
    }
    return new ArrayList<>(above.reversed());
  }

  private boolean isProductive(Grammar term) {
    return switch (term) {
      case Literal _ -> true;
      case ByteClass one -> !one.bytes().isEmpty();
      case Sequence all -> found.containsAll(all.terms());
      case Choice any -> any.terms().stream().anyMatch(found::contains);
      case Repeat repeat -> repeat.min() == 0 || found.contains(repeat.term());
      case Grammar.Rule rule -> found.contains(rule.definition());
    };
  }
}
