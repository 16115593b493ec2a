package dev.trine.runtime;

import dev.trine.runtime.Regex.All;
import dev.trine.runtime.Regex.Characters;
import dev.trine.runtime.Regex.Choice;
import dev.trine.runtime.Regex.Mark;
import dev.trine.runtime.Regex.Not;
import dev.trine.runtime.Regex.Placed;
import dev.trine.runtime.Regex.Repeat;
import dev.trine.runtime.Regex.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The symbols that an expression reads: sets of characters that no part of it tells apart, and
 * behind these its marks.
 */
final class RegexAlphabet {
  private final List<BitSet> symbols = new ArrayList<>();
  private final Map<Mark, Integer> marks = new LinkedHashMap<>();

  RegexAlphabet(Regex regex) {
    BitSet all = new BitSet();
    all.set(0, Character.MAX_CODE_POINT + 1);
    symbols.add(all);
    Set<BitSet> sets = new HashSet<>();
    collect(regex, sets);
    sets.forEach(this::split);
    marks.replaceAll((_, number) -> symbols.size() + number);
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

  /** How many symbols are characters; they come before the marks. */
  int characters() {
    return symbols.size();
  }

  /** How many symbols there are. */
  int size() {
    return symbols.size() + marks.size();
  }

  boolean hasMarks() {
    return !marks.isEmpty();
  }

  /** The symbol of a mark. */
  int symbol(Mark mark) {
    return marks.getOrDefault(mark, -1);
  }

  /** The symbols of a set of characters. */
  List<Integer> symbols(BitSet points) {
    List<Integer> of = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      if (symbols.get(i).intersects(points)) {
        of.add(i);
      }
    }
    return of;
  }

  /** The characters of a set of symbols. */
  BitSet points(BitSet of) {
    BitSet points = new BitSet();
    of.stream().forEach(symbol -> points.or(symbols.get(symbol)));
    return points;
  }
}
