package dev.trine.assistant;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Session;
import dev.trine.runtime.TokenMask;
import dev.trine.things.Household;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Decides with a language model: the likeliest plan that the {@link PlanGrammar} allows. Where the
 * model wants to say what does not exist (a property that a lamp has not), the grammar would bend
 * its words into something else; that clause is then {@code absent} instead. Where the model is not
 * sure of its plan, nothing is done and the speaker is asked.
 */
final class ModelDecider implements Decider {
  /** A plan of eight long clauses; also what is kept free for it in the context. */
  private static final int LONGEST = 160;

  /** Below this probability of all allowed tokens together, the grammar would bend the plan. */
  private static final double BENT = 0.05;

  /** Below this probability a plan is a guess, and asking is better than acting on it. */
  private static final double UNSURE = 0.3;

  private final LanguageModel model;
  private final Household household;

  ModelDecider(LanguageModel model, Household household) {
    this.model = model;
    this.household = household;
  }

  @Override
  public List<Clause> decide(Prompt prompt) {
    Tokenizer tokenizer = model.tokenizer();
    Session session = model.session();
    int[] ids = tokenizer.encode(prompt.text(), false);
    if (ids.length + LONGEST > session.capacity()) {
      return List.of(Clause.alone(Clause.Verb.UNCLEAR));
    }
    session.prompt(ids);
    double sure = 1;
    boolean bent = false;
    TokenMask mask = new PlanGrammar(prompt, household).grammar().mask(tokenizer);
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int made = 0; made < LONGEST && !mask.isComplete(); made++) {
      BitSet allowed = mask.allowed(LONGEST - made);
      int token = allowed.nextSetBit(0);
      if (allowed.cardinality() > 1) {
        double[] chances = softmax(session.logits());
        token = likeliest(chances, allowed);
        sure *= chances[token];
        if (allowed.stream().mapToDouble(i -> chances[i]).sum() < BENT) {
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
        ? List.of(Clause.alone(Clause.Verb.UNCLEAR))
        : prompt.clauses(String.join("\n", lines));
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
