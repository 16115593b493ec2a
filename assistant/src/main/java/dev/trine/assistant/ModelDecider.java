package dev.trine.assistant;

import dev.trine.model.Precision;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.Grammar;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.Session;
import dev.trine.runtime.TokenMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Decides with a language model: the likeliest plan that the {@link PlanGrammar} allows. Where the
 * model wants to say what does not exist (a property that a lamp has not), the grammar would bend
 * its words into something else; that clause is then {@code absent} instead. Where the model is not
 * sure of its plan, nothing is done and the speaker is asked.
 *
 * <p>A larger model that has a chat template is told the notation, and answers under the same
 * grammar.
 */
final class ModelDecider implements Decider {
  /** A plan of eight long clauses; also what is kept free for it in the context. */
  private static final int LONGEST = 160;

  /** Below this probability of all allowed tokens together, the grammar would bend the plan. */
  private static final double BENT = 0.05;

  /** Below this probability a plan is a guess, and asking is better than acting on it. */
  private static final double UNSURE = 0.1;

  /** How many plans are looked at, at most. */
  private static final int MOST_PLANS = 6;

  /** What is kept of the context of a model that may have a very long one. */
  private static final int MOST_CONTEXT = 4096;

  private final LanguageModel model;

  /** How a model made for conversations is asked; the default model has learnt the notation. */
  private final Optional<Instructions> told;

  /** Keeps what all prompts begin with, so that it is run once. */
  private final Supplier<Session> session;

  /**
   * @throws AssistantException if the model cannot hold what it is to be told
   */
  ModelDecider(LanguageModel model) {
    told = Instructions.of(model);
    this.model = told.isPresent() ? model.as(Precision.QUICK) : model;
    session = new Lazy(this.model);
    if (instructions() + LONGEST > context(model)) {
      throw new AssistantException(
          "%s: its context of %d tokens is too short for the %d that it is to be told; choose another model"
              .formatted(model.name(), context(model), instructions()));
    }
  }

  private static int context(LanguageModel model) {
    return Math.min(MOST_CONTEXT, model.transformer().contextLength());
  }

  /** A session that is opened when the first sentence comes. */
  private static final class Lazy implements Supplier<Session> {
    private final LanguageModel model;
    private Optional<Session> opened = Optional.empty();

    Lazy(LanguageModel model) {
      this.model = model;
    }

    @Override
    public Session get() {
      Session session = opened.orElseGet(() -> model.session(context(model)));
      opened = Optional.of(session);
      return session;
    }
  }

  /** How many tokens all prompts begin with. */
  int instructions() {
    return told.map(it -> it.beginning().length).orElse(0);
  }

  /** What never changes comes first. */
  int[] ids(Prompt prompt) {
    return told.map(it -> it.ids(prompt.text()))
        .orElseGet(() -> model.tokenizer().encode(prompt.text(), false));
  }

  /**
   * Begins with a prompt; instructions are run where neither the session nor the store has them.
   */
  Session begin(int[] ids) {
    Session begun = session.get().prompt(ids);
    Optional<PrefixStore> store = model.store();
    if (told.isPresent() && store.isPresent()) {
      int[] beginning = told.get().beginning();
      if (begun.recall(store.get()) < beginning.length) {
        begun.prompt(beginning).remember(store.get());
        begun.prompt(ids);
      }
    }
    return begun;
  }

  /**
   * What a plan may begin with.
   *
   * @param tokens its first tokens
   * @param chance how likely the model says them
   */
  private record Beginning(int[] tokens, double chance) {
    /** {@return the prompt and these: what the session has of them already is not run again} */
    int[] after(int[] ids) {
      return IntStream.concat(Arrays.stream(ids), Arrays.stream(tokens)).toArray();
    }

