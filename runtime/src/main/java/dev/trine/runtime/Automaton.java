package dev.trine.runtime;

import static dev.trine.runtime.TokenCosts.NEVER;
import static dev.trine.runtime.TokenCosts.UNSPELLED;

import dev.trine.runtime.Term.ByteClass;
import dev.trine.runtime.Term.Literal;
import dev.trine.runtime.Term.Repeat;
import dev.trine.runtime.Term.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A grammar as a machine that reads bytes. What is still to come is a stack of terms; a state is
 * the set of all stacks that fit the text so far. Stacks share their tails and, like states, exist
 * once, so that a step that was taken before is a table look-up: a pushdown automaton that turns
 * into a finite one where it is used.
 *
 * <p>Every stack knows how many tokens of the vocabulary finish it at most. A stack that cannot be
 * finished is dropped at once, so there are no dead ends.
 *
 * <p>Not thread-safe; the masks that share an automaton lock it.
 */
final class Automaton {
  /** States beyond this number are forgotten together and made again when they are met. */
  private static final int MOST_STATES = 10_000;

  /** Walks over the vocabulary that are kept. */
  private static final int MOST_WALKS = 256;

  /** Where fewer bytes can follow, a walk over the vocabulary is short. */
  private static final int MANY_BYTES = 100;

  /** Readings of one text; a grammar that has more is too ambiguous to follow. */
  private static final int MOST_STACKS = 50_000;

  private static final int UNKNOWN = -2;

  private final TokenTrie vocabulary;
  private final TokenCosts costs;
  private final Map<FrameKey, Frame> frames = new HashMap<>();
  private final Map<List<Frame>, State> states = new HashMap<>();
  private final Map<State, VocabularyWalk> walks = new Recent<>(MOST_WALKS);
  private final Frame done = new Frame(0, Grammar.empty(), 0, null, 0);
  private final State dead = new State(List.of());
  private final List<Frame> beginning;
  private int lastFrame;

  Automaton(Grammar grammar, TokenTrie vocabulary) {
    this.vocabulary = vocabulary;
    List<Grammar> terms = TokenCosts.terms(grammar);
    costs = new TokenCosts(terms, vocabulary);
    LeftRecursion.refuse(terms, costs);
    State start = state(List.of(push(grammar, 0, done)));
    if (start.tokens >= UNSPELLED) {
      throw new GrammarException(
          "no text fits the grammar with this vocabulary; remove the contradiction (in a JSON"
              + " Schema also what is only kept in part: oneOf, not, if, uniqueItems) or choose a"
              + " model whose tokens can spell it");
    }
    beginning = start.stacks;
  }

  State start() {
    return states.computeIfAbsent(beginning, State::new);
  }

  /** The state of a text that is over. */
  State end() {
    return state(List.of(done));
  }

  State dead() {
    return dead;
  }

  /** The same state, without steps that were forgotten meanwhile. */
  State kept(State state) {
    return states.computeIfAbsent(state.stacks, State::new);
  }

  /** All tokens that fit a state. */
  VocabularyWalk walk(State from) {
    VocabularyWalk known = walks.get(from);
    if (known == null) {
      Optional<VocabularyWalk> shared = from.bytes < MANY_BYTES ? Optional.empty() : shared(from);
      known = shared.orElseGet(() -> VocabularyWalk.of(vocabulary, from));
      walks.put(from, known);
    }
    return known;
  }

  /** The walk of a state that is inside a repetition, from what all such places share. */
  Optional<VocabularyWalk> shared(State from) {
    for (Frame stack : from.stacks) {
      Frame border = innermost(stack);
      if (border.term instanceof Repeat repeat && border.rest != null) {
        State behind = state(List.of(border.rest));
        List<Frame> inside = new ArrayList<>(from.stacks);
        inside.removeIf(it -> innermost(it) != border);
        List<Frame> others = new ArrayList<>(from.stacks);
        others.removeAll(inside);
        boolean leaves = !others.isEmpty();
        boolean mayLeave = border.at >= repeat.min() && costs.of(repeat.term()) > 0;
        if (mayLeave && (!leaves || others.equals(behind.stacks))) {
          int rounds = repeat.max() == Grammar.UNLIMITED ? repeat.max() : repeat.max() - border.at;
          return vocabulary
              .repeated(repeat.term())
              .walk(inside, border)
              .map(walk -> VocabularyWalk.of(vocabulary, from, walk, rounds, behind, leaves));
        }
      }
    }
    return Optional.empty();
  }

