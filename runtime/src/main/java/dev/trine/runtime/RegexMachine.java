package dev.trine.runtime;

import dev.trine.runtime.Regex.All;
import dev.trine.runtime.Regex.Characters;
import dev.trine.runtime.Regex.Choice;
import dev.trine.runtime.Regex.Mark;
import dev.trine.runtime.Regex.Not;
import dev.trine.runtime.Regex.Place;
import dev.trine.runtime.Regex.Placed;
import dev.trine.runtime.Regex.Repeat;
import dev.trine.runtime.Regex.Sequence;
import dev.trine.runtime.RegexTerms.Kind;
import dev.trine.runtime.RegexTerms.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A regular expression as a machine that reads characters one by one, so that what several
 * expressions say together, and what one forbids, is a grammar too. A state is the expression that
 * the rest of the text must fit, its derivative (Brzozowski, J. ACM 11(4), 1964), as a number of
 * {@link RegexTerms}; a step reads a symbol of the {@link RegexAlphabet}.
 *
 * <p>Marks, where a pattern asks for the text around a place, are symbols too. A text fits if it
 * can be written with marks so that the pattern reads both, and no mark stands where it must not:
 * which is one expression ({@code ALL} of the pattern and what {@code SEEN} forbids) without its
 * marks ({@code UNMARKED}).
 */
final class RegexMachine {
  private static final int MOST_STATES = 5_000;

  private final RegexAlphabet alphabet;
  private final RegexTerms terms;
  private final List<int[]> steps = new ArrayList<>(); // by state and symbol, one more, or 0
  private final int start;
  private final Map<Integer, Grammar.Rule> rules = new HashMap<>(); // by state
  private final List<Integer> open = new ArrayList<>(); // states whose rules are to be defined

  RegexMachine(Regex regex) {
    alphabet = new RegexAlphabet(regex);
    terms = new RegexTerms(alphabet);
    start = of(regex);
  }

  private int of(Regex regex) {
    return switch (regex) {
      case Characters one -> terms.number(Kind.CHARACTERS, alphabet.symbols(one.points()));
      case Sequence all -> terms.sequence(all.parts().stream().map(this::of).toList());
      case Choice any -> terms.choice(any.parts().stream().map(this::of).toList());
      case All all -> terms.all(all.parts().stream().map(this::of).toList());
      case Repeat repeat -> terms.repeat(of(repeat.part()), repeat.min(), repeat.max());
      case Not not -> terms.not(of(not.part()));
      case Mark mark -> terms.number(Kind.CHARACTERS, List.of(alphabet.symbol(mark)));
      case Placed placed -> {
        List<Integer> all = new ArrayList<>(List.of(of(placed.part())));
        List<Integer> own = new ArrayList<>();
        for (Place place : placed.places()) {
          all.add(terms.not(terms.seen(of(forbidden(place)), alphabet.symbol(place.mark()), 0)));
          own.add(alphabet.symbol(place.mark()));
        }
        yield terms.unmarked(terms.all(all), own);
      }
    };
  }

  /** The texts around a mark that may not stand there. */
  private static Regex forbidden(Place place) {
    Regex anywhere = Regex.sequence(Regex.ANYTHING, place.mark(), Regex.ANYTHING);
    return place.holds() ? new All(List.of(anywhere, new Not(place.around()))) : place.around();
  }

  /**
   * The grammar, one rule a state.
   *
   * @throws GrammarException if there are too many states
   */
  Grammar grammar(Function<BitSet, Grammar> characters) {
    Map<BitSet, Grammar> sets = new HashMap<>();
    Grammar whole = rule(start);
    while (!open.isEmpty()) {
      int state = open.removeLast();
      Map<Integer, BitSet> next = new LinkedHashMap<>();
      for (int symbol = 0; symbol < alphabet.characters(); symbol++) {
        int after = after(state, symbol);
        if (after != terms.nothing()) {
          next.computeIfAbsent(after, _ -> new BitSet()).set(symbol);
        }
      }
      Grammar again = Grammar.empty();
      List<Grammar> choices = new ArrayList<>();
      if (mayEnd(state)) {
        choices.add(Grammar.empty());
      }
      for (var step : next.entrySet()) {
        Grammar read =
            sets.computeIfAbsent(step.getValue(), it -> characters.apply(alphabet.points(it)));
        if (step.getKey() == state) {
          again = Grammar.many(read);
          continue;
        }
        choices.add(Grammar.sequence(read, rule(step.getKey())));
      }
      if (rules.size() > MOST_STATES) {
        throw RegexTerms.tooMany();
      }
      rule(state).define(Grammar.sequence(again, Grammar.choice(choices)));
    }
    return whole;
  }