    Beginning and(int token, double chance) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = token;
      return new Beginning(longer, this.chance * chance);
    }
  }

  /**
   * Plans are looked at as they come: from every word of the last one the next best word may lead
   * to another.
   */
  @Override
  public Decision decide(Prompt prompt, Judge judge) {
    int[] ids = ids(prompt);
    if (ids.length + LONGEST > session.get().capacity()) {
      return Decision.of(List.of(Clause.alone(Clause.Verb.UNCLEAR)));
    }
    begin(ids);
    Grammar grammar = new PlanGrammar(prompt).grammar();
    Queue<Beginning> others =
        new PriorityQueue<>(Comparator.comparingDouble(Beginning::chance).reversed());
    others.add(new Beginning(new int[0], 1));
    Tally tally = new Tally(judge, MOST_PLANS);
    do {
      tally.add(plan(prompt, ids, grammar, others));
    } while (!tally.isSettled(others.isEmpty() ? 0 : others.peek().chance()));
    Decision decision = tally.decision();
    if (!isGuess(decision) || judge.isSpelt().test(decision.clauses())) {
      return decision;
    }
    return tally.first().isSureAct()
        ? tally.first() // something speaks against it, and so it is asked
        : Decision.of(List.of(Clause.alone(Clause.Verb.UNCLEAR)));
  }

  private static boolean isGuess(Decision decision) {
    return decision.chance() < UNSURE
        && decision.clauses().stream().noneMatch(c -> c.verb() == Clause.Verb.ABSENT);
  }

  /** Says the best plan that is left, and leaves what could have been said instead. */
  private Decision plan(Prompt prompt, int[] ids, Grammar grammar, Queue<Beginning> others) {
    Beginning begun = others.remove();
    Tokenizer tokenizer = model.tokenizer();
    Session session = this.session.get().prompt(begun.after(ids));
    TokenMask mask = grammar.mask(tokenizer);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Beginning plan = begun;
    for (int made = 0; made < LONGEST && !mask.isComplete(); made++) {
      int token;
      if (made < begun.tokens().length) {
        token = begun.tokens()[made];
      } else {
        BitSet allowed = mask.allowed(LONGEST - made);
        OptionalInt only = only(mask, allowed);
        token = only.orElse(-1);
        double chance = 1;
        if (only.isEmpty()) {
          double[] chances = softmax(session.logits());
          token = likeliest(chances, allowed);
          boolean learnt = told.isEmpty() && !isCopying(said);
          double all = allowed.stream().mapToDouble(i -> chances[i]).sum();
          if (learnt && all < BENT) {
            return new Decision(
                prompt.clauses(lines(said) + Clause.Verb.ABSENT.word()), plan.chance());
          }
          double share = learnt ? 1 : Math.max(all, Double.MIN_NORMAL);
          allowed.clear(token);
          int next = likeliest(chances, allowed);
          others.add(plan.and(next, chances[next] / share));
          chance = chances[token] / share;
        }
        plan = plan.and(token, chance);
        if (told.isPresent() && plan.chance() < UNSURE / MOST_PLANS) {
          return new Decision(List.of(Clause.alone(Clause.Verb.UNCLEAR)), plan.chance());
        }
      }
      if (tokenizer.endsGeneration(token)) {
        break;
      }
      if (made >= begun.tokens().length) {
        session.feed(token);
      }
      mask.accept(token);
      said.writeBytes(tokenizer.bytes(token));
    }
    return new Decision(prompt.clauses(said.toString(StandardCharsets.UTF_8)), plan.chance());
  }

  /**
   * The token that need not be asked for. The default model has learnt to spell word by word, and
   * tells by it whether it means something else.
   */
  private OptionalInt only(TokenMask mask, BitSet allowed) {
    if (told.isPresent()) {
      return mask.forced(allowed);
    }
    return allowed.cardinality() == 1 ? OptionalInt.of(allowed.nextSetBit(0)) : OptionalInt.empty();
  }

  /** The lines that are said to their ends. */
  private static String lines(ByteArrayOutputStream said) {
    String text = said.toString(StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  /** Whether a text is being copied: there the grammar puts right what a small model slips in. */
  private static boolean isCopying(ByteArrayOutputStream said) {
    return said.toString(StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == PlanText.QUOTE.charAt(0))
                .count()
            % 2
        == 1;
  }

  private static int likeliest(double[] chances, BitSet allowed) {
    int best = allowed.nextSetBit(0);
    for (int i = best; i >= 0; i = allowed.nextSetBit(i + 1)) {
      best = chances[i] > chances[best] ? i : best;
    }
    return best;
  }

  private static double[] softmax(float[] logits) {
    double top = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      top = Math.max(top, logit);
    }
    double[] chances = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      chances[i] = Math.exp(logits[i] - top);
      sum += chances[i];
    }
    for (int i = 0; i < chances.length; i++) {
      chances[i] /= sum;
    }
    return chances;
  }
}