  /** The innermost repetition of a stack; what is done, if there is none. */
  private static Frame innermost(Frame stack) {
    Frame frame = stack;
    while (frame.rest != null && !(frame.term instanceof Repeat)) {
      frame = frame.rest;
    }
    return frame;
  }

  /**
   * A state inside another automaton's repetition, as one inside this one's only term; empty if it
   * stands before that repetition.
   */
  Optional<State> inside(List<Frame> stacks, Frame border, Grammar repetition) {
    List<Frame> copies = new ArrayList<>();
    for (Frame stack : stacks) {
      for (Frame frame = stack; frame != border && frame.rest != null; frame = frame.rest) {
        if (!costs.has(frame.term)) {
          return Optional.empty();
        }
      }
      copies.add(copy(stack, border, push(repetition, 0, done)));
    }
    return Optional.of(state(copies));
  }

  private Frame copy(Frame stack, Frame border, Frame beginning) {
    return stack == border || stack.rest == null
        ? beginning
        : push(stack.term, stack.at, copy(stack.rest, border, beginning));
  }

  /** How often a repetition was begun, by the only term that has nothing behind it; or -1. */
  int rounds(State state) {
    if (state.rounds == UNKNOWN) {
      state.rounds = count(state);
    }
    return state.rounds;
  }

  private int count(State state) {
    int rounds = -1;
    for (Frame stack : state.stacks) {
      Frame frame = stack;
      while (frame.rest != null && frame.rest != done) {
        frame = frame.rest;
      }
      if (frame == done) {
        continue;
      }
      if (rounds >= 0 && rounds != frame.at) {
        return -1;
      }
      rounds = frame.at;
    }
    return rounds;
  }

