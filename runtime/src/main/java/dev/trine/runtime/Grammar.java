package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.Term.ByteClass;
import dev.trine.runtime.Term.Choice;
import dev.trine.runtime.Term.Literal;
import dev.trine.runtime.Term.Repeat;
import dev.trine.runtime.Term.Sequence;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A context-free language of byte strings, built from a few kinds of terms. Text is UTF-8. A
 * grammar is immutable once its rules are defined, and may be shared between threads.
 *
 * <pre>{@code
 * Grammar act = sequence(literal("set "), choice(literal("lamp"), literal("fan")), literal(" "), integer(0, 100));
 * TokenMask mask = act.mask(tokenizer);
 * }</pre>
 */
public sealed interface Grammar
    permits Grammar.Rule, Term.Literal, Term.ByteClass, Term.Sequence, Term.Choice, Term.Repeat {

  /** Unlimited, as the upper count of a repetition. */
  int UNLIMITED = Integer.MAX_VALUE;

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
    for (int at = 0, point; at < text.length(); at += Character.charCount(point)) {
      point = text.codePointAt(at);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        throw new GrammarException(
            "a literal has half of a surrogate pair, which UTF-8 cannot write; give the whole"
                + " character");
      }
    }
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

  /** One of these; of none, nothing matches. */
  static Grammar choice(List<? extends Grammar> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Choice(List.copyOf(terms));
  }

  /** One of these texts. */
  static Grammar anyOf(String... texts) {
    List<Grammar> literals = new ArrayList<>();
    for (String text : texts) {
      literals.add(literal(text));
    }
    return choice(literals);
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
    requireRange(from, to, 0xFF, "bytes");
    BitSet set = new BitSet(256);
    set.set(from, to + 1);
    return new ByteClass(set);
  }

  /**
   * One character with a code point from {@code from} to {@code to}, both inclusive, as UTF-8;
   * surrogates are no characters.
   */
  static Grammar characters(int from, int to) {
    requireRange(from, to, Character.MAX_CODE_POINT, "characters");
    return Ranges.characters(from, to);
  }

  private static void requireRange(int from, int to, int most, String what) {
    if (from < 0 || to < from || to > most) {
      throw new GrammarException(
          what + " " + from + " to " + to + " are impossible; use 0 <= from <= to <= " + most);
    }
  }

  /** {@code min} to {@code max} decimal digits. */
  static Grammar digits(int min, int max) {
    return repeat(bytes('0', '9'), min, max);
  }

  /** A whole number from {@code min} to {@code max}, both inclusive, without leading zeros. */
  static Grammar integer(long min, long max) {
    if (max < min) {
      throw new GrammarException(
          "whole numbers " + min + " to " + max + " are impossible; use min <= max");
    }
    return Decimals.between(BigInteger.valueOf(min), BigInteger.valueOf(max), 0, Multiples.OF_ONE);
  }

  /**
   * The rule {@code root} of a grammar in GBNF, the format of llama.cpp.
   *
   * @throws GrammarException if the text is not GBNF; the message begins with line and column
   */
  static Grammar gbnf(String text) {
    return Gbnf.parse(text);
  }

  /**
   * Which tokens of a vocabulary may come next, from the beginning of a text on. Masks of the same
   * grammar and vocabulary share what they find out.
   *
   * @throws GrammarException if a rule is left-recursive or not defined, or if no text fits
   */
  default TokenMask mask(Tokenizer tokenizer) {
    return new GrammarMask(TokenTrie.of(tokenizer).automaton(this), tokenizer);
  }
}
