package dev.trine.runtime;

import dev.trine.runtime.Regex.Again;
import dev.trine.runtime.Regex.All;
import dev.trine.runtime.Regex.Characters;
import dev.trine.runtime.Regex.Choice;
import dev.trine.runtime.Regex.Loop;
import dev.trine.runtime.Regex.Not;
import dev.trine.runtime.Regex.Repeat;
import dev.trine.runtime.Regex.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A regular expression as a machine that reads characters one by one, so that what several
 * expressions say together, and what one forbids, is a grammar too. A state is the expression that
 * the rest of the text must fit, its derivative (Brzozowski, J. ACM 11(4), 1964). Expressions exist
 * once and are numbers, and characters that no part of the whole tells apart are one symbol.
 */
final class RegexMachine {
  private static final int MOST_STATES = 5_000;
  private static final int MOST_EXPRESSIONS = 100_000;

  private enum Kind {
    CHARACTERS, // parts are symbols
    SEQUENCE,
    CHOICE,
    ALL,
    NOT,
    REPEAT,
    LOOP // its body holds its own number
  }

  /** An expression, of others by their numbers. */
  private record Node(Kind kind, List<Integer> parts, int min, int max) {}

  private final List<BitSet> symbols = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<int[]> steps = new ArrayList<>(); // by node and symbol, one more, or 0
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final Map<Object, Integer> loops = new HashMap<>(); // by name
  private final Map<Integer, Integer> bodies = new HashMap<>(); // of loops, by number
  private final int empty;
  private final int nothing;
  private final int anything;
  private final int start;
  private final Map<Integer, Grammar.Rule> rules = new HashMap<>(); // by state
  private final List<Integer> open = new ArrayList<>(); // states whose rules are to be defined

  RegexMachine(Regex regex) {
    BitSet all = new BitSet();
    all.set(0, Character.MAX_CODE_POINT + 1);
    symbols.add(all);
    Set<BitSet> sets = new HashSet<>();
    collect(regex, sets);
    sets.forEach(this::split);
    empty = number(Kind.SEQUENCE, List.of());
    nothing = number(Kind.CHOICE, List.of());
    anything = number(Kind.NOT, List.of(nothing));
    start = of(regex);
  }

  private static void collect(Regex regex, Set<BitSet> sets) {
    switch (regex) {
      case Characters one -> sets.add(one.points());
      case Sequence all -> all.parts().forEach(part -> collect(part, sets));
      case Choice any -> any.parts().forEach(part -> collect(part, sets));
      case All all -> all.parts().forEach(part -> collect(part, sets));
      case Repeat repeat -> collect(repeat.part(), sets);
      case Not not -> collect(not.part(), sets);
      case Loop loop -> collect(loop.body(), sets);
      case Again _ -> {}
    }
  }

  /** Tells characters of a set from others. */
  private void split(BitSet set) {
    for (BitSet symbol : List.copyOf(symbols)) {
      BitSet inside = (BitSet) symbol.clone();
      inside.and(set);
      if (!inside.isEmpty() && !inside.equals(symbol)) {
        symbol.andNot(set);
        symbols.add(inside);
      }
    }
  }