  /** A term with what follows it. {@code at} counts the bytes or repetitions that are behind. */
  record Frame(int id, Grammar term, int at, @Nullable Frame rest, int tokens) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  @SuppressWarnings("ReferenceEquality") // terms are compared by identity
  private record FrameKey(Grammar term, int at, int rest) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FrameKey key && key.term == term && key.at == at && key.rest == rest;
    }

    @Override
    public int hashCode() {
      return (System.identityHashCode(term) * 31 + at) * 31 + rest;
    }
  }

  /** Where a text stands in the grammar. */
  final class State {
    private final List<Frame> stacks; // each begins with a byte to read, or is done
    private final int tokens;
    private final int bytes; // how many can follow
    private final boolean complete; // the text must end
    private int rounds = UNKNOWN; // see rounds(State)
    private final @Nullable State[] next = new State[256];

    private State(List<Frame> stacks) {
      this.stacks = stacks;
      int least = NEVER;
      BitSet readable = new BitSet(256);
      for (Frame frame : stacks) {
        least = Math.min(least, frame.tokens);
        if (frame.term instanceof Literal literal) {
          readable.set(literal.bytes()[frame.at] & 0xFF);
        } else if (frame.term instanceof ByteClass set) {
          readable.or(set.bytes());
        }
      }
      tokens = least;
      bytes = readable.cardinality();
      complete = bytes == 0 && mayEnd();
      for (int value = readable.nextClearBit(0); value < next.length; ) {
        next[value] = dead;
        value = readable.nextClearBit(value + 1);
      }
    }

    /** With how many tokens the text can be finished; 0 where it may end. */
    int tokensToFinish() {
      return tokens;
    }

    boolean isDead() {
      return stacks.isEmpty();
    }

    boolean mayEnd() {
      return stacks.contains(done);
    }

    /** Whether one byte follows, and nothing else may. */
    boolean isForced() {
      return bytes == 1 && !mayEnd();
    }

    /** Whether the text must end. */
    boolean isComplete() {
      return complete;
    }

    State after(int value) {
      State known = next[value];
      if (known == null) {
        known = read(this, value);
        next[value] = known;
      }
      return known;
    }
  }

  private State read(State state, int value) {
    List<Frame> after = new ArrayList<>();
    for (Frame frame : state.stacks) {
      Frame rest = frame.rest;
      if (rest == null) {
        continue;
      }
      if (frame.term instanceof ByteClass set && set.bytes().get(value)) {
        after.add(rest);
      } else if (frame.term instanceof Literal literal
          && (literal.bytes()[frame.at] & 0xFF) == value) {
        after.add(push(literal, frame.at + 1, rest));
      }
    }
    return state(after);
  }

  /** The state of some stacks: each is opened until it begins with a byte to read. */
  private State state(List<Frame> stacks) {
    if (states.size() > MOST_STATES) {
      states.clear();
      walks.clear();
      frames.clear();
    }
    Set<Frame> seen = new HashSet<>();
    Map<FrameKey, Integer> repeated = new HashMap<>();
    List<Frame> ready = new ArrayList<>();
    Deque<Frame> open = new ArrayDeque<>(stacks);
    while (!open.isEmpty()) {
      Frame frame = open.pop();
      Frame rest = frame.rest;
      if (frame.tokens == NEVER || !seen.add(frame)) {
        continue;
      }
      if (seen.size() > MOST_STACKS) {
        throw new GrammarException(
            "the grammar can read a text in more than "
                + MOST_STACKS
                + " ways; make its alternatives begin differently");
      }
      if (rest == null) {
        ready.add(frame);
        continue;
      }
      Grammar term = frame.term;
      if (term instanceof Repeat repeat) {
        repeat(repeat, frame.at, rest, open, repeated);
      } else if (term instanceof Sequence sequence) {
        Frame stack = rest;
        for (Grammar part : sequence.terms().reversed()) {
          stack = push(part, 0, stack);
        }
        open.push(stack);
      } else if (term instanceof ByteClass
          || (term instanceof Literal literal && frame.at < literal.bytes().length)) {
        ready.add(frame);
      } else if (term instanceof Literal) {
        open.push(rest);
      } else {
        for (Grammar part : Term.below(term)) { // of a choice or a rule
          open.push(push(part, 0, rest));
        }
      }
    }
    ready.sort((a, b) -> Integer.compare(a.id, b.id));
    return states.computeIfAbsent(ready, State::new);
  }

  /**
   * Opens a repetition once more, and what follows it. Where the least count is reached, fewer
   * repetitions behind allow all that more would: of those only the fewest are followed. A term
   * that may be empty reaches every least count at once.
   */
  private void repeat(
      Repeat repeat, int at, Frame rest, Deque<Frame> open, Map<FrameKey, Integer> repeated) {
    int min = costs.of(repeat.term()) == 0 ? 0 : repeat.min();
    if (at >= min) {
      Integer fewest = repeated.merge(new FrameKey(repeat, 0, rest.id), at, Math::min);
      if (fewest < at) {
        return;
      }
      open.push(rest);
    }
    if (at < repeat.max()) {
      int count = repeat.max() == Grammar.UNLIMITED ? Math.min(at + 1, min) : at + 1;
      open.push(push(repeat.term(), 0, push(repeat, count, rest)));
    }
  }

  private Frame push(Grammar term, int at, Frame rest) {
    FrameKey key = new FrameKey(term, at, rest.id);
    Frame known = frames.get(key);
    if (known != null) {
      return known;
    }
    int tokens = TokenCosts.plus(costs.of(term, at), rest.tokens);
    Frame made = new Frame(++lastFrame, term, at, rest, tokens);
    frames.put(key, made);
    return made;
  }
}
