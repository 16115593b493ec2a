package dev.trine.assistant;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.ChatMessage;
import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Session;
import dev.trine.runtime.TokenMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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

  /** What is kept of the context of a model that may have a very long one. */
  private static final int MOST_CONTEXT = 4096;

  /** What a model is told that did not learn the notation: {@code instruct.txt}. */
  private static final String INSTRUCTIONS = Lexicon.text("instruct.txt");

  private final LanguageModel model;

  /** How to talk to a model made for conversations; the default model has learnt the notation. */
  private final Optional<ChatTemplate> template;

  /** Keeps what all prompts begin with, so that it is run once. */
  private final Supplier<Session> session;

  ModelDecider(LanguageModel model) {
    this.model = model;
    template = model.chatTemplate();
    session = new Lazy(model);
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
      Session session =
          opened.orElseGet(
              () -> model.session(Math.min(MOST_CONTEXT, model.transformer().contextLength())));
      opened = Optional.of(session);
      return session;
    }
  }

  /** What never changes comes first. */
  private int[] ids(Prompt prompt) {
    if (template.isEmpty()) {
      return model.tokenizer().encode(prompt.text(), false);
    }
    List<ChatMessage> messages =
        List.of(
            ChatMessage.of("system", INSTRUCTIONS), ChatMessage.of("user", prompt.text().strip()));
    return model.encodeRendered(
        template.get().render(messages, List.of(), Map.of("enable_thinking", false)));
  }

  @Override
  public Decision decide(Prompt prompt) {
    Tokenizer tokenizer = model.tokenizer();
    Session session = this.session.get();
    int[] ids = ids(prompt);
    if (ids.length + LONGEST > session.capacity()) {
      return Decision.of(List.of(Clause.alone(Clause.Verb.UNCLEAR)));
    }
    session.prompt(ids);
    double sure = 1;
    boolean bent = false;
    TokenMask mask = new PlanGrammar(prompt).grammar().mask(tokenizer);
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int made = 0; made < LONGEST && !mask.isComplete(); made++) {
      BitSet allowed = mask.allowed(LONGEST - made);
      int token = allowed.nextSetBit(0);
      if (allowed.cardinality() > 1) {
        double[] chances = softmax(session.logits());
        token = likeliest(chances, allowed);
        boolean learnt = template.isEmpty() && !isCopying(line);
        sure *= learnt ? chances[token] : share(chances, token, allowed);
        if (learnt && allowed.stream().mapToDouble(i -> chances[i]).sum() < BENT) {
          line.reset();
          line.writeBytes(Clause.Verb.ABSENT.word().getBytes(StandardCharsets.UTF_8));
          bent = true;
          break;
        }
      }
      if (tokenizer.endsGeneration(token)) {
        break;
      }
      session.feed(token);
      mask.accept(token);
      for (byte b : tokenizer.bytes(token)) {
        if (b == '\n') {
          lines.add(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else {
          line.write(b);
        }
      }
    }
    lines.add(line.toString(StandardCharsets.UTF_8));
    return sure < UNSURE && !bent
        ? Decision.of(List.of(Clause.alone(Clause.Verb.UNCLEAR)))
        : new Decision(prompt.clauses(String.join("\n", lines)), sure);
  }

  /** Whether a text is being copied: there the grammar puts right what a small model slips in. */
  private static boolean isCopying(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == PlanText.QUOTE.charAt(0))
                .count()
            % 2
        == 1;
  }

  /** How likely a token is among those that are allowed. */
  private static double share(double[] chances, int token, BitSet allowed) {
    double all = allowed.stream().mapToDouble(i -> chances[i]).sum();
    return all > 0 ? chances[token] / all : 1.0 / allowed.cardinality();
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
