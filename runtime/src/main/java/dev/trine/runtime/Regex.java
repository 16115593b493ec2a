package dev.trine.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A regular expression as a tree. A text fits if all of it fits; where the expression was not
 * anchored, the tree says so by repetitions of any character.
 */
sealed interface Regex {
  /** The empty text. */
  Regex EMPTY = new Sequence(List.of());

  /** No text at all. */
  Regex NOTHING = new Choice(List.of());

  /** Any text. */
  Regex ANYTHING = new Repeat(new Characters(everyPoint()), 0, Grammar.UNLIMITED);

  /** How long texts may be, in characters, where longer ones have too many states. */
  List<Integer> LONGEST = List.of(48, 16, 8);

  /** One character out of a set of code points. */
  record Characters(BitSet points) implements Regex {}

  /** One part after the other. */
  record Sequence(List<Regex> parts) implements Regex {}

  /** One of several parts. */
  record Choice(List<Regex> parts) implements Regex {}

  /** A part {@code min} to {@code max} times, {@link Grammar#UNLIMITED} for no upper limit. */
  record Repeat(Regex part, int min, int max) implements Regex {}

  /** Texts that fit all of several parts. */
  record All(List<Regex> parts) implements Regex {}

  /** Texts that do not fit a part. */
  record Not(Regex part) implements Regex {}

  /** A place between characters, which reads nothing. */
  record Mark(Object name) implements Regex {}

  /**
   * What is asked at a mark.
   *
   * @param around texts in which the mark stands once, where what is asked for is there
   * @param holds whether it must be there; else it must not
   */
  record Place(Mark mark, Regex around, boolean holds) {}

  /** Texts that fit a part each of whose marks stands where what is asked of it holds. */
  record Placed(Regex part, List<Place> places) implements Regex {}

  private static BitSet everyPoint() {
    BitSet all = new BitSet();
    all.set(0, Character.MAX_CODE_POINT + 1);
    return all;
  }

  static Regex sequence(Regex... parts) {
    return new Sequence(List.of(parts));
  }

  /** What fits all of at least one part. */
  static Regex all(List<Regex> parts) {
    return parts.size() == 1 ? parts.getFirst() : new All(List.copyOf(parts));
  }

  /** Exactly this text. */
  static Regex text(String text) {
    return new Sequence(text.codePoints().mapToObj(Regex::character).toList());
  }

  private static Regex character(int point) {
    BitSet set = new BitSet();
    set.set(point);
    return new Characters(set);
  }

  /** Lengths in characters, {@link Grammar#UNLIMITED} for no upper limit. */
  record Lengths(int min, int max) {
    static final Lengths ANY = new Lengths(0, Grammar.UNLIMITED);

    private boolean contains(Lengths other) {
      return min <= other.min && other.max <= max;
    }

    private boolean fixed() {
      return min == max;
    }

    private Lengths without(int length) {
      return new Lengths(
          Math.max(0, min - length), max == Grammar.UNLIMITED ? max : Math.max(-1, max - length));
    }
  }

  /**
   * The grammar, when each set of characters stands for a grammar of its own. Where it would have
   * too many states it is that of the shorter texts alone.
   *
   * @throws GrammarException if the parts that must all fit have too many states together
   */
  default Grammar grammar(Function<BitSet, Grammar> characters) {
    if (isPlain()) {
      return plain(characters);
    }
    try {
      return new RegexMachine(this).grammar(characters);
    } catch (GrammarException tooManyStates) {
      return shorter(characters).orElseThrow(() -> tooManyStates);
    }
  }

  /** The grammar of the texts that are short enough for it, if any are. */
  private Optional<Grammar> shorter(Function<BitSet, Grammar> characters) {
    for (int longest : LONGEST) {
      try {
        RegexMachine machine = new RegexMachine(within(new Lengths(0, longest)));
        Grammar grammar = machine.grammar(characters);
        return machine.readsSome() ? Optional.of(grammar) : Optional.empty();
      } catch (GrammarException tooManyStates) {
        continue;
      }
    }
    return Optional.empty();
  }

  /** Whether the tree has nothing but characters one after the other. */
  private boolean isPlain() {
    return switch (this) {
      case Characters _ -> true;
      case Sequence all -> all.parts().stream().allMatch(Regex::isPlain);
      case Choice any -> any.parts().stream().allMatch(Regex::isPlain);
      case Repeat repeat -> repeat.part().isPlain();
      case All _, Not _, Mark _, Placed _ -> false;
    };
  }

