package dev.trine.runtime;

import dev.trine.runtime.Term.ByteClass;
import dev.trine.runtime.Term.Literal;
import dev.trine.runtime.Term.Repeat;
import dev.trine.runtime.Term.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * With how many tokens of a vocabulary each term of a grammar can be spelled at most, every term
 * apart. 0 means that the term may be empty.
 */
final class TokenCosts {
  /** The term has no text at all. */
  static final int NEVER = 1 << 28;

  /** The term has texts, but they need tokens that reach over its borders, if there are such. */
  static final int UNSPELLED = 1 << 27;

  private final TokenTrie vocabulary;
  private final IdentityHashMap<Grammar, int[]> costs =
      new IdentityHashMap<>(); // of a literal, from each byte

  /** The costs of terms, as {@link #terms} gives them. */
  TokenCosts(List<Grammar> terms, TokenTrie vocabulary) {
    this.vocabulary = vocabulary;
    for (Grammar term : terms) {
      costs.put(term, term instanceof Literal it ? spell(it.bytes()) : new int[] {NEVER});
    }
    boolean settled = false; // recursive rules settle after some rounds
    while (!settled) {
      settled = true;
      for (Grammar term : terms) {
        if (!(term instanceof Literal)) {
          int cost = measure(term);
          int[] known = known(term);
          settled &= cost == known[0];
          known[0] = cost;
        }
      }
    }
  }

  /** All terms of a grammar, each once and behind those below it, as far as rules do not recur. */
  static List<Grammar> terms(Grammar root) {
    List<Grammar> order = new ArrayList<>();
    IdentityHashMap<Grammar, Boolean> finished = new IdentityHashMap<>();
    Deque<Grammar> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Grammar term = open.element();
      if (finished.putIfAbsent(term, false) == null) {
        for (Grammar below : Term.below(term)) {
          if (!finished.containsKey(below)) {
            open.push(below);
          }
        }
      } else {
        open.pop();
        if (Boolean.FALSE.equals(finished.put(term, true))) {
          order.add(term);
        }
      }
    }
    return order;
  }

  private int[] known(Grammar term) {
    int[] cost = costs.get(term);
    if (cost == null) {
      throw new IllegalStateException("the term is not of this grammar");
    }
    return cost;
  }

  /** Whether a term is of the grammar. */
  boolean has(Grammar term) {
    return costs.containsKey(term);
  }

  /** The cost of a whole term. */
  int of(Grammar term) {
    return known(term)[0];
  }

  /** The cost of what remains of a term when {@code at} bytes or repetitions are behind. */
  int of(Grammar term, int at) {
    if (term instanceof Repeat repeat) {
      return times(of(repeat.term()), repeat.min() - at);
    }
    return known(term)[term instanceof Literal ? at : 0];
  }

  private int measure(Grammar term) {
    if (term instanceof ByteClass set) {
      return anyOf(set);
    }
    if (term instanceof Repeat repeat) {
      return of(repeat, 0);
    }
    boolean sum = term instanceof Sequence;
    int cost = sum ? 0 : NEVER;
    for (Grammar part : Term.below(term)) {
      cost = sum ? plus(cost, of(part)) : Math.min(cost, of(part));
    }
    return cost;
  }

  static int plus(int cost, int other) {
    return Math.max(cost, other) == NEVER ? NEVER : Math.min(cost + other, UNSPELLED);
  }

  private static int times(int cost, int count) {
    if (count <= 0) {
      return 0;
    }
    return cost == NEVER ? NEVER : (int) Math.min((long) cost * count, UNSPELLED);
  }

  private int anyOf(ByteClass set) {
    for (int at = set.bytes().nextSetBit(0); at >= 0; at = set.bytes().nextSetBit(at + 1)) {
      int node = vocabulary.child(0, (byte) at);
      if (node != 0 && vocabulary.hasToken(node)) {
        return 1;
      }
    }
    return set.bytes().isEmpty() ? NEVER : UNSPELLED;
  }

  /** The least number of tokens that spell the bytes from each place on. */
  private int[] spell(byte[] bytes) {
    int[] tokens = new int[bytes.length + 1];
    Arrays.fill(tokens, 0, bytes.length, UNSPELLED);
    for (int from = bytes.length - 1; from >= 0; from--) {
      int node = vocabulary.child(0, bytes[from]);
      for (int to = from + 1; node != 0; to++) {
        if (vocabulary.hasToken(node)) {
          tokens[from] = Math.min(tokens[from], plus(tokens[to], 1));
        }
        node = to < bytes.length ? vocabulary.child(node, bytes[to]) : 0;
      }
    }
    return tokens;
  }
}
