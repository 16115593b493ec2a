package dev.trine.runtime;

import dev.trine.runtime.Grammar.ByteClass;
import dev.trine.runtime.Grammar.Choice;
import dev.trine.runtime.Grammar.Literal;
import dev.trine.runtime.Grammar.Repeat;
import dev.trine.runtime.Grammar.Rule;
import dev.trine.runtime.Grammar.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A grammar as a machine that reads bytes. What is still to come is a stack of terms; a state is
 * the set of all stacks that fit the text so far. Stacks share their tails and, like states, exist
 * once, so that a step that was taken before is a table look-up: a pushdown automaton that turns
 * into a finite one where it is used.
 *
 * <p>Every stack knows how many tokens of the vocabulary finish it at most. A stack that cannot be
 * finished is dropped at once, so there are no dead ends.
 */
final class Automaton {
  /** More tokens than any text has: the stack cannot be finished. */
  static final int NEVER = 1 << 28;

  /** States beyond this number are forgotten together and made again when they are met. */
  private static final int MOST_STATES = 20_000;

  private final TokenTrie vocabulary;
  private final Map<Grammar, int[]> tokensToFinish = new IdentityHashMap<>();
  private final Map<FrameKey, Frame> frames = new HashMap<>();
  private final Map<List<Frame>, State> states = new HashMap<>();
  private final Frame done = new Frame(0, Grammar.empty(), 0, null, 0);
  private final State start;

  Automaton(Grammar grammar, TokenTrie vocabulary) {
    this.vocabulary = vocabulary;
    measure(Grammar.terms(grammar));
    new LeftRecursion().refuse(grammar);
    start = state(List.of(push(grammar, 0, done)));
    if (start.isDead()) {
      throw new GrammarException(
          "no text fits the grammar with this vocabulary; remove the contradiction or choose a"
              + " model whose tokens can spell it");
    }
  }

  State start() {
    return start;
  }

  TokenTrie vocabulary() {
    return vocabulary;
  }

  /** A term with what follows it. {@code at} counts the bytes or repetitions that are behind. */
  private record Frame(int id, Grammar term, int at, @Nullable Frame rest, int tokens) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

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
    private final @Nullable State[] next = new State[256];

