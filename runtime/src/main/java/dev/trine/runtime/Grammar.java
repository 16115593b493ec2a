package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A context-free language of byte strings, built from a few kinds of terms. Text is UTF-8. A
 * grammar is immutable once its rules are defined, and may be shared between threads.
 *
 * <pre>{@code
 * Grammar act = sequence(literal("set "), choice(literal("lamp"), literal("fan")), literal(" "), integer(0, 100));
 * TokenMask mask = act.mask(tokenizer);
 * }</pre>
 */
public sealed interface Grammar {

  /** Unlimited, as the upper count of a repetition. */
  int UNLIMITED = Integer.MAX_VALUE;

  /** Exactly these bytes; the array belongs to the term. */
  @SuppressWarnings("ArrayRecordComponent") // terms are compared by identity
  record Literal(byte[] bytes) implements Grammar {}

  /** One byte out of a set; indices are 0 to 255. */
  record ByteClass(BitSet bytes) implements Grammar {}

  /** One term after the other; without terms it is the empty text. */
  record Sequence(List<Grammar> terms) implements Grammar {}

  /** One of several terms; without terms nothing matches. */
  record Choice(List<Grammar> terms) implements Grammar {}

  /** A term {@code min} to {@code max} times. */
  record Repeat(Grammar term, int min, int max) implements Grammar {}

  /** A named term that is defined after it was first used, so that a language may recur. */
  final class Rule implements Grammar {
    private final String name;
    private Optional<Grammar> definition = Optional.empty();

    private Rule(String name) {
      this.name = name;
    }

    /** Says what the rule stands for; once, before a mask is made. */
    public Rule define(Grammar term) {
      if (definition.isPresent()) {
        throw new GrammarException("grammar rule '" + name + "' is defined twice; keep one");
      }
      definition = Optional.of(term);
      return this;
    }

    String name() {
      return name;
    }

    Grammar definition() {
      return definition.orElseThrow(
          () -> new GrammarException("grammar rule '" + name + "' is not defined; define it"));
    }

    @Override
    public String toString() {
      return "Rule[" + name + "]";
    }
  }

  /** A rule that is yet to be defined. */
  static Rule rule(String name) {
    return new Rule(name);
  }

  /** Exactly this text. */
  static Grammar literal(String text) {
    return new Literal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The empty text. */
  static Grammar empty() {
    return new Sequence(List.of());
  }

  /** One after the other. */
  static Grammar sequence(Grammar... terms) {
    return sequence(List.of(terms));
  }

  /** One after the other. */
  static Grammar sequence(List<? extends Grammar> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Sequence(List.copyOf(terms));
  }

  /** One of these. */
  static Grammar choice(Grammar... terms) {
    return choice(List.of(terms));
  }

  /** One of these. */
  static Grammar choice(List<? extends Grammar> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Choice(List.copyOf(terms));
  }

  /** One of these texts. */
  static Grammar anyOf(String... texts) {
    return choice(Stream.of(texts).map(Grammar::literal).toList());
  }

  /** {@code min} to {@code max} times, {@link #UNLIMITED} for no upper limit. */
  static Grammar repeat(Grammar term, int min, int max) {
    if (min < 0 || max < min) {
      throw new GrammarException(
          "repetition " + min + " to " + max + " is impossible; use 0 <= min <= max");
    }
    return new Repeat(term, min, max);
  }

  /** The term or nothing. */
  static Grammar optional(Grammar term) {
    return repeat(term, 0, 1);
  }

  /** Any number of times, also none. */
  static Grammar many(Grammar term) {
    return repeat(term, 0, UNLIMITED);
  }

  /** {@code min} to {@code max} terms with a separator between them. */
  static Grammar separated(Grammar term, Grammar separator, int min, int max) {
    if (max == 0) {
      return empty();
    }
    Grammar rest =
        repeat(sequence(separator, term), Math.max(0, min - 1), max == UNLIMITED ? max : max - 1);
    Grammar some = sequence(term, rest);
    return min == 0 ? optional(some) : some;
  }

  /** One byte from {@code from} to {@code to}, both inclusive, 0 to 255. */
  static Grammar bytes(int from, int to) {
    BitSet set = new BitSet(256);
    set.set(from, to + 1);
    return new ByteClass(set);
  }

  /** One character with a code point from {@code from} to {@code to}, both inclusive, as UTF-8. */
  static Grammar characters(int from, int to) {
    return Ranges.characters(from, to);
  }

  /** {@code min} to {@code max} decimal digits. */
  static Grammar digits(int min, int max) {
    return repeat(bytes('0', '9'), min, max);
  }

  /** A whole number from {@code min} to {@code max}, both inclusive, without leading zeros. */
  static Grammar integer(long min, long max) {
    return Ranges.decimal(BigInteger.valueOf(min), BigInteger.valueOf(max), 0);
  }

  /** Which tokens of a vocabulary may come next, from the beginning of a text on. */
  default TokenMask mask(Tokenizer tokenizer) {
    return new GrammarMask(new Automaton(this, TokenTrie.of(tokenizer)), tokenizer);
  }

  /** The terms directly below this one. */
  private List<Grammar> below() {
    return switch (this) {
      case Literal _, ByteClass _ -> List.of();
      case Sequence sequence -> sequence.terms();
      case Choice choice -> choice.terms();
      case Repeat repeat -> List.of(repeat.term());
      case Rule rule -> List.of(rule.definition());
    };
  }

  /** All terms, each once, those below mostly first. */
  static List<Grammar> terms(Grammar root) {
    var seen = Collections.newSetFromMap(new IdentityHashMap<Grammar, Boolean>());
    List<Grammar> order = new ArrayList<>();
    List<Grammar> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      Grammar term = open.removeLast();
      if (seen.add(term)) {
        order.add(term);
        open.addAll(term.below());
      }
    }
    return order.reversed();
  }
}
