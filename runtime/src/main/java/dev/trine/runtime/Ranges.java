package dev.trine.runtime;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sets of characters as grammars of their UTF-8 bytes (RFC 3629). Bytes after which the same may
 * follow are one alternative, so that a byte leads to one place only.
 */
final class Ranges {
  private static final int CONTINUATION = 0x80;
  private static final int CONTINUATIONS = 64;
  private static final Grammar END = Grammar.empty();

  private final BitSet points;
  private final Map<Map<Grammar, BitSet>, Grammar> known = new HashMap<>();

  private Ranges(BitSet points) {
    this.points = points;
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
    Map<Grammar, BitSet> bytes = new LinkedHashMap<>();
    BitSet ascii = points.get(0, 0x80);
    if (!ascii.isEmpty()) {
      bytes.put(END, ascii);
    }
    add(bytes, 0xC2, 0xDF, 0xC0, 1);
    add(bytes, 0xE0, 0xEF, 0xE0, 2);
    add(bytes, 0xF0, 0xF4, 0xF0, 3);
    return choice(bytes);
  }

  /** Adds first bytes; what they have beyond {@code zero} is the character's highest bits. */
  private void add(Map<Grammar, BitSet> bytes, int from, int to, int zero, int more) {
    for (int first = from; first <= to; first++) {
      int value = first;
      after((first - zero) << 6 * more, more, more)
          .ifPresent(rest -> bytes.computeIfAbsent(rest, _ -> new BitSet()).set(value));
    }
  }

  /**
   * What follows the bytes that gave a code point's higher bits; empty if no character does.
   *
   * @param more bytes that are missing
   */
  private Optional<Grammar> after(int high, int more, int length) {
    int shortest = length == 3 ? 0x10000 : length == 2 ? 0x800 : 0; // less is written shorter
    int least = Math.max(high, shortest);
    int behind = high + (1 << 6 * more);
    int next = points.nextSetBit(least);
    if (next < 0 || next >= behind) {
      return Optional.empty();
    }
    if (least == high && points.nextClearBit(high) >= behind) {
      return Optional.of(continuations(more));
    }
    Map<Grammar, BitSet> bytes = new LinkedHashMap<>();
    for (int i = 0; i < CONTINUATIONS; i++) {
      int value = CONTINUATION + i;
      after(high + (i << 6 * (more - 1)), more - 1, length)
          .ifPresent(rest -> bytes.computeIfAbsent(rest, _ -> new BitSet()).set(value));
    }
    return Optional.of(known.computeIfAbsent(bytes, Ranges::choice));
  }

  /** Any bytes that continue a character. */
  private static Grammar continuations(int count) {
    Grammar any = Grammar.bytes(CONTINUATION, CONTINUATION + CONTINUATIONS - 1);
    return count == 0 ? END : Grammar.sequence(any, continuations(count - 1));
  }

  private static Grammar choice(Map<Grammar, BitSet> bytes) {
    return Grammar.choice(
        bytes.entrySet().stream()
            .map(it -> Grammar.sequence(new Term.ByteClass(it.getValue()), it.getKey()))
            .toList());
  }
}