    private State(List<Frame> stacks) {
      this.stacks = stacks;
      tokens = stacks.stream().mapToInt(Frame::tokens).min().orElse(NEVER);
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

    /** Whether the text must end. */
    boolean isComplete() {
      return stacks.size() == 1 && mayEnd();
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
    Set<Frame> seen = new HashSet<>();
    List<Frame> ready = new ArrayList<>();
    Deque<Frame> open = new ArrayDeque<>(stacks);
    while (!open.isEmpty()) {
      Frame frame = open.pop();
      if (frame.tokens < NEVER && seen.add(frame)) {
        Frame rest = frame.rest;
        if (rest == null || frame.term instanceof ByteClass) {
          ready.add(frame);
          continue;
        }
        switch (frame.term) {
          case ByteClass _ -> {}
          case Literal literal -> {
            if (frame.at == literal.bytes().length) {
              open.push(rest);
            } else {
              ready.add(frame);
            }
          }
          case Sequence sequence -> {
            Frame stack = rest;
            for (Grammar term : sequence.terms().reversed()) {
              stack = push(term, 0, stack);
            }
            open.push(stack);
          }
          case Choice choice -> choice.terms().forEach(term -> open.push(push(term, 0, rest)));
          case Repeat repeat -> {
            if (frame.at >= repeat.min()) {
              open.push(rest);
            }
            if (frame.at < repeat.max()) {
              int count =
                  repeat.max() == Grammar.UNLIMITED
                      ? Math.min(frame.at + 1, repeat.min())
                      : frame.at + 1;
              open.push(push(repeat.term(), 0, push(repeat, count, rest)));
            }
          }
          case Rule rule -> open.push(push(rule.definition(), 0, rest));
        }
      }
    }
    ready.sort((a, b) -> Integer.compare(a.id, b.id));
    if (states.size() > MOST_STATES) {
      states.clear();
    }
    return states.computeIfAbsent(ready, State::new);
  }

  private Frame push(Grammar term, int at, Frame rest) {
    Frame known = frames.get(new FrameKey(term, at, rest.id));
    if (known != null) {
      return known;
    }
    int tokens = Math.min(NEVER, tokens(term, at) + rest.tokens);
    Frame made = new Frame(frames.size() + 1, term, at, rest, tokens);
    frames.put(new FrameKey(term, at, rest.id), made);
    return made;
  }

  /** How many tokens finish a term of which {@code at} bytes or repetitions are behind. */
  private int tokens(Grammar term, int at) {
    int[] tokens = tokensToFinish.getOrDefault(term, new int[] {NEVER});
    return switch (term) {
      case Literal _ -> tokens[at];
      case Repeat repeat -> times(tokens(repeat.term(), 0), repeat.min() - at);
      default -> tokens[0];
    };
  }

  private static int times(int tokens, int count) {
    return count <= 0 ? 0 : (int) Math.min(NEVER, (long) tokens * count);
  }

  /** Finds the least number of tokens of every term; recursive rules settle after some rounds. */
  private void measure(List<Grammar> terms) {
    for (Grammar term : terms) {
      tokensToFinish.put(
          term, term instanceof Literal literal ? spell(literal.bytes()) : new int[] {NEVER});
    }
    boolean settled;
    do {
      settled = true;
      for (Grammar term : terms) {
        int tokens = measure(term);
        if (!(term instanceof Literal) && tokens < tokens(term)) {
          tokensToFinish.put(term, new int[] {tokens});
          settled = false;
        }
      }
    } while (!settled);
  }

  private int tokens(Grammar term) {
    return tokensToFinish.getOrDefault(term, new int[] {NEVER})[0];
  }

  private int measure(Grammar term) {
    ToIntFunction<Grammar> known = this::tokens;
    return switch (term) {
      case Literal literal -> tokens(literal);
      case ByteClass set ->
          set.bytes().stream().anyMatch(value -> isToken((byte) value)) ? 1 : NEVER;
      case Sequence sequence ->
          (int) Math.min(NEVER, sequence.terms().stream().mapToLong(known::applyAsInt).sum());
      case Choice choice -> choice.terms().stream().mapToInt(known).min().orElse(NEVER);
      case Repeat repeat -> times(tokens(repeat.term()), repeat.min());
      case Rule rule -> tokens(rule.definition());
    };
  }

  private boolean isToken(byte value) {
    int node = vocabulary.child(0, value);
    return node != 0 && vocabulary.hasToken(node);
  }

  /** The least number of tokens that spell the bytes from each place on. */
  private int[] spell(byte[] bytes) {
    int[] tokens = new int[bytes.length + 1];
    Arrays.fill(tokens, 0, bytes.length, NEVER);
    for (int from = bytes.length - 1; from >= 0; from--) {
      int node = 0;
      for (int to = from; to < bytes.length; to++) {
        node = vocabulary.child(node, bytes[to]);
        if (node == 0) {
          break;
        }
        if (vocabulary.hasToken(node)) {
          tokens[from] = Math.min(tokens[from], tokens[to + 1] + 1);
        }
      }
    }
    return tokens;
  }

  /** A rule that begins with itself would be opened for ever. */
  private final class LeftRecursion {
    private final Map<Grammar, Boolean> finished = new IdentityHashMap<>();

    void refuse(Grammar term) {
      Boolean known = finished.putIfAbsent(term, false);
      if (known != null) {
        if (!known) {
          throw new GrammarException(
              "the grammar is left-recursive at " + term + "; write it as a repetition");
        }
        return;
      }
      switch (term) {
        case Literal _, ByteClass _ -> {}
        case Sequence sequence -> {
          for (Grammar part : sequence.terms()) {
            refuse(part);
            if (tokens(part) > 0) {
              break;
            }
          }
        }
        case Choice choice -> choice.terms().forEach(this::refuse);
        case Repeat repeat -> refuse(repeat.term());
        case Rule rule -> refuse(rule.definition());
      }
      finished.put(term, true);
    }
  }
}
