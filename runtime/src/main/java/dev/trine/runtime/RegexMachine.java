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
import java.util.stream.IntStream;

/**
 * A regular expression as a machine that reads characters one by one, so that what several
 * expressions say together, and what one forbids, is a grammar too. A state is the expression that
 * the rest of the text must fit, its derivative (Brzozowski, J. ACM 11(4), 1964). Expressions exist
 * once and are numbers, and characters that no part of the whole tells apart are one symbol.
 *
 * <p>Marks, where a pattern asks for the text around a place, are symbols too. A text fits if it
 * can be written with marks so that the pattern reads both, and no mark stands where it must not:
 * which is one expression ({@code ALL} of the pattern and what {@code SEEN} forbids) without its
 * marks ({@code UNMARKED}).
 */
final class RegexMachine {
  private static final int MOST_STATES = 5_000;
  private static final int MOST_EXPRESSIONS = 50_000;

  private enum Kind {
    CHARACTERS, // parts are symbols
    SEQUENCE,
    CHOICE,
    ALL,
    NOT,
    REPEAT,
    SEEN, // what its part reads with one of the marks that are its minimum; was that read, its
    // maximum is 1
    UNMARKED // what its first part reads, without the marks that are the other parts
  }

  /** An expression, of others by their numbers. */
  private record Node(Kind kind, List<Integer> parts, int min, int max) {}

