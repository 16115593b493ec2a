package dev.trine.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * A regular expression as a tree. A text fits if all of it fits; where the expression was not
 * anchored, the tree says so by repetitions of any character.
 */
sealed interface Regex {

  /** One character out of a set of code points. */
  record Characters(BitSet points) implements Regex {}

  /** One part after the other. */
  record Sequence(List<Regex> parts) implements Regex {}

  /** One of several parts. */
  record Choice(List<Regex> parts) implements Regex {}

  /** A part {@code min} to {@code max} times, {@link Grammar#UNLIMITED} for no upper limit. */
  record Repeat(Regex part, int min, int max) implements Regex {}

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

  /** The grammar, when each set of characters stands for a grammar of its own. */
  default Grammar grammar(Function<BitSet, Grammar> characters) {
    return switch (this) {
      case Characters one -> characters.apply(one.points());
      case Sequence all -> Grammar.sequence(grammars(all.parts(), characters));
      case Choice any -> Grammar.choice(grammars(any.parts(), characters));
      case Repeat repeat ->
          Grammar.repeat(repeat.part().grammar(characters), repeat.min(), repeat.max());
    };
  }

  private static List<Grammar> grammars(List<Regex> parts, Function<BitSet, Grammar> characters) {
    return parts.stream().map(part -> part.grammar(characters)).toList();
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
    };
  }

  private static int length(long length) {
    return (int) Math.min(length, Grammar.UNLIMITED);
  }

  /**
   * The texts whose length is within bounds.
   *
   * @throws GrammarException if more than one part of a sequence varies in length
   */
  default Regex within(Lengths bounds) {
    if (bounds.contains(lengths())) {
      return this;
    }
    if (bounds.max() < lengths().min() || bounds.min() > lengths().max()) {
      return new Choice(List.of());
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
        yield min > max ? new Choice(List.of()) : new Repeat(repeat.part(), min, max);
      }
      case Sequence all -> {
        Lengths rest = bounds;
        int varying = 0;
        for (Regex part : all.parts()) {
          varying += part.lengths().fixed() ? 0 : 1;
          rest = part.lengths().fixed() ? rest.without(part.lengths().min()) : rest;
        }
        if (varying > 1) {
          throw new GrammarException(
              "its length varies in more than one place; put the length into the pattern");
        }
        List<Regex> parts = new ArrayList<>();
        for (Regex part : all.parts()) {
          parts.add(part.lengths().fixed() ? part : part.within(rest));
        }
        yield new Sequence(parts);
      }
      default ->
          throw new GrammarException(
              "a part of varying length is repeated; put the length into the pattern");
    };
  }
}