  private int of(Regex regex) {
    return switch (regex) {
      case Characters one -> {
        List<Integer> of = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
          if (symbols.get(i).intersects(one.points())) {
            of.add(i);
          }
        }
        yield number(Kind.CHARACTERS, of);
      }
      case Sequence all -> sequence(all.parts().stream().map(this::of).toList());
      case Choice any -> choice(any.parts().stream().map(this::of).toList());
      case All all -> all(all.parts().stream().map(this::of).toList());
      case Repeat repeat -> repeat(of(repeat.part()), repeat.min(), repeat.max());
      case Not not -> not(of(not.part()));
      case Loop loop -> {
        int known = loops.getOrDefault(loop.name(), -1);
        if (known < 0) {
          known = number(new Node(Kind.LOOP, List.of(), loops.size(), 0));
          loops.put(loop.name(), known);
          bodies.put(known, of(loop.body()));
        }
        yield known;
      }
      case Again again -> loops.getOrDefault(again.name(), nothing);
    };
  }

  /** The grammar; one rule a state. */
  Grammar grammar(Function<BitSet, Grammar> characters) {
    Map<BitSet, Grammar> sets = new HashMap<>();
    Grammar whole = rule(start);
    while (!open.isEmpty()) {
      int state = open.removeLast();
      Map<Integer, BitSet> next = new LinkedHashMap<>();
      for (int symbol = 0; symbol < symbols.size(); symbol++) {
        int after = after(state, symbol);
        if (after != nothing) {
          next.computeIfAbsent(after, _ -> new BitSet()).set(symbol);
        }
      }
      Grammar again = Grammar.empty();
      List<Grammar> choices = new ArrayList<>();
      if (mayEnd(state)) {
        choices.add(Grammar.empty());
      }
      for (var step : next.entrySet()) {
        Grammar read = sets.computeIfAbsent(step.getValue(), it -> characters.apply(points(it)));
        if (step.getKey() == state) {
          again = Grammar.many(read);
          continue;
        }
        choices.add(Grammar.sequence(read, rule(step.getKey())));
      }
      if (rules.size() > MOST_STATES || nodes.size() > MOST_EXPRESSIONS) {
        throw new GrammarException(
            "it has too many states with what stands beside; make it simpler");
      }
      rule(state).define(Grammar.sequence(again, Grammar.choice(choices)));
    }
    return whole;
  }

  private Grammar.Rule rule(int state) {
    return rules.computeIfAbsent(
        state,
        it -> {
          open.add(it);
          return Grammar.rule("pattern");
        });
  }

  private BitSet points(BitSet of) {
    BitSet points = new BitSet();
    of.stream().forEach(symbol -> points.or(symbols.get(symbol)));
    return points;
  }

  private boolean mayEnd(int state) {
    Node node = nodes.get(state);
    return switch (node.kind()) {
      case LOOP -> mayEnd(bodies.getOrDefault(state, nothing));
      case CHARACTERS -> false;
      case SEQUENCE, ALL -> node.parts().stream().allMatch(this::mayEnd);
      case CHOICE -> node.parts().stream().anyMatch(this::mayEnd);
      case REPEAT -> node.min() == 0 || mayEnd(node.parts().getFirst());
      case NOT -> !mayEnd(node.parts().getFirst());
    };
  }

  /** What must follow a symbol. */
  private int after(int state, int symbol) {
    int[] known = steps.get(state);
    if (known[symbol] == 0) {
      Integer body = bodies.get(state);
      known[symbol] =
          (body == null ? derivative(nodes.get(state), symbol) : after(body, symbol)) + 1;
    }
    return known[symbol] - 1;
  }

  private int derivative(Node node, int symbol) {
    List<Integer> parts = node.parts();
    return switch (node.kind()) {
      case LOOP -> throw new IllegalStateException("a loop is its body");
      case CHARACTERS -> parts.contains(symbol) ? empty : nothing;
      case CHOICE -> choice(after(parts, symbol));
      case ALL -> all(after(parts, symbol));
      case NOT -> not(after(parts.getFirst(), symbol));
      case REPEAT -> {
        int part = parts.getFirst();
        int min = mayEnd(part) ? 0 : Math.max(0, node.min() - 1);
        int max = node.max() == Grammar.UNLIMITED ? node.max() : node.max() - 1;
        yield sequence(List.of(after(part, symbol), repeat(part, min, max)));
      }
      case SEQUENCE -> {
        List<Integer> ways = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
          List<Integer> rest = new ArrayList<>(parts.subList(i, parts.size()));
          rest.set(0, after(parts.get(i), symbol));
          ways.add(sequence(rest));
          if (!mayEnd(parts.get(i))) {
            break;
          }
        }
        yield choice(ways);
      }
    };
  }

  private List<Integer> after(List<Integer> parts, int symbol) {
    return parts.stream().map(part -> after(part, symbol)).toList();
  }

  private int sequence(List<Integer> parts) {
    List<Integer> flat = new ArrayList<>();
    for (int part : parts) {
      if (part == nothing) {
        return nothing;
      }
      flat.addAll(spread(Kind.SEQUENCE, part));
    }
    return flat.size() == 1 ? flat.getFirst() : number(Kind.SEQUENCE, flat);
  }

  private int choice(List<Integer> parts) {
    TreeSet<Integer> ordered = new TreeSet<>();
    parts.forEach(part -> ordered.addAll(spread(Kind.CHOICE, part)));
    return ordered.contains(anything) ? anything : one(Kind.CHOICE, ordered);
  }

  private int all(List<Integer> parts) {
    TreeSet<Integer> ordered = new TreeSet<>();
    parts.forEach(part -> ordered.addAll(spread(Kind.ALL, part)));
    ordered.remove(anything);
    return ordered.contains(nothing)
        ? nothing
        : ordered.isEmpty() ? anything : one(Kind.ALL, ordered);
  }

  private int one(Kind kind, TreeSet<Integer> parts) {
    return parts.size() == 1 ? parts.getFirst() : number(kind, List.copyOf(parts));
  }

  private int not(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.NOT ? node.parts().getFirst() : number(Kind.NOT, List.of(part));
  }

  private int repeat(int part, int min, int max) {
    Node node = nodes.get(part);
    boolean isAny = node.kind() == Kind.CHARACTERS && node.parts().size() == symbols.size();
    return max == 0
        ? empty
        : isAny && min == 0 && max == Grammar.UNLIMITED
            ? anything
            : number(new Node(Kind.REPEAT, List.of(part), min, max));
  }

  private List<Integer> spread(Kind kind, int part) {
    Node node = nodes.get(part);
    return node.kind() == kind ? node.parts() : List.of(part);
  }

  private int number(Kind kind, List<Integer> parts) {
    return number(new Node(kind, parts, 0, 0));
  }

  private int number(Node node) {
    return numbers.computeIfAbsent(
        node,
        it -> {
          nodes.add(it);
          steps.add(new int[symbols.size()]);
          return nodes.size() - 1;
        });
  }
}