  /** Whether any text is read, of the states that a grammar was made of. */
  boolean readsSome() {
    return rules.keySet().stream().anyMatch(this::mayEnd);
  }

  private Grammar.Rule rule(int state) {
    return rules.computeIfAbsent(
        state,
        it -> {
          open.add(it);
          return Grammar.rule("pattern");
        });
  }

  private boolean mayEnd(int state) {
    Node node = terms.node(state);
    return switch (node.kind()) {
      case CHARACTERS -> false;
      case SEQUENCE, ALL -> node.parts().stream().allMatch(this::mayEnd);
      case CHOICE -> node.parts().stream().anyMatch(this::mayEnd);
      case REPEAT -> node.min() == 0 || mayEnd(node.parts().getFirst());
      case NOT -> !mayEnd(node.parts().getFirst());
      case SEEN -> mayEnd(node.parts().getFirst());
      case UNMARKED -> behindMarks(node).stream().anyMatch(this::mayEnd);
    };
  }

  /** What must follow a symbol. */
  private int after(int state, int symbol) {
    while (steps.size() <= state) {
      steps.add(new int[alphabet.size()]);
    }
    int[] known = steps.get(state);
    if (known[symbol] == 0) {
      known[symbol] = derivative(state, symbol) + 1;
    }
    return known[symbol] - 1;
  }

  private int derivative(int state, int symbol) {
    Node node = terms.node(state);
    List<Integer> parts = node.parts();
    return switch (node.kind()) {
      case CHARACTERS -> parts.contains(symbol) ? terms.empty() : terms.nothing();
      case CHOICE -> terms.choice(after(parts, symbol));
      case ALL -> terms.all(after(parts, symbol));
      case NOT -> terms.not(after(parts.getFirst(), symbol));
      case SEEN -> {
        int mark = node.min();
        yield symbol < alphabet.characters()
            ? terms.seen(after(parts.getFirst(), symbol), mark, node.max())
            : symbol != mark || node.max() > 0
                ? state // as if that mark were not there
                : terms.choice(
                    List.of(state, terms.seen(after(parts.getFirst(), symbol), mark, 1)));
      }
      case UNMARKED -> {
        List<Integer> behind = List.copyOf(behindMarks(node));
        yield terms.unmarked(terms.choice(after(behind, symbol)), parts.subList(1, parts.size()));
      }
      case REPEAT -> {
        int part = parts.getFirst();
        int min = mayEnd(part) ? 0 : Math.max(0, node.min() - 1);
        int max = node.max() == Grammar.UNLIMITED ? node.max() : node.max() - 1;
        yield terms.sequence(List.of(after(part, symbol), terms.repeat(part, min, max)));
      }
      case SEQUENCE -> {
        List<Integer> ways = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
          List<Integer> rest = new ArrayList<>(parts.subList(i, parts.size()));
          rest.set(0, after(parts.get(i), symbol));
          ways.add(terms.sequence(rest));
          if (!mayEnd(parts.get(i))) {
            break;
          }
        }
        yield terms.choice(ways);
      }
    };
  }

  /** What may follow once any of an expression's own marks were read. */
  private Set<Integer> behindMarks(Node unmarked) {
    Set<Integer> behind = new TreeSet<>();
    List<Integer> found = new ArrayList<>(List.of(unmarked.parts().getFirst()));
    while (!found.isEmpty()) {
      int state = found.removeLast();
      if (state != terms.nothing() && behind.add(state)) {
        unmarked.parts().stream().skip(1).forEach(mark -> found.add(after(state, mark)));
      }
    }
    return behind;
  }

  private List<Integer> after(List<Integer> parts, int symbol) {
    return parts.stream().map(part -> after(part, symbol)).toList();
  }
}