  private Grammar plain(Function<BitSet, Grammar> characters) {
    return switch (this) {
      case Characters one -> characters.apply(one.points());
      case Sequence all -> Grammar.sequence(grammars(all.parts(), characters));
      case Choice any -> Grammar.choice(grammars(any.parts(), characters));
      case Repeat repeat ->
          Grammar.repeat(repeat.part().plain(characters), repeat.min(), repeat.max());
      case All _, Not _, Mark _, Placed _ ->
          throw new IllegalStateException("not a plain expression");
    };
  }

  private static List<Grammar> grammars(List<Regex> parts, Function<BitSet, Grammar> characters) {
    return parts.stream().map(part -> part.plain(characters)).toList();
  }

  /** How long the shortest and the longest text are. */
  default Lengths lengths() {
    return switch (this) {
      case Characters _ -> new Lengths(1, 1);
      case Sequence all -> {
        long min = 0;
        long max = 0;
        for (Regex part : all.parts()) {
          Lengths lengths = part.lengths();
          min += lengths.min();
          max += lengths.max();
        }
        yield new Lengths(length(min), length(max));
      }
      case Choice any -> {
        List<Lengths> parts = any.parts().stream().map(Regex::lengths).toList();
        yield new Lengths(
            parts.stream().mapToInt(Lengths::min).min().orElse(0),
            parts.stream().mapToInt(Lengths::max).max().orElse(0));
      }
      case Repeat repeat -> {
        Lengths part = repeat.part().lengths();
        yield new Lengths(
            length((long) part.min() * repeat.min()), length((long) part.max() * repeat.max()));
      }
      case All all -> {
        List<Lengths> parts = all.parts().stream().map(Regex::lengths).toList();
        yield new Lengths(
            parts.stream().mapToInt(Lengths::min).max().orElse(0),
            parts.stream().mapToInt(Lengths::max).min().orElse(Grammar.UNLIMITED));
      }
      case Not _ -> Lengths.ANY;
      case Mark _ -> new Lengths(0, 0);
      case Placed placed -> placed.part().lengths();
    };
  }

  private static int length(long length) {
    return (int) Math.min(length, Grammar.UNLIMITED);
  }

  /** The texts whose length is within bounds. */
  default Regex within(Lengths bounds) {
    if (bounds.contains(lengths())) {
      return this;
    }
    if (bounds.max() < lengths().min() || bounds.min() > lengths().max()) {
      return NOTHING;
    }
    return switch (this) {
      case Choice any -> new Choice(any.parts().stream().map(it -> it.within(bounds)).toList());
      case Repeat repeat when repeat.part().lengths().fixed() -> {
        int one = repeat.part().lengths().min();
        int min = Math.max(repeat.min(), (int) (((long) bounds.min() + one - 1) / one));
        int max =
            bounds.max() == Grammar.UNLIMITED
                ? repeat.max()
                : Math.min(repeat.max(), bounds.max() / one);
        yield min > max ? NOTHING : new Repeat(repeat.part(), min, max);
      }
      case Sequence all
          when all.parts().stream().filter(it -> !it.lengths().fixed()).count() == 1 -> {
        Lengths rest = bounds;
        for (Regex part : all.parts()) {
          rest = part.lengths().fixed() ? rest.without(part.lengths().min()) : rest;
        }
        List<Regex> parts = new ArrayList<>();
        for (Regex part : all.parts()) {
          parts.add(part.lengths().fixed() ? part : part.within(rest));
        }
        yield new Sequence(parts);
      }
      default ->
          new All(
              List.of(this, new Repeat(new Characters(everyPoint()), bounds.min(), bounds.max())));
    };
  }

  /**
   * Some of the texts that are no longer than a maximum, without counting across parts: what is
   * left by the least of all parts goes to the first ones. Nothing is left out where all texts are
   * short enough, and never all of them.
   */
  default Regex shortened(int max) {
    if (lengths().max() <= max || lengths().min() > max) {
      return this;
    }
    return switch (this) {
      case Choice any ->
          new Choice(
              any.parts().stream()
                  .filter(it -> it.lengths().min() <= max)
                  .map(it -> it.shortened(max))
                  .toList());
      case Repeat repeat -> {
        Regex part = repeat.part();
        int least = Math.max(1, repeat.min());
        int times = max / part.lengths().max();
        yield part.lengths().min() > max
            ? EMPTY
            : times >= least
                ? new Repeat(part, repeat.min(), Math.min(times, repeat.max()))
                : new Repeat(part.shortened(max / least), repeat.min(), least);
      }
      case Sequence all -> {
        int room = max - lengths().min();
        List<Regex> parts = new ArrayList<>();
        for (Regex part : all.parts()) {
          int least = part.lengths().min();
          Regex shorter = part.shortened(least + room);
          room -= shorter.lengths().max() - least;
          parts.add(shorter);
        }
        yield new Sequence(parts);
      }
      case Characters _, All _, Not _, Mark _, Placed _ -> this;
    };
  }
}