  private final List<BitSet> symbols = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<int[]> steps = new ArrayList<>(); // by node and symbol, one more, or 0
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<Boolean> markless = new ArrayList<>(); // whether a node reads characters only
  private final Map<Mark, Integer> marks = new LinkedHashMap<>(); // symbols behind the characters'
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
    marks.replaceAll((_, number) -> symbols.size() + number);
    empty = number(Kind.SEQUENCE, List.of());
    nothing = number(Kind.CHOICE, List.of());
    anything = number(Kind.NOT, List.of(nothing));
    start = of(regex);
  }

  private void collect(Regex regex, Set<BitSet> sets) {
    switch (regex) {
      case Characters one -> sets.add(one.points());
      case Sequence all -> all.parts().forEach(part -> collect(part, sets));
      case Choice any -> any.parts().forEach(part -> collect(part, sets));
      case All all -> all.parts().forEach(part -> collect(part, sets));
      case Repeat repeat -> collect(repeat.part(), sets);
      case Not not -> collect(not.part(), sets);
      case Mark mark -> marks.putIfAbsent(mark, marks.size());
      case Placed placed -> {
        collect(placed.part(), sets);
        placed.places().forEach(place -> collect(place.around(), sets));
      }
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
      case Mark mark -> number(Kind.CHARACTERS, List.of(symbol(mark)));
      case Placed placed -> {
        List<Integer> all = new ArrayList<>(List.of(of(placed.part())));
        List<Integer> own = new ArrayList<>();
        for (Place place : placed.places()) {
          all.add(not(seen(of(forbidden(place)), symbol(place.mark()), 0)));
          own.add(symbol(place.mark()));
        }
        yield unmarked(all(all), own);
      }
    };
  }

  private int symbol(Mark mark) {
    return marks.getOrDefault(mark, -1);
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
      if (rules.size() > MOST_STATES) {
        throw tooMany();
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

  private BitSet points(BitSet of) {
    BitSet points = new BitSet();
    of.stream().forEach(symbol -> points.or(symbols.get(symbol)));
    return points;
  }

  private boolean mayEnd(int state) {
    Node node = nodes.get(state);
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
    int[] known = steps.get(state);
    if (known[symbol] == 0) {
      known[symbol] = derivative(state, symbol) + 1;
    }
    return known[symbol] - 1;
  }

  private int derivative(int state, int symbol) {
    Node node = nodes.get(state);
    List<Integer> parts = node.parts();
    return switch (node.kind()) {
      case CHARACTERS -> parts.contains(symbol) ? empty : nothing;
      case CHOICE -> choice(after(parts, symbol));
      case ALL -> all(after(parts, symbol));
      case NOT -> not(after(parts.getFirst(), symbol));
      case SEEN -> {
        int mark = node.min();
        yield symbol < symbols.size()
            ? seen(after(parts.getFirst(), symbol), mark, node.max())
            : symbol != mark || node.max() > 0
                ? state // as if that mark were not there
                : choice(List.of(state, seen(after(parts.getFirst(), symbol), mark, 1)));
      }
      case UNMARKED -> {
        List<Integer> behind = List.copyOf(behindMarks(node));
        yield unmarked(choice(after(behind, symbol)), parts.subList(1, parts.size()));
      }
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

  /** What may follow once any of an expression's own marks were read. */
  private Set<Integer> behindMarks(Node unmarked) {
    Set<Integer> behind = new TreeSet<>();
    List<Integer> found = new ArrayList<>(List.of(unmarked.parts().getFirst()));
    while (!found.isEmpty()) {
      int state = found.removeLast();
      if (state != nothing && behind.add(state)) {
        unmarked.parts().stream().skip(1).forEach(mark -> found.add(after(state, mark)));
      }
    }
    return behind;
  }

  private int seen(int part, int mark, int read) {
    return part == nothing ? nothing : number(new Node(Kind.SEEN, List.of(part), mark, read));
  }

  private int unmarked(int part, List<Integer> own) {
    List<Integer> parts = new ArrayList<>(List.of(part));
    parts.addAll(own);
    return part == nothing
        ? nothing
        : readsAnyText(part)
            ? repeat(allCharacters(), 0, Grammar.UNLIMITED)
            : number(Kind.UNMARKED, parts);
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
    if (ordered.stream().anyMatch(this::isText)) {
      ordered.removeIf(part -> markless.get(part) && !isText(part)); // any text is one of these too
    }
    return ordered.contains(anything) ? anything : one(Kind.CHOICE, ordered);
  }

  private int all(List<Integer> parts) {
    TreeSet<Integer> ordered = new TreeSet<>();
    parts.forEach(part -> ordered.addAll(spread(Kind.ALL, part)));
    ordered.remove(anything);
    if (ordered.stream().anyMatch(part -> markless.get(part) && !isText(part))) {
      ordered.removeIf(this::isText);
    }
    return ordered.contains(nothing) || ordered.stream().anyMatch(it -> isRefuted(it, ordered))
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

  /** Whether an expression surely reads all texts without marks. */
  private boolean readsAnyText(int part) {
    Node node = nodes.get(part);
    return switch (node.kind()) {
      case CHOICE -> node.parts().stream().anyMatch(this::readsAnyText);
      case ALL -> node.parts().stream().allMatch(this::readsAnyText);
      case NOT -> needsMark(node.parts().getFirst());
      default -> isText(part);
    };
  }

  /** Whether an expression surely reads no text without marks. */
  private boolean needsMark(int part) {
    Node node = nodes.get(part);
    return switch (node.kind()) {
      case CHOICE -> node.parts().stream().allMatch(this::needsMark);
      case SEEN -> node.max() == 0;
      default -> false;
    };
  }

  private int allCharacters() {
    return number(Kind.CHARACTERS, IntStream.range(0, symbols.size()).boxed().toList());
  }

  private boolean isRefuted(int part, Set<Integer> others) {
    Node node = nodes.get(part);
    return node.kind() == Kind.NOT && others.contains(node.parts().getFirst());
  }

  private int repeat(int part, int min, int max) {
    return max == 0
        ? empty
        : isCharacter(part) && min == 0 && max == Grammar.UNLIMITED && marks.isEmpty()
            ? anything
            : number(new Node(Kind.REPEAT, List.of(part), min, max));
  }

  /** Whether an expression reads any one character. */
  private boolean isCharacter(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.CHARACTERS
        && node.parts().size() == symbols.size()
        && markless.get(part);
  }

  /** Whether an expression reads any text of characters, but no marks. */
  private boolean isText(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.REPEAT
        && node.min() == 0
        && node.max() == Grammar.UNLIMITED
        && isCharacter(node.parts().getFirst());
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
          if (nodes.size() == MOST_EXPRESSIONS) {
            throw tooMany();
          }
          nodes.add(it);
          steps.add(new int[symbols.size() + marks.size()]);
          markless.add(isMarkless(it));
          return nodes.size() - 1;
        });
  }

  private static GrammarException tooMany() {
    return new GrammarException("it has too many states with what stands beside; make it simpler");
  }

  private boolean isMarkless(Node node) {
    return switch (node.kind()) {
      case NOT, SEEN, UNMARKED -> false; // may read marks
      case CHARACTERS -> node.parts().stream().allMatch(symbol -> symbol < symbols.size());
      default -> node.parts().stream().allMatch(markless::get);
    };
  }
}
