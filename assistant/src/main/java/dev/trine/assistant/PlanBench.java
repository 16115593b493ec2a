package dev.trine.assistant;

import dev.trine.assistant.AssistantBench.Times;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Session;
import dev.trine.runtime.TokenMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/**
 * How long a model made for conversations takes to read a sentence and to say its plan, whatever
 * its weights: sentences and plans are those of practice, and of the tokens that the grammar allows
 * those are taken that spell the plan.
 */
public final class PlanBench {
  private static final long SEED = 1;

  private final LanguageModel model;
  private final ModelDecider decider;
  private final List<Practice.Example> examples;

  /** One sentence. */
  private record Spoken(int read, int said, int asked, long readNanos, long sayNanos) {
    long nanos() {
      return readNanos + sayNanos;
    }
  }

  /**
   * What was measured.
   *
   * @param instructions tokens that all prompts begin with
   * @param instructMillis until the model had read them, or had them from the store
   * @param sentences that were measured
   * @param sentenceTokens of a sentence with its Things, at the middle
   * @param planTokens of a plan, at the middle
   * @param askedTokens of them, those that the model was asked for: the others are run with them
   * @param read a sentence
   * @param say its plan
   * @param decide both
   * @param firstMillis both, of the first sentence, with instructions
   */
  public record Result(
      int instructions,
      double instructMillis,
      int sentences,
      int sentenceTokens,
      int planTokens,
      int askedTokens,
      Times read,
      Times say,
      Times decide,
      double firstMillis) {}

  /**
   * @param model one that has a chat template
   * @param sentences how many
   */
  public PlanBench(LanguageModel model, int sentences) {
    this.model = model;
    decider = new ModelDecider(model);
    examples = Practice.examples(sentences, SEED);
  }

  /** {@return what sentences and plans take; call it once} */
  public Result measure() {
    long begun = System.nanoTime();
    decider.begin(decider.ids(examples.getFirst().prompt()));
    double instructed = (System.nanoTime() - begun) / 1e6;
    List<Spoken> all = new ArrayList<>();
    examples.forEach(example -> say(example).ifPresent(all::add));
    return new Result(
        decider.instructions(),
        instructed,
        all.size(),
        middle(all, Spoken::read),
        middle(all, Spoken::said),
        middle(all, Spoken::asked),
        times(all, Spoken::readNanos),
        times(all, Spoken::sayNanos),
        times(all, Spoken::nanos),
        instructed + all.getFirst().nanos() / 1e6);
  }

  private static Times times(List<Spoken> all, ToLongFunction<Spoken> nanos) {
    return Times.of(all.stream().map(nanos::applyAsLong).toList());
  }

  private static int middle(List<Spoken> all, ToLongFunction<Spoken> number) {
    long[] sorted = all.stream().mapToLong(number).sorted().toArray();
    return (int) sorted[sorted.length / 2];
  }

  /** Nothing for the few plans of practice that quote otherwise than the grammar allows. */
  private Optional<Spoken> say(Practice.Example example) {
    long begun = System.nanoTime();
    int[] ids = decider.ids(example.prompt());
    Session session = decider.begin(ids);
    session.logits();
    long read = System.nanoTime();
    TokenMask mask = new PlanGrammar(example.prompt()).grammar().mask(model.tokenizer());
    byte[] plan = example.plan().getBytes(StandardCharsets.UTF_8);
    int said = 0;
    int asked = 0;
    for (int at = 0; at < plan.length; said++) {
      BitSet allowed = mask.allowed();
      OptionalInt forced = mask.forced(allowed);
      if (forced.isEmpty()) {
        session.logits();
        asked++;
      }
      int token = forced.orElse(longest(allowed, plan, at));
      if (token < 0) {
        return Optional.empty();
      }
      session.feed(token);
      mask.accept(token);
      at += model.tokenizer().bytes(token).length;
    }
    if (!mask.isComplete()) {
      session.logits(); // whether more follows
      asked++;
    }
    int tokens = ids.length - decider.instructions();
    return Optional.of(new Spoken(tokens, said, asked, read - begun, System.nanoTime() - read));
  }

  /** The longest token that goes on with a plan; -1 where none does. */
  private int longest(BitSet allowed, byte[] plan, int at) {
    int best = -1;
    int length = 0;
    for (int token = allowed.nextSetBit(0); token >= 0; token = allowed.nextSetBit(token + 1)) {
      byte[] bytes = model.tokenizer().bytes(token);
      int end = at + bytes.length;
      boolean fits =
          bytes.length > length
              && end <= plan.length
              && Arrays.equals(bytes, 0, bytes.length, plan, at, end);
      best = fits ? token : best;
      length = fits ? bytes.length : length;
    }
    return best;
  }
}
