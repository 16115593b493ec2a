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
 * its words into something else; that clause is then {@code absent} instead.
 */
final class ModelDecider implements Decider {
  /** A plan of eight long clauses; also what is kept free for it in the context. */
  private static final int LONGEST = 160;

  /** Below this probability of all allowed tokens together, the grammar would bend the plan. */
  private static final double BENT = 0.05;

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
    TokenMask mask = new PlanGrammar(prompt, household).grammar().mask(tokenizer);
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int made = 0; made < LONGEST && !mask.isComplete(); made++) {
      BitSet allowed = mask.allowed(LONGEST - made);
      int token = allowed.nextSetBit(0);
      if (allowed.cardinality() > 1) {
        float[] logits = session.logits();
        token = likeliest(logits, allowed);
        if (share(logits, allowed) < BENT) {
          line.reset();
          line.writeBytes(Clause.Verb.ABSENT.word().getBytes(StandardCharsets.UTF_8));
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
    return prompt.clauses(String.join("\n", lines));
  }

  private static int likeliest(float[] logits, BitSet allowed) {
    int best = allowed.nextSetBit(0);
    for (int i = best; i >= 0; i = allowed.nextSetBit(i + 1)) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** The probability of the allowed tokens together. */
  private static double share(float[] logits, BitSet allowed) {
    float top = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      top = Math.max(top, logit);
    }
    double all = 0;
    double fit = 0;
    for (int i = 0; i < logits.length; i++) {
      double weight = Math.exp(logits[i] - top);
      all += weight;
      fit += allowed.get(i) ? weight : 0;
    }
    return fit / all;
  }
}
