package dev.trine.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of characters as grammars of their UTF-8 bytes (RFC 3629). Bytes after which the same may
 * follow are one alternative, so that a byte leads to one place only.
 */
final class Ranges {
  private static final int CONTINUATION = 0x80;
  private static final int CONTINUATIONS = 64;
  private static final int NONE = -1;

  private final BitSet points;

  /** What may follow a byte; the first ones are so many bytes that continue a character. */
  private final List<Grammar> rests = new ArrayList<>();

  /** The numbers of rests by the bytes before the rests behind them: equal ones exist once. */
  private final Map<Map<Integer, BitSet>, Integer> known = new HashMap<>();

  private Ranges(BitSet points) {
    this.points = points;
    Grammar any = Grammar.bytes(CONTINUATION, CONTINUATION + CONTINUATIONS - 1);
    for (Grammar rest = Grammar.empty(); rests.size() < 4; rest = Grammar.sequence(any, rest)) {
      rests.add(rest);
    }
  }

  /** One character of a set of code points; surrogates are none. */
  static Grammar characters(BitSet points) {
    BitSet characters = (BitSet) points.clone();
    characters.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
    return new Ranges(characters).characters();
  }

  static Grammar characters(int from, int to) {
    BitSet points = new BitSet();
    points.set(from, to + 1);
    return characters(points);
  }

  private Grammar characters() {
    Map<Integer, BitSet> bytes = new LinkedHashMap<>();
    BitSet ascii = points.get(0, 0x80);
    if (!ascii.isEmpty()) {
      bytes.put(0, ascii);
    }
    add(bytes, 0xC2, 0xDF, 0xC0, 1);
    add(bytes, 0xE0, 0xEF, 0xE0, 2);
    add(bytes, 0xF0, 0xF4, 0xF0, 3);
    return choice(bytes);
  }

  /** Adds first bytes; what they have beyond {@code zero} is the character's highest bits. */
  private void add(Map<Integer, BitSet> bytes, int from, int to, int zero, int more) {
    for (int first = from; first <= to; first++) {
      add(bytes, first, after((first - zero) << 6 * more, more, more));
    }
  }

  private static void add(Map<Integer, BitSet> bytes, int value, int rest) {
    if (rest != NONE) {
      bytes.computeIfAbsent(rest, _ -> new BitSet()).set(value);
    }
  }

  /**
   * The number of what follows the bytes that gave a code point's higher bits; {@link #NONE} if no
   * character does.
   *
   * @param more bytes that are missing
   */
  private int after(int high, int more, int length) {
    int shortest = length == 3 ? 0x10000 : length == 2 ? 0x800 : 0; // less is written shorter
    int least = Math.max(high, shortest);
    int behind = high + (1 << 6 * more);
    int next = points.nextSetBit(least);
    if (next < 0 || next >= behind) {
      return NONE;
    }
    if (least == high && points.nextClearBit(high) >= behind) {
      return more;
    }
    Map<Integer, BitSet> bytes = new LinkedHashMap<>();
    for (int i = 0; i < CONTINUATIONS; i++) {
      add(bytes, CONTINUATION + i, after(high + (i << 6 * (more - 1)), more - 1, length));
    }
    return known.computeIfAbsent(
        bytes,
        _ -> {
          rests.add(choice(bytes));
          return rests.size() - 1;
        });
  }

  private Grammar choice(Map<Integer, BitSet> bytes) {
    List<Grammar> choices = new ArrayList<>();
    bytes.forEach((rest, values) ->
        choices.add(Grammar.sequence(new Term.ByteClass(values), rests.get(rest))));
    return Grammar.choice(choices);
  }
}
